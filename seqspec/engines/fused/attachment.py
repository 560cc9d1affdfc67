"""Fused loops below a plain Keras model, as long as it is traced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import jax.numpy as jnp
import keras
from jax import Array

from seqspec.engines.fused.recurrence import gru, lstm, simple_rnn
from seqspec.engines.fused.recurrence.activations import FAST
from seqspec.engines.fused.recurrence.gates import Gates
from seqspec.engines.fused.recurrence.work import Plan, Work


@contextmanager
def attached(model: Any) -> Iterator[None]:
    """
    Run fused loops in place of Keras's while a model is traced.

    Outside, and for whoever saves it meanwhile, the model is what it was: stock layers with their weights.

    Args:
        model: a built Keras model on the JAX backend.
    """
    with ExitStack() as stack:
        for layer in model._flatten_layers():
            if is_fused(layer):
                stack.enter_context(_replaced(layer, "inner_loop", _inner_loop(layer)))
        yield


def is_fused(layer: Any) -> bool:
    """Whether a layer's loop can be replaced."""
    return type(layer) in (keras.layers.SimpleRNN, keras.layers.LSTM, keras.layers.GRU) and (
        layer.cell.activation.__name__ in FAST
        and getattr(layer.cell, "recurrent_activation", layer.cell.activation).__name__ in FAST
        and getattr(layer, "reset_after", True)
        and not (layer.dropout or layer.recurrent_dropout or layer.unroll)
    )


@contextmanager
def _replaced(thing: Any, name: str, value: Any) -> Iterator[None]:
    """Set an attribute of an instance past Keras's tracking, and take it away again."""
    own = vars(thing)
    before = {name: own[name]} if name in own else {}
    own[name] = value
    try:
        yield
    finally:
        del own[name]
        own.update(before)


def _inner_loop(layer: Any) -> Callable[..., Any]:
    def inner_loop(sequences: Any, initial_state: Any, mask: Any, training: bool = False) -> Any:
        return _run(layer, jnp.swapaxes(sequences, 0, 1), tuple(initial_state), mask)

    return inner_loop


def _run(layer: Any, inputs: Array, states: tuple[Array, ...], mask: Any) -> Any:
    cell = layer.cell
    activation = FAST[cell.activation.__name__]
    recurrent_activation = FAST[getattr(cell, "recurrent_activation", cell.activation).__name__]
    plan = Plan(activation, recurrent_activation, layer.go_backwards, layer.return_sequences)
    loop, gates = {
        "SimpleRNN": (simple_rnn.simple_rnn, Gates((activation,))),
        "LSTM": (lstm.lstm, lstm.gates(plan)),
        "GRU": (gru.gru, gru.gates(plan)),
    }[type(layer).__name__]
    dtype = inputs.dtype
    bias, inner = None if cell.bias is None else jnp.asarray(cell.bias, dtype), None
    if bias is not None and bias.ndim == 2:
        units = cell.units
        inner = bias[1, 2 * units :] * activation.scale
        bias = bias[0] + bias[1].at[2 * units :].set(0)
    projected = inputs @ gates.scale(jnp.asarray(cell.kernel, dtype))
    projected = projected if bias is None else projected + gates.scale(bias)
    steps = None
    if mask is not None:
        steps = jnp.swapaxes(jnp.asarray(mask, bool), 0, 1)[..., None]
    recurrent = gates.scale(jnp.asarray(cell.recurrent_kernel, dtype))
    outputs, last = loop(plan, Work(projected, recurrent, inner, states, steps))
    output = last[0]
    if steps is not None and layer.zero_output_for_mask:
        output = jnp.where(steps[0 if layer.go_backwards else -1], output, 0)
        outputs = None if outputs is None else jnp.where(steps, outputs, 0)
    if outputs is None:
        return output, output[:, None], list(last)
    if layer.go_backwards:
        outputs = jnp.flip(outputs, 0)
    return output, jnp.swapaxes(outputs, 0, 1), list(last)
