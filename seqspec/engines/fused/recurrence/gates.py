"""Several activations side by side in one array."""

from __future__ import annotations

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from jax import Array

from seqspec.engines.fused.recurrence.activations import Activation, Outcome


@dataclass(frozen=True)
class Gates:
    """
    The activations of equally wide parts of an array's last axis.

    Args:
        activations: one a part.
    """

    activations: tuple[Activation, ...]

    def __call__(self, inputs: Array) -> Array:
        """The parts' values, side by side."""
        bends = [activation.bend for activation in self.activations]
        if None in bends:
            parts = zip(self.activations, self.parts(inputs), strict=True)
            return jnp.concatenate([activation.function(part) for activation, part in parts], axis=-1)
        units = inputs.shape[-1] // len(bends)
        stretch = np.repeat([bend.stretch for bend in bends if bend], units).astype(inputs.dtype)
        shift = np.repeat([bend.shift for bend in bends if bend], units).astype(inputs.dtype)
        return jnp.tanh(inputs) * stretch + shift

    def scale(self, array: Array) -> Array:
        """Multiply weights with what the activations want their inputs multiplied with."""
        scales = [activation.scale for activation in self.activations]
        if all(scale == 1 for scale in scales):
            return array
        return array * np.repeat(scales, array.shape[-1] // len(scales)).astype(array.dtype)

    def kept(self, inputs: Array, outputs: Array) -> Array:
        """What the backward pass needs of a step."""
        return outputs if self._keeps_outputs else inputs

    def restored(self, kept: Array) -> list[Outcome]:
        """Value and derivative of every part, from what was kept."""
        parts = zip(self.activations, self.parts(kept), strict=True)
        if not self._keeps_outputs:
            return [activation.at(part) for activation, part in parts]
        return [Outcome(part, activation.slope(part)) for activation, part in parts if activation.slope]

    def parts(self, array: Array) -> list[Array]:
        """The parts of an array's last axis."""
        return jnp.split(array, len(self.activations), axis=-1)

    @property
    def _keeps_outputs(self) -> bool:
        return all(activation.slope for activation in self.activations)
