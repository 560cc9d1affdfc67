"""Recurrent layers once more, written as plainly as can be: what fused and stock loops are both measured against."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import keras
from jax import lax


def run(layer: Any, weights: list[Any], inputs: Any, states: list[Any], mask: Any) -> tuple[Any, list[Any]]:
    """
    Walk along the steps in the precision of the arrays given.

    Args:
        layer: a SimpleRNN, an LSTM or a GRU that drops nothing.
        weights: its own.
        inputs: `(batch, steps, features)`.
        states: at the beginning.
        mask: `(batch, steps)`; None for none.

    Returns:
        the outputs of all steps in the order that Keras gives them, and the states at the end.
    """
    if layer.go_backwards:
        inputs, mask = inputs[:, ::-1], None if mask is None else mask[:, ::-1]

    def step(states: list[Any], moment: Any) -> Any:
        inputs, counts = moment
        new = _STEPS[type(layer)](layer, weights, inputs, states)
        states = [jnp.where(counts, each, old) for each, old in zip(new, states, strict=True)]
        return states, jnp.where(counts | (not layer.zero_output_for_mask), states[0], 0)

    counts = jnp.ones(inputs.shape[:2], bool) if mask is None else jnp.asarray(mask)
    moments = jnp.swapaxes(inputs, 0, 1), counts.T[..., None]
    states, outputs = lax.scan(step, states, moments)
    return jnp.swapaxes(outputs, 0, 1), states


def _simple_rnn(layer: Any, weights: list[Any], inputs: Any, states: list[Any]) -> list[Any]:
    kernel, recurrent, bias = _padded(weights)
    return [layer.activation(inputs @ kernel + bias + states[0] @ recurrent)]


def _lstm(layer: Any, weights: list[Any], inputs: Any, states: list[Any]) -> list[Any]:
    kernel, recurrent, bias = _padded(weights)
    i, f, g, o = jnp.split(inputs @ kernel + bias + states[0] @ recurrent, 4, axis=-1)
    gate = layer.recurrent_activation
    memory = gate(f) * states[1] + gate(i) * layer.activation(g)
    return [gate(o) * layer.activation(memory), memory]


def _gru(layer: Any, weights: list[Any], inputs: Any, states: list[Any]) -> list[Any]:
    kernel, recurrent, bias = _padded(weights)
    bias, inner = (bias[0], bias[1]) if jnp.ndim(bias) == 2 else (bias, jnp.zeros(recurrent.shape[1]))
    units = layer.units
    z, r, g = jnp.split(inputs @ kernel + bias, 3, axis=-1)
    z_of, r_of, g_of = jnp.split(states[0] @ recurrent + inner, 3, axis=-1)
    gate = layer.recurrent_activation
    update, reset = gate(z + z_of), gate(r + r_of)
    within = reset * g_of if layer.reset_after else (reset * states[0]) @ recurrent[:, 2 * units :]
    return [update * states[0] + (1 - update) * layer.activation(g + within)]


def _padded(weights: list[Any]) -> tuple[Any, Any, Any]:
    kernel, recurrent, *bias = weights
    return kernel, recurrent, bias[0] if bias else jnp.zeros(recurrent.shape[1])


_STEPS = {keras.layers.SimpleRNN: _simple_rnn, keras.layers.LSTM: _lstm, keras.layers.GRU: _gru}
