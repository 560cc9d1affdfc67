"""Arguments that contradict each other, inputs that don't fit, and what is taken in their neighbourhood; no Keras."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.language.layers.single import decoded, effect, refusal

CONV = {"filters": 4, "kernel_size": 2}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"LayerNormalization": {"axis": [1, 1]}}, "stands twice"),
        ({"GroupNormalization": 0}, "at least 1, or -1"),
        ({"Conv1D": {**CONV, "groups": 3}}, "evenly among 3 groups"),
        ({"Conv1D": {**CONV, "strides": 2, "dilation_rate": 2}}, "don't go together"),
        ({"Conv2D": {**CONV, "strides": [2, 1, 1]}}, "this list has 3"),
        ({"Conv1DTranspose": {**CONV, "strides": 2, "output_padding": 2}}, "less than `strides`"),
        ({"Conv2DTranspose": {**CONV, "strides": [2, 1], "output_padding": [1, 1]}}, "less than `strides`"),
        ({"Cropping1D": [1, 2, 3]}, "2 entries, one for each end, and this one has 3"),
        ({"Cropping2D": [[1, 2, 3], 1]}, "2 entries, one for each end, and this one has 3"),
        ({"ZeroPadding3D": [1, 2]}, "3 entries, one for each axis, and this one has 2"),
        ({"Input": {"shape": [3], "batch_shape": [None, 3]}}, "says the same"),
        ({"Dense": {"units": 4, "kernel_constraint": "NonNeg", "lora_rank": 2}}, "don't go together"),
        ({"Reshape": [0, 3]}, "can't be 0"),
        ({"Reshape": [-1, -1]}, "only one size can be -1"),
        ({"Permute": [1, 3]}, "no order of the axes"),
        ({"EinsumDense": ["abc"]}, "`equation`"),
        ({"EinsumDense": {"equation": "abc->abd", "output_shape": 2}}, "can't be `abc->abd`"),
        ({"EinsumDense": {"equation": "aab,bc->ac", "output_shape": 2}}, "`a` stands twice in `aab`"),
        ({"EinsumDense": {"equation": "ab,bc->ad", "output_shape": 2}}, "`d` of the output is an axis of neither"),
        ({"EinsumDense": {"equation": "ab,bcd->ac", "output_shape": 2}}, "`d` of the kernel is an axis of neither"),
        ({"Bidirectional": {"Dense": 2}}, "does not read step by step"),
        ({"SpectralNormalization": "Flatten"}, "`Flatten` has none of its own"),
        ({"SpectralNormalization": {"GRU": 2}}, "`GRU` has none of its own"),
        ({"SpectralNormalization": {"Dense": {"units": 2, "lora_rank": 1}}}, "don't go together"),
    ],
)
def test_arguments_that_contradict_each_other(value: Any, said: str) -> None:
    """What no input could make right is refused when the layer is read."""
    with pytest.raises(ValidationError, match=said):
        decoded(value)


@pytest.mark.parametrize(
    ("value", "shape", "argument", "said"),
    [
        ({"Softmax": {"axis": 3}}, (4,), ("axis",), "has the axes 0 to 1"),
        ({"UnitNormalization": {"axis": -4}}, (5, 3), ("axis",), "has the axes 0 to 2"),
        ({"RMSNormalization": {"axis": 1}}, (5, 3), ("axis",), "scales the last axes only"),
        ({"GroupNormalization": 2}, (5, 3), ("groups",), "evenly among 2 groups"),
        ({"Conv1D": {**CONV, "groups": 2}}, (5, 3), ("groups",), "evenly among 2 groups"),
        ({"Conv1D": {"filters": 4, "kernel_size": 6}}, (5, 3), ("kernel_size",), "spans 6 steps"),
        ({"Conv1DTranspose": {**CONV, "padding": "same", "output_padding": 0}}, (1, 3), ("output_padding",), "nothing"),
        ({"Cropping1D": [2, 3]}, (5, 3), ("cropping",), "cuts 2 + 3 steps off"),
        ({"Dropout": {"rate": 0.5, "noise_shape": [None, 2, 3]}}, (5, 3), ("noise_shape",), "can't be stretched"),
        ({"Reshape": [4, 4]}, (5, 3), ("target_shape",), "15 values"),
        ({"Reshape": [4, -1]}, (5, 3), ("target_shape",), "15 values"),
        ({"Permute": [2, 1]}, (5,), (), "three axes"),
        ({"Rescaling": [0.1, 0.2]}, (5, 3), ("scale",), "lists 2 numbers"),
        ({"Rescaling": {"scale": 1.0, "offset": [0.1, 0.2]}}, (5, 3), ("offset",), "lists 2 numbers"),
        ({"Normalization": {"dtype": "int32"}}, (3,), ("dtype",), "gives fractions"),
        ({"AugMix": {}}, (8, 8, 2), (), "1 or 3 channels"),
        ({"RandomRotation": {"factor": 0.1, "fill_value": 2, "dtype": "bool"}}, (8, 8, 3), ("fill_value",), "0 to 1"),
        (
            {"RandomRotation": {"factor": 0.1, "fill_value": -1, "dtype": "uint8"}},
            (8, 8, 3),
            ("fill_value",),
            "0 to 255",
        ),
        ({"RandomRotation": {"factor": 0.1, "fill_value": 128, "dtype": "int8"}}, (8, 8, 3), ("fill_value",), "to 127"),
        ({"EinsumDense": {"equation": "abc,cd->abd", "output_shape": 2}}, (5, 3), ("output_shape",), "(None, 2)"),
        (
            {"EinsumDense": {"equation": "abc,cd->abd", "output_shape": [4, 2]}},
            (5, 3),
            ("output_shape",),
            "enters with the size 5 and leaves with 4",
        ),
    ],
)
def test_inputs_that_do_not_fit(value: Any, shape: tuple[int, ...], argument: tuple[str, ...], said: str) -> None:
    """A layer refuses an input at the argument that is at fault, and says what doesn't fit."""
    found = refusal(value, *shape)

    assert found.argument == argument
    assert said in found.message


