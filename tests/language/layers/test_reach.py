"""How far one step of the output sees: held against Keras, by changing one step of the input after the other."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from seqspec.language.layer import Layer, Signal
from seqspec.language.layers.pooling import AveragePooling1D
from seqspec.language.named import read
from seqspec.language.reach import Reach
from tests.language.layers.test_layers import NAMES, example

STACKS = {
    "one": "[Conv1D: {filters: 2, kernel_size: 3}]",
    "strided": "[Conv1D: {filters: 2, kernel_size: 5, strides: 2}, Conv1D: {filters: 2, kernel_size: 3}]",
    "dilated": "[Conv1D: {filters: 2, kernel_size: 2, padding: causal, dilation_rate: 2}, "
    "Conv1D: {filters: 2, kernel_size: 2, padding: causal, dilation_rate: 4}]",
    "same": "[Conv1D: {filters: 2, kernel_size: 4, padding: same, strides: 3}, AveragePooling1D: 2]",
    "pooled": "[AveragePooling1D: 3, Conv1D: {filters: 2, kernel_size: 2}, "
    "AveragePooling1D: {pool_size: 2, strides: 1}]",
    "wide for its input": "[Conv1D: {filters: 2, kernel_size: 15, padding: same}, "
    "Conv1D: {filters: 2, kernel_size: 15, padding: same}]",
    "stretched": "[UpSampling1D: 3, Conv1D: {filters: 2, kernel_size: 4}]",
    "stretched by a kernel": "[Conv1DTranspose: {filters: 2, kernel_size: 5, strides: 2, padding: same}, "
    "Conv1D: {filters: 2, kernel_size: 3}]",
    "cut": "[ZeroPadding1D: [3, 0], Conv1D: {filters: 2, kernel_size: 4}, Cropping1D: [2, 0]]",
    "read": "[Conv1D: {filters: 2, kernel_size: 3}, GRU: {units: 2, return_sequences: true}, "
    "Conv1D: {filters: 2, kernel_size: 3}]",
    "read to the end": "[AveragePooling1D: 3, LSTM: 3, RepeatVector: 4]",
    "by itself": "[TimeDistributed: {Dense: 2}, LayerNormalization, Dense: 2]",
    "both ways": "[Bidirectional: {SimpleRNN: {units: 2, return_sequences: true}}]",
    "in a block": "[Sequential: [{Conv1D: {filters: 2, kernel_size: 3}}, {Conv1D: {filters: 2, kernel_size: 2}}]]",
    "flat": "[Conv1D: {filters: 2, kernel_size: 3, strides: 2}, Flatten, Dense: 3]",
}


def layers_of(text: str) -> list[Layer]:
    """The layers of a stack."""
    return [layer for entry in yaml.safe_load(text) if isinstance(layer := read("layer", entry), Layer)]


def followed(layers: list[Layer], signal: Signal) -> int | None:
    """What we say: the steps of the input that one step of the output sees."""
    seen, flow = Reach(), signal
    for layer in layers:
        assert flow.shape is not None
        seen, flow = layer.reach(seen, flow.shape), layer.infer(flow).output
    assert signal.shape is not None
    assert flow.shape is not None
    return seen.extent(signal.shape[1], flow.shape[1])


def tried(layers: list[Layer], shape: tuple[int, ...], dtype: str) -> int:
    """What Keras does: the longest stretch of input steps that, changed one by one, change one step of the output."""
    import keras
    import numpy as np

    from seqspec.lowering.objects import lower

    keras.utils.set_random_seed(3)
    made = [lower(layer, name=f"layer_{number}") for number, layer in enumerate(layers)]
    model: Any = keras.Sequential([keras.Input(shape, dtype=dtype), *made])
    for weight in model.weights:
        weight.assign(
            np.random.default_rng(5).uniform(0.4, 1.6, weight.shape) / max(4, weight.shape[0])
        )  # no saturation
    rng = np.random.default_rng(7)
    batch = (rng.integers(1, 4, (1, *shape)) if "int" in dtype else rng.uniform(0.2, 0.8, (1, *shape))).astype(dtype)
    before = keras.ops.convert_to_numpy(model(batch))
    places = 1 if before.ndim == 2 < batch.ndim else before.shape[1]  # a vector is looked at as a whole
    seen: dict[int, list[int]] = {}
    for step in range(shape[0]):
        changed = batch.copy()
        changed[:, step] = changed[:, step] + 1 if "int" in dtype else -changed[:, step] * 3
        after = keras.ops.convert_to_numpy(model(changed))
        differs = np.abs(after - before).reshape(places, -1).max(axis=1) > 0
        for place in np.flatnonzero(differs):
            seen.setdefault(int(place), []).append(step)
    return max(max(steps) - min(steps) + 1 for steps in seen.values())


@pytest.mark.keras
@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS)
@pytest.mark.parametrize("steps", [14, 19])
def test_a_stack_sees_what_changes_it(stack: str, steps: int) -> None:
    """Windows, strides, dilation and padding add up to exactly what Keras's output depends on."""
    layers = layers_of(stack)

    assert followed(layers, Signal((None, steps, 2))) == tried(layers, (steps, 2), "float32")


