"""What `python -m tests.conformance` found: one test for each kind of finding, so that it stays found."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from seqspec.analysis.linter import check_text
from seqspec.language.layer import Effect, Layer, ShapeError, Signal
from seqspec.language.named import read
from tests.conformance.asking import text
from tests.conformance.comparing import judge
from tests.conformance.drawing import Sketch


def effect(value: Any, *shape: int | None, dtype: str = "float32") -> Effect:
    """What a layer does to an input."""
    layer = read("layer", value)
    assert isinstance(layer, Layer)
    return layer.infer(Signal((None, *shape), dtype))


def refusal(value: Any, *shape: int | None, dtype: str = "float32") -> ShapeError:
    """Why a layer does not take an input."""
    with pytest.raises(ShapeError) as caught:
        effect(value, *shape, dtype=dtype)
    return caught.value


ELIDED = {"EinsumDense": {"equation": "...b,bc->...c", "output_shape": 2}}
FROZEN = {"SpectralNormalization": {"layer": {"Dense": {"units": 3}}, "trainable": False}}
TWO_WAYS = {
    "Bidirectional": {
        "layer": {"GRU": {"units": 2}},
        "backward_layer": {"ConvLSTM1D": {"filters": 2, "kernel_size": 1, "go_backwards": True}},
    }
}


def test_several_axes_that_an_equation_leaves_out_change_places_in_keras() -> None:
    """Keras promises the sizes of elided axes in the opposite order; sizes that read the same both ways are safe."""
    assert "opposite order" in str(refusal(ELIDED, 3, 5, 1).keras)
    assert effect(ELIDED, 4, 4, 1).output.shape == (None, 4, 4, 2)
    assert effect(ELIDED, 4, 1).output.shape == (None, 4, 2)


@pytest.mark.keras
def test_keras_promises_them_in_the_opposite_order() -> None:
    """What is promised is not what comes out, in Keras 3.15."""
    import keras
    import numpy as np

    def layer() -> Any:
        return keras.layers.EinsumDense("...b,bc->...c", output_shape=2)

    assert layer()(keras.KerasTensor((None, 3, 5, 1))).shape == (None, 5, 3, 2)
    assert layer()(np.ones((1, 3, 5, 1))).shape == (1, 3, 5, 2)


def test_the_second_of_two_directions_is_asked_for_no_shape() -> None:
    """Keras builds a `backward_layer` that can't take the input, and fails at the first batch; the message says so."""
    found = refusal(TWO_WAYS, 5, 3)

    assert found.argument == ("backward_layer", "ConvLSTM1D")
    assert "at the first batch" in str(found.keras)


def test_bounds_that_nobody_looks_at_need_no_order() -> None:
    """Without `renorm` Keras looks at no bound of `renorm_clipping`; with it they have to be in order."""
    bounds = {"rmax": 0.3, "rmin": 0.6}

    assert effect({"BatchNormalization": {"renorm_clipping": bounds}}, 3).weights
    with pytest.raises(ValidationError, match="renorm_clipping"):
        read("layer", {"BatchNormalization": {"renorm": True, "renorm_clipping": bounds}})


def test_rules_about_recurrent_layers_pass_over_one_that_can_t_be_read() -> None:
    """A recurrent layer with a bad argument is an error at that argument, and no rule asks it for others."""
    report = check_text("seqspec: 1\nmodel:\n- Input: [5, 2]\n- GRU: {units: 2, return_sequences: maybe}\n").report

    assert [each.code for each in report if each.severity == "error"] == ["SEQ008"]


def test_spectral_normalization_of_whole_numbers() -> None:
    """What is cast back to whole numbers loses its fractions: an embedding of ids of type int32 is refused."""
    embedding = {"SpectralNormalization": {"Embedding": {"input_dim": 5, "output_dim": 3}}}

    assert "silently casts" in str(refusal(embedding, 4, dtype="int32").keras)
    assert effect(embedding, 4).output.shape == (None, 4, 3)


def test_a_frozen_wrapper_does_not_freeze_what_is_inside() -> None:
    """Keras freezes the weights that a layer makes itself: the Dense inside is trained, see SEQ415."""
    weights = effect({"TimeDistributed": {"layer": FROZEN}}, 4, 3).weights

    assert [(each.name, each.trainable) for each in weights or ()] == [
        ("kernel", True),
        ("vector_u", False),
        ("bias", True),
    ]


def test_a_block_casts_its_input() -> None:
    """Keras puts an input layer in front, with the type in which the first layer computes."""
    flatten = {"Sequential": {"layers": ["Flatten"]}}

    assert effect("Flatten", 3, 2, dtype="uint8").output.dtype == "uint8"
    assert effect(flatten, 3, 2, dtype="uint8").output.dtype == "float32"


