"""Our inference against Keras: the same shapes, dtypes, masks and weights, and the same refusals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from seqspec.language.layer import Effect, Layer, ShapeError, Signal
from seqspec.language.named import read
from tests.language.layers.twin import built, inferred, ran
from tests.strategies import LAYERS, layers, shapes

pytestmark = pytest.mark.keras

HIDE_THEIR_MASK = {"Sequential", "ReversibleEmbedding"}
MODELLED = [name for name in LAYERS if name != "Input"]


def infer(stack: list[Layer], signal: Signal) -> Effect | ShapeError:
    """What the last of some layers does, or the first refusal."""
    effect = Effect(signal, (), 0, 0)
    try:
        for layer in stack:
            effect = layer.infer(effect.output)
    except ShapeError as refusal:
        return refusal
    return effect


def agree(stack: list[Layer], signal: Signal) -> bool:
    """Both sides accept and say the same, or both refuse; returns whether they accept."""
    effect = infer(stack, signal)
    if isinstance(effect, ShapeError):
        assert "silently" in (effect.keras or "") or refuses(stack, signal), f"only we refuse: {effect.message}"
        return False
    ours, theirs = inferred(effect), built(stack, signal)
    if any(layer.type in HIDE_THEIR_MASK for layer in stack):
        theirs = replace(theirs, mask=ours.mask)  # see test_a_mask_that_symbols_do_not_show
    assert theirs == ours
    return True


def refuses(stack: list[Layer], signal: Signal) -> bool:
    """Whether Keras fails to build the layers, or to run them once."""
    try:
        promised = built(stack, signal).shape
        real = ran(stack, signal, training=True)
    except Exception:
        return True
    assert promised is not None
    return any(size not in (None, there) for size, there in zip(promised[1:], real[1:], strict=True))


@pytest.mark.parametrize("name", MODELLED)
@settings(max_examples=25)
@given(data=st.data())
def test_one_layer(name: str, data: st.DataObject) -> None:
    """A layer with any arguments that decode, on any input, does what Keras says it does."""
    layer = data.draw(layers(name))
    signal = Signal(data.draw(shapes(layer)), data.draw(st.sampled_from(["float32", "float32", "int32"])))
    masked = [read("layer", "Masking")] if data.draw(st.sampled_from([False, False, True])) else []

    agree([*masked, layer], signal)  # type: ignore[list-item]  # a Named of kind "layer" is a Layer


@settings(max_examples=60)
@given(data=st.data())
def test_a_stack(data: st.DataObject) -> None:
    """Layers one after the other do what Keras says they do; one that is refused is left out."""
    signal = Signal(data.draw(shapes()))
    stack: list[Layer] = []
    for _ in range(data.draw(st.integers(3, 7))):
        layer = data.draw(st.sampled_from(MODELLED).flatmap(layers))
        if agree([*stack, layer], signal):
            stack.append(layer)


@settings(max_examples=60)
@given(data=st.data())
def test_a_layer_at_work(data: st.DataObject) -> None:
    """What is accepted also runs, and gives the shape that was inferred."""
    layer = data.draw(st.sampled_from(MODELLED).flatmap(layers))
    signal = Signal(data.draw(shapes(layer)))
    assume(None not in (signal.shape or ())[1:])
    effect = infer([layer], signal)
    assume(isinstance(effect, Effect) and effect.output.shape)

    cuts = "RandomCrop" in repr(layer)  # which leaves images whole, except in training
    assert ran([layer], signal, training=cuts) == (2, *effect.output.shape[1:])


@pytest.mark.filterwarnings("ignore:Layer 'sequential.*does not support masking")
@pytest.mark.parametrize("hides", sorted(HIDE_THEIR_MASK))
def test_a_mask_that_symbols_do_not_show(hides: str) -> None:
    """Some layers pass a mask on that Keras's symbolic tensor does not show: padding changes nothing behind them."""
    import keras
    import numpy as np

    layers = keras.layers
    starts: dict[str, Any] = {
        "Sequential": [layers.Embedding(9, 3, mask_zero=True), keras.Sequential([layers.Dense(3)])],
        "ReversibleEmbedding": [layers.ReversibleEmbedding(9, 3, mask_zero=True)],
    }
    model = keras.Sequential([*starts[hides], layers.LSTM(2)])

    assert np.allclose(model(np.array([[1, 2]])), model(np.array([[1, 2, 0, 0]])))


def test_it_is_said_that_they_pass_a_mask() -> None:
    """What Keras does is what we say, not what its symbols show."""
    block, table = read("layer", {"Sequential": [{"Dense": 3}]}), read("layer", _TABLE)
    assert isinstance(block, Layer)
    assert isinstance(table, Layer)

    assert block.infer(Signal((None, 5, 3), mask=True)).output.mask
    assert table.infer(Signal((None, 5))).output.mask


_TABLE = {"ReversibleEmbedding": {"input_dim": 9, "output_dim": 3, "mask_zero": True}}