def reads_steps(name: str) -> bool:
    """Whether the example of a layer takes a sequence, or one vector, and gives numbers of it; images have no steps."""
    _, signal, _, _ = example(name)
    axes = len(signal.shape or ())
    return axes < 4 or name.startswith(("ConvLSTM", "TimeDistributed"))


# A largest value hides the others, a mask or a bin is made by what is changed, and a spectrogram wants a long input:
# these can't be found out this way.
HIDING = {
    "Input", "Masking", "GlobalMaxPooling1D", "AdaptiveMaxPooling1D", "Discretization", "CategoryEncoding",
    "MelSpectrogram", "STFTSpectrogram",
}  # fmt: skip


@pytest.mark.keras
@pytest.mark.parametrize("name", [name for name in NAMES if name not in HIDING and reads_steps(name)])
def test_every_layer_sees_what_changes_it(name: str) -> None:
    """No layer sees more than it says, and none says less: the example in its documentation, on a shorter input."""
    layer, signal, _, _ = example(name)
    assert signal.shape is not None
    shape = (min(signal.shape[1] or 7, 10), *(each or 7 for each in signal.shape[2:]))
    dtype = "int32" if name == "Embedding" else signal.dtype
    if name == "MaxPooling1D":
        layer = AveragePooling1D(pool_size=2)

    assert followed([layer], Signal((None, *shape), dtype)) == tried([layer], shape, dtype)


@pytest.mark.parametrize(
    ("stack", "extent", "kind"),
    [
        ("[Conv1D: {filters: 2, kernel_size: 5, dilation_rate: 3}]", 13, (False, False)),
        ("[Conv1D: {filters: 2, kernel_size: 5, padding: same}, MaxPooling1D: 2]", 6, (False, False)),
        ("[LSTM: {units: 2, return_sequences: true}]", None, (False, True)),
        ("[LSTM: 2, Dense: 1]", None, (True, False)),
        ("[Dense: 2]", 1, (False, False)),
    ],
)
def test_a_length_that_varies_is_no_bar(stack: str, extent: int | None, kind: tuple[bool, bool]) -> None:
    """Where nobody knows how long the input is, a window is still a window, and what has no end says so."""
    seen, flow = Reach(), Signal((None, None, 2))
    for layer in layers_of(stack):
        assert flow.shape is not None
        seen, flow = layer.reach(seen, flow.shape), layer.infer(flow).output
    assert flow.shape is not None

    assert (seen.extent(None, flow.shape[1]), (seen.is_all, seen.is_so_far)) == (extent, kind)


