"""Dropout from half the random bits."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

_VALUES = 2**16


def drop(key: Array, inputs: Array, rate: float, shape: tuple[int, ...]) -> Array:
    """
    Set to zero with a chance of `rate`, to within 2⁻¹⁶, and scale what stays so that the mean is kept.

    Keras draws 32 bits a number for this; most of a small model's time goes into drawing them.

    Args:
        key: of JAX's random numbers.
        inputs: any shape.
        rate: between 0 and 1, neither of them.
        shape: of the noise, broadcast to that of the inputs.
    """
    keep = 1 - rate
    limit = min(max(round(keep * _VALUES), 1), _VALUES - 1)
    stays = jnp.broadcast_to(jax.random.bits(key, shape, jnp.uint16) < limit, inputs.shape)
    return jax.lax.select(stays, inputs / keep, jnp.zeros_like(inputs))