def test_a_window_that_is_too_wide_is_told_of_channels_that_stand_first() -> None:
    """One or three rows and many columns look like channels; what is small all over is small."""
    said = "channels come last"

    assert said in str(refusal({"MaxPooling2D": 4}, 3, 28, 28).help)
    assert said not in str(refusal({"MaxPooling2D": 4}, 3, 3, 3).help)
    assert said not in str(refusal({"MaxPooling1D": 4}, 3, 28).help)


def test_softmax_takes_no_mask() -> None:
    """The mask of time steps is none that `Softmax` could use; without one it takes the same input."""
    assert "takes the mask" in refusal("Softmax", 5, 3, mask=True).message
    assert effect("Softmax", 5, 3).output.shape == (None, 5, 3)


@pytest.mark.parametrize(
    ("value", "shape", "output"),
    [
        ({"LayerNormalization": {"axis": [2, 1]}}, (5, 3), (5, 3)),
        ({"Rescaling": [0.1, 0.2, 0.3]}, (5, 3), (5, 3)),
        ({"Dropout": {"rate": 0.5, "noise_shape": [None, 1, 3]}}, (5, 3), (5, 3)),
        ({"Reshape": [-1, 5]}, (5, 3), (3, 5)),
        ({"Reshape": [-1, 5]}, (None, 3), (None, 5)),
        ({"Conv1DTranspose": {**CONV, "strides": 3, "output_padding": 1}}, (5, 3), (15, 4)),
        ({"Conv1DTranspose": {**CONV, "strides": 3}}, (None, 3), (None, 4)),
        ({"Conv1D": {**CONV, "groups": 2, "data_format": "channels_first"}}, (6, 5), (4, 4)),
        ({"Cropping1D": 1}, (None, 3), (None, 3)),
        ({"UpSampling1D": 2}, (None, 3), (None, 3)),
        ({"Resizing": {"height": 4, "width": 5, "pad_to_aspect_ratio": True}}, (8, 9, 3), (4, 5, 3)),
        ({"AugMix": {"all_ops": False}}, (8, 8, 2), (8, 8, 2)),
        ({"AutoContrast": [0, 1]}, (8, 8, 3), (8, 8, 3)),
        ({"RandomColorJitter": {"brightness_factor": 0.2}}, (8, 8, 1), (8, 8, 1)),
        ({"RandomColorJitter": {"hue_factor": 0.2}}, (8, 8, 3), (8, 8, 3)),
        ({"CategoryEncoding": 5}, (4,), (5,)),
        ({"Discretization": {"bin_boundaries": [0.0]}}, (4,), (4,)),
        ({"Discretization": {"bin_boundaries": [0.0], "output_mode": "count"}}, (4, 3), (3, 2)),
        ({"STFTSpectrogram": {"frame_length": 8, "fft_length": 16, "frame_step": 8}}, (32, 2), (4, 18)),
        ({"STFTSpectrogram": {"frame_length": 8, "expand_dims": True}}, (32, 2), (7, 5, 2)),
        ({"MelSpectrogram": {"fft_length": 64, "sequence_length": 32, "num_mel_bins": 8}}, (None,), (8, None)),
    ],
)
def test_inputs_that_fit(value: Any, shape: tuple[int | None, ...], output: tuple[int | None, ...]) -> None:
    """What is taken, close to what is refused, and what leaves the layer."""
    assert effect(value, *shape).output.shape == (None, *output)


@pytest.mark.parametrize(
    "value",
    [
        {"Input": {"shape": [3], "batch_shape": None}},
        {"Conv1DTranspose": {**CONV, "output_padding": None}},
        {"Discretization": {"bin_boundaries": [0.0], "num_bins": None}},
        {"Dense": {"units": 4, "kernel_constraint": "NonNeg", "lora_rank": None}},
    ],
)
def test_null_is_as_if_nothing_were_said(value: dict[str, dict[str, Any]]) -> None:
    """An argument that is null contradicts nothing, and changes nothing."""
    ((name, given),) = value.items()

    assert decoded(value) == decoded({name: {key: each for key, each in given.items() if each is not None}})


def test_renormalizing_keeps_three_more_averages() -> None:
    """With `renorm`, and bounds in order, Keras keeps three more statistics that nobody trains."""
    renorm = {"BatchNormalization": {"renorm": True, "renorm_clipping": {"rmin": 0.5, "rmax": 2.0, "dmax": 3.0}}}
    plain, more = effect("BatchNormalization", 3).weights, effect(renorm, 3).weights

    assert plain is not None
    assert more is not None
    assert [each.name for each in more if each not in plain] == ["moving_stddev", "renorm_mean", "renorm_stddev"]
    assert not any(each.trainable for each in more if each not in plain)


def test_a_wrong_argument_is_said_once() -> None:
    """Nothing is said of how a bad value fits other arguments."""
    with pytest.raises(ValidationError) as caught:
        decoded({"Normalization": {"mean": "much", "variance": 1.0}})

    assert [error["loc"] for error in caught.value.errors()] == [("Normalization", "mean")]
