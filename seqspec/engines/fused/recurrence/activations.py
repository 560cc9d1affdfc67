"""Activations of cells, with what their backward pass needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

Function = Callable[[Array], Array]


@dataclass(frozen=True)
class Bend:
    """A tanh, stretched and moved: several of them side by side are one tanh."""

    stretch: float
    shift: float


@dataclass(frozen=True)
class Activation:
    """
    An elementwise function.

    Args:
        function: of an input that was multiplied with `scale` before; the weights are, once, so that no step has to.
        slope: its derivative in terms of its output, where that can be; else it is taken from the input.
        scale: see `function`.
        bend: what it is as a tanh, where it is one.
    """

    function: Function
    slope: Function | None = None
    scale: float = 1.0
    bend: Bend | None = None

    def at(self, inputs: Array) -> Outcome:
        """Value and derivative at an input."""
        if self.slope is None:
            value, pull = jax.vjp(self.function, inputs)
            return Outcome(value, pull(jnp.ones_like(value))[0])
        value = self.function(inputs)
        return Outcome(value, self.slope(value))


class Outcome(NamedTuple):
    """An activation's value and its derivative there."""

    value: Array
    slope: Array


def _sigmoid(halved: Array) -> Array:
    return jnp.tanh(halved) * 0.5 + 0.5


def _hard_sigmoid(inputs: Array) -> Array:
    return jnp.clip(inputs + 3, 0, 6) / 6


FAST = {
    "tanh": Activation(jnp.tanh, lambda out: 1 - out * out, bend=Bend(1.0, 0.0)),
    "sigmoid": Activation(_sigmoid, lambda out: 2 * out * (1 - out), scale=0.5, bend=Bend(0.5, 0.5)),
    "relu": Activation(lambda inputs: jnp.maximum(inputs, 0), lambda out: (out > 0).astype(out.dtype)),
    "linear": Activation(lambda inputs: inputs, jnp.ones_like),
    "hard_sigmoid": Activation(_hard_sigmoid, lambda out: ((out > 0) & (out < 1)).astype(out.dtype) / 6),
}
"""Those whose derivative is a function of their output, under Keras's names."""
