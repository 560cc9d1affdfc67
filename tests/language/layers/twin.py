"""What Keras itself makes of layers: the other half of every comparison."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seqspec.language.layer import Effect, Layer, Shape, Signal
from seqspec.lowering.objects import lower


@dataclass(frozen=True)
class Outcome:
    """What a layer does to its input, as far as both sides say it."""

    shape: Shape | None
    dtype: str
    mask: bool
    weights: tuple[tuple[str, tuple[int, ...], bool], ...] | None


def inferred(effect: Effect) -> Outcome:
    """Our side."""
    weights = effect.weights
    plain = None if weights is None else tuple((each.name, each.shape, each.trainable) for each in weights)
    return Outcome(effect.output.shape, effect.output.dtype, effect.output.mask, plain)


def built(layers: Sequence[Layer], signal: Signal) -> Outcome:
    """
    Keras's side: the layers are called on a symbolic tensor, and no weight gets a value.

    Raises:
        Exception: whatever Keras raises.
    """
    import keras

    keras.utils.clear_session(free_memory=False)  # forgets the weights of the last time, which still wait for values
    with keras.StatelessScope(initialize_variables=False), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        flow: Any = keras.KerasTensor(signal.shape, dtype=signal.dtype)
        for number, layer in enumerate(layers):
            made = lower(layer, name=f"layer_{number}")
            flow = made(flow)
    if not isinstance(flow, keras.KerasTensor):
        raise ValueError("more than one tensor leaves the layer")
    weights = tuple((each.name, tuple(each.shape), bool(each.trainable)) for each in made.weights)
    return Outcome(tuple(flow.shape), flow.dtype, getattr(flow, "_keras_mask", None) is not None, weights)


def ran(layers: Sequence[Layer], signal: Signal, training: bool = False) -> tuple[int, ...]:
    """
    The shape of what really comes out for a batch of ones; sizes that are not known are 7, the batch is 2.

    Raises:
        Exception: whatever Keras raises.
    """
    import keras

    keras.utils.clear_session(free_memory=False)
    assert signal.shape is not None
    batch, *sizes = signal.shape
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = keras.Sequential([lower(layer, name=f"layer_{number}") for number, layer in enumerate(layers)])
        flow = model(keras.ops.ones((batch or 2, *(size or 7 for size in sizes)), signal.dtype), training=training)
    return tuple(flow.shape)
