"""The recurrent product, with and without dropout."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array


class Product(NamedTuple):
    """
    Previous output times recurrent weights.

    Args:
        weights: `(units, gates * units)`.
        drops: what each gate's copy of the previous output is multiplied with, `(gates, batch, units)`; None for none.
    """

    weights: Array
    drops: Array | None

    def forward(self, state: Array) -> Array:
        """`(batch, units)` → `(batch, gates * units)`."""
        if self.drops is None:
            return state @ self.weights
        product = jnp.einsum("gbu,ugv->bgv", state * self.drops, self._split())
        return product.reshape(len(state), -1)

    def backward(self, gates: Array) -> Array:
        """The gradient of the previous output, from that of the product."""
        if self.drops is None:
            return gates @ self.weights.T
        split = gates.reshape(len(gates), len(self.drops), -1)
        return (jnp.einsum("bgv,ugv->gbu", split, self._split()) * self.drops).sum(0)

    def gather(self, states: Array, gates: Array) -> Array:
        """The gradient of the weights: from the previous outputs of all steps, and the gradients of the products."""
        if self.drops is None:
            units, width = self.weights.shape
            return states.reshape(-1, units).T @ gates.reshape(-1, width)
        split = gates.reshape(*gates.shape[:2], len(self.drops), -1)
        gathered = jnp.einsum("tbu,gbu,tbgv->ugv", states, self.drops, split)
        return gathered.reshape(self.weights.shape)

    def _split(self) -> Array:
        drops = self.drops
        assert drops is not None
        return self.weights.reshape(len(self.weights), len(drops), -1)