@pytest.mark.keras
def test_keras_puts_an_input_layer_in_front() -> None:
    """The other side of a block on whole numbers."""
    sketch = Sketch([3, 2], dtype="uint8", layers=[{"Sequential": {"layers": [{"Flatten": {}}]}}])

    assert judge(sketch).disagreement is None


@pytest.mark.keras
@pytest.mark.parametrize(
    ("shape", "layers"),
    [
        ([3, 5, 1], [ELIDED]),
        ([4, 4, 1], [ELIDED]),
        ([5, 3], [TWO_WAYS]),
        ([3], [{"BatchNormalization": {"renorm_clipping": {"rmax": 0.3, "rmin": 0.6}}}]),
        ([4, 1], [{"AdaptiveAveragePooling1D": {"output_size": 0}}]),
        ([None, 4, 3], [{"RandAugment": {}}, {"RandomColorDegeneration": {"factor": 0.5}}]),
        ([3, 4, 2], [{"ConvLSTM1D": {"filters": 2, "kernel_size": 2}}, {"Dense": {"units": 2}}]),
        ([3], [{"SpectralNormalization": {"layer": {"Dense": {"units": 2}}}}]),
        ([4, 3], [{"TimeDistributed": {"layer": FROZEN}}]),
        ([4, 3], [{"Bidirectional": {"layer": {"LSTM": {"units": 2}}, "trainable": False}}]),
        ([4, 3, 2], [{"ConvLSTM1D": {"filters": 2, "kernel_size": 2, "trainable": False}}]),
        ([3], [{"Sequential": {"layers": [{"Dense": {"units": 2}}], "trainable": False}}]),
        ([3, 5], [{"Normalization": {"axis": [-1, 1]}}]),
        ([3, 1], [{"GlobalAveragePooling1D": {}}, {"Normalization": {"axis": [-1, 1]}}]),
        ([4, 2, 1], [{"UpSampling2D": {"interpolation": "no_such"}}]),
        ([4, 2, 1], [{"Resizing": {"height": 3, "width": 3, "interpolation": "no_such"}}]),
        ([None, None, 2], [{"Reshape": {"target_shape": [0]}}]),
        ([4, 2, 1], [{"RandomZoom": {"height_factor": [0.1]}}]),
        ([5, 6, 2], [{"RandomCrop": {"height": 4, "width": 4}}, {"LayerNormalization": {"axis": [1, 2]}}]),
        ([3, 6, 2], [{"RandomCrop": {"height": 6, "width": 4}}, {"MaxPooling2D": {"pool_size": [5, 3]}}]),
        ([5, 1, 4], [{"RandomCrop": {"height": 4, "width": 6}}, {"RandomElasticTransform": {}}]),
        ([6, 1, 4], [{"RandomCrop": {"height": 1, "width": 6}}, {"PReLU": {}}]),
    ],
)
def test_both_sides_agree(shape: list[int | None], layers: list[dict[str, Any]]) -> None:
    """Models on which the two sides once disagreed, and new layers, are judged alike."""
    sketch = Sketch(shape, layers=layers)

    assert judge(sketch).disagreement is None, text(sketch)


def test_a_bias_is_as_long_as_the_output_says() -> None:
    """A bias over an axis whose size `output_shape` leaves open can't be made, though the input knows the size."""
    open_size = {"equation": "abc,bd->adc", "output_shape": [3, None], "bias_axes": "c"}

    assert "`c`" in refusal({"EinsumDense": open_size}, 2, 5).message
    assert effect({"EinsumDense": {**open_size, "output_shape": [3, 5]}}, 2, 5).output.shape == (None, 3, 5)
    assert effect({"EinsumDense": {**open_size, "bias_axes": None}}, 2, 5).output.shape == (None, 3, None)


def test_a_window_too_wide_for_the_second_direction_fails_at_the_first_batch() -> None:
    """Keras asks the forward layer alone when it builds."""
    film = {
        "layer": {"ConvLSTM2D": {"filters": 2, "kernel_size": 3, "data_format": "channels_first"}},
        "backward_layer": {"ConvLSTM2D": {"filters": 2, "kernel_size": 4, "go_backwards": True}},
    }

    assert "at the first batch" in str(refusal({"Bidirectional": film}, 6, 1, 4, 3).keras)


@pytest.mark.parametrize(
    ("layer", "claim"),
    [
        ({"RandomFlip": {"mode": "sideways"}}, "mirrors nothing"),
        ({"CategoryEncoding": {"num_tokens": 3, "sparse": "maybe"}}, "takes it for true"),
    ],
)
def test_keras_takes_words_that_mean_nothing(layer: dict[str, Any], claim: str) -> None:
    """What is refused here and passes there is said to pass."""
    (found,) = (each for each in check_text(text(Sketch([4, 4, 3], layers=[layer]))).report if each.severity == "error")

    assert claim in (found.keras or "")
