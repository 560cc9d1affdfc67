"""Dropout whose random numbers cost little."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
from jax import Array

_VALUES = 2**32


def drop(key: Array, inputs: Array, rate: float, shape: tuple[int, ...]) -> Array:
    """
    Set to zero with a chance of `rate`, and scale what stays so that the mean is kept.

    Args:
        key: of JAX's random numbers.
        inputs: any shape.
        rate: between 0 and 1, neither of them.
        shape: of the noise, broadcast to that of the inputs.
    """
    keep = 1 - rate
    limit = jnp.uint32(min(max(round(keep * _VALUES), 1), _VALUES - 1))
    stays = jnp.broadcast_to(noise(key, shape) < limit, inputs.shape)
    return jax.lax.select(stays, inputs / keep, jnp.zeros_like(inputs))


def noise(key: Array, shape: tuple[int, ...]) -> Array:
    """
    Evenly distributed numbers of 32 bits, good enough to decide what is dropped, and for nothing else.

    JAX's own generator is made for science, and takes about a fifth of a small model's step. It draws two words here,
    and the place of each number is mixed with them by the finalizer of MurmurHash3 (Austin Appleby, public domain).
    """
    first, second = jax.random.bits(key, (2,), jnp.uint32)
    places = jax.lax.iota(jnp.uint32, math.prod(shape))
    return _mixed(_mixed(places + first) ^ second).reshape(shape)


def _mixed(words: Array) -> Array:
    words = (words ^ (words >> 16)) * jnp.uint32(0x85EBCA6B)
    words = (words ^ (words >> 13)) * jnp.uint32(0xC2B2AE35)
    return words ^ (words >> 16)
