"""Products of inputs and states with weights, with and without dropout."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array


class Product(NamedTuple):
    """
    A vector times weights.

    Args:
        weights: `(size, gates * units)`.
        drops: what each gate's copy of the vector is multiplied with, `(gates, batch, size)`; None for none.
    """

    weights: Array
    drops: Array | None

    def forward(self, vectors: Array) -> Array:
        """`(..., batch, size)` → `(..., batch, gates * units)`."""
        if self.drops is None:
            return (_flat(vectors) @ self.weights).reshape(*vectors.shape[:-1], -1)
        dropped = vectors[..., None, :, :] * self.drops
        product = jnp.einsum("...gbs,sgu->...bgu", dropped, self._split())
        return product.reshape(*vectors.shape[:-1], -1)

    def backward(self, gates: Array) -> Array:
        """The gradient of the vectors of one step, from that of their product."""
        if self.drops is None:
            return gates @ self.weights.T
        split = gates.reshape(len(gates), len(self.drops), -1)
        return (jnp.einsum("bgu,sgu->gbs", split, self._split()) * self.drops).sum(0)

    def gather(self, vectors: Array, gates: Array) -> Array:
        """The gradient of the weights, from the vectors of all steps and the gradients of their products."""
        if self.drops is None:
            return _flat(vectors).T @ _flat(gates)
        split = gates.reshape(*gates.shape[:-1], len(self.drops), -1)
        gathered = jnp.einsum("tgbs,tbgu->sgu", vectors[:, None] * self.drops, split)
        return gathered.reshape(self.weights.shape)

    def _split(self) -> Array:
        gates = 1 if self.drops is None else len(self.drops)
        return self.weights.reshape(len(self.weights), gates, -1)


def _flat(vectors: Array) -> Array:
    """Steps and examples along one axis: a product over both as they are would be laid out anew before."""
    return vectors.reshape(-1, vectors.shape[-1])


def side_by_side(first: Product, second: Product) -> Product:
    """The product of two vectors put into one, which is the sum of both."""
    weights = jnp.concatenate([first.weights, second.weights])
    if first.drops is None and second.drops is None:
        return Product(weights, None)
    return Product(weights, jnp.concatenate([_drops(first, second), _drops(second, first)], axis=-1))


def _drops(product: Product, other: Product) -> Array:
    """A product's dropout, or one that drops nothing."""
    if product.drops is not None:
        return product.drops
    assert other.drops is not None
    shape = (*other.drops.shape[:-1], len(product.weights))
    return jnp.ones(shape, other.drops.dtype)