@pytest.mark.parametrize(
    ("stack", "shape", "extent"),
    [
        ("[LayerNormalization]", (7, 3), 1),
        ("[LayerNormalization: {axis: [1, 2]}]", (7, 3), 7),
        ("[GroupNormalization: {groups: 3}]", (7, 3), 7),
        ("[UnitNormalization: {axis: 1}]", (7, 3), 7),
        ("[RMSNormalization]", (7, 3), 1),
        ("[Activation: relu]", (7, 3), 1),
        ("[Activation: softmax]", (7, 3), 1),
        ("[Activation: softmax]", (7,), 7),
        ("[Softmax: {axis: 1}]", (7, 3), 7),
        ("[Conv1D: {filters: 2, kernel_size: 4, padding: same}]", (7, 3), 4),
        ("[Conv1D: {filters: 2, kernel_size: 2, data_format: channels_first}]", (7, 3), 7),
        ("[Conv1DTranspose: {filters: 2, kernel_size: 5, strides: 2}]", (7, 3), 3),
        ("[Conv1DTranspose: {filters: 2, kernel_size: 2, strides: 2, padding: same}]", (7, 3), 1),
        ("[Conv1DTranspose: {filters: 2, kernel_size: 2, data_format: channels_first}]", (7, 3), 7),
        ("[AdaptiveAveragePooling1D: 2]", (6, 3), 3),
        ("[AdaptiveAveragePooling1D: 4]", (6, 3), 2),
        ("[AdaptiveAveragePooling1D: 2]", (5, 3), 3),
        ("[AdaptiveAveragePooling1D: 2]", (None, 3), None),
        ("[GlobalAveragePooling1D]", (7, 3), 7),
        ("[Cropping1D: [2, 0]]", (7, 3), 1),
        ("[ZeroPadding1D: [2, 0]]", (7, 3), 1),
        ("[ZeroPadding2D: {padding: 1, data_format: channels_first}]", (3, 7, 7), 3),
        ("[UpSampling1D: 3]", (7, 3), 1),
        ("[UpSampling2D: {size: 2, interpolation: bilinear}]", (7, 7, 3), 7),
        ("[Flatten]", (7, 3), 7),
        ("[Flatten]", (7,), 1),
        ("[Reshape: [4, 6]]", (8, 3), 2),
        ("[Reshape: [16, 2]]", (8, 4), 1),
        ("[Reshape: [3, 8]]", (8, 3), 8),
        ("[Reshape: [-1, 6]]", (None, 3), None),
        ("[Permute: [1, 3, 2]]", (7, 3, 2), 1),
        ("[Permute: [2, 1]]", (7, 3), 7),
        ("[RepeatVector: 4]", (7,), 7),
        ("[CategoryEncoding: {num_tokens: 5, output_mode: one_hot}]", (7,), 1),
        ("[CategoryEncoding: {num_tokens: 5, output_mode: count}]", (7,), 7),
        ("[Discretization: {bin_boundaries: [0.0], output_mode: one_hot}]", (7,), 1),
        ("[Discretization: {bin_boundaries: [0.0], output_mode: count}]", (7,), 7),
        ("[STFTSpectrogram: {frame_length: 8, frame_step: 4}]", (32, 1), 8),
        ("[MelSpectrogram: {fft_length: 8, sequence_stride: 4, num_mel_bins: 2}]", (32,), 32),
        ('[EinsumDense: {equation: "abc,cd->abd", output_shape: [null, 2]}]', (7, 3), 1),
        ('[EinsumDense: {equation: "abc,bd->adc", output_shape: [2, null]}]', (7, 3), 7),
        ('[EinsumDense: {equation: "...c,cd->...d", output_shape: 2}]', (7, 3), 1),
        ('[EinsumDense: {equation: "...c,cd->...d", output_shape: 2}]', (7,), 7),
        ("[SpectralNormalization: {Conv1D: {filters: 2, kernel_size: 3}}]", (7, 3), 3),
        ("[Bidirectional: {GRU: 2}]", (7, 3), 7),
        ("[Sequential: [{Conv1D: {filters: 2, kernel_size: 3}}, {Conv1D: {filters: 2, kernel_size: 2}}]]", (7, 3), 4),
    ],
)
def test_what_one_step_sees(stack: str, shape: tuple[int | None, ...], extent: int | None) -> None:
    """How many steps of the input one step of the output depends on, counted by hand."""
    assert extent == followed(layers_of(stack), Signal((None, *shape)))
