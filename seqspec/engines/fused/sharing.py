"""How a batch is shared over devices and cut into slices that fit into a core's cache, where its rows allow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np

from seqspec.engines.fused.gathering import Batch

_CACHE_BYTES = 2**23
"""What a slice leaves in memory at most; twice and half as much measured slower on cores with 1 MB of their own."""
_FEWEST_ROWS = 16


@dataclass(frozen=True)
class Sharing:
    """
    A batch cut into parts, one a device, and each part into slices of the same size.

    Args:
        parts: how many devices share a batch.
        slices: how many slices each part has.
        rows: examples in a slice; the last ones may be empty, which counts nothing.
        reduction: how the loss makes one number of many.
        values: the shape of what the loss has for one example.
        seeds: which of the non-trainable variables are states of seed generators, which every slice draws from in its
            own way.
    """

    parts: int
    slices: int
    rows: int
    reduction: str
    values: tuple[int, ...]
    seeds: tuple[int, ...]

    @property
    def width(self) -> int:
        """Examples that all slices have room for."""
        return self.parts * self.slices * self.rows


@dataclass(frozen=True)
class Rows:
    """What has to be known of a model to cut its batches: see `Sharing`."""

    reduction: str
    values: tuple[int, ...]
    seeds: tuple[int, ...]

    def share(self, width: int, parts: int, row_bytes: int) -> Sharing:
        """
        Cut batches.

        Args:
            width: examples in a batch.
            parts: how many devices there are.
            row_bytes: what one example leaves in memory for the backward pass.
        """
        limit = _power_of_two(max(_FEWEST_ROWS, _CACHE_BYTES // max(row_bytes, 1)))
        part = -(-width // parts)
        slices = -(-part // limit)
        return Sharing(parts, slices, -(-part // slices), self.reduction, self.values, self.seeds)


def rows_of(model: Any, sample: Batch) -> Rows | None:
    """
    Find out whether the examples of a batch have nothing to do with one another.

    Args:
        model: compiled, on the JAX backend.
        sample: some examples.

    Returns:
        None where they have, or where it can't be seen: then a batch stays whole.
    """
    loss, optimizer = model.loss, model.optimizer
    if not isinstance(loss, keras.losses.Loss) or isinstance(optimizer, keras.optimizers.LossScaleOptimizer):
        return None
    if loss.reduction not in _REDUCTIONS or model.input_shape[0] is not None or _looks_across(model):
        return None
    seen = _Seen(model)
    outputs = jax.eval_shape(seen.look, sample.inputs)
    regularised = sum(variable.regularizer is not None for variable in model.trainable_variables)
    if seen.masked or seen.losses != regularised or not seen.only_seeds:
        return None
    if regularised and _REDUCTIONS[loss.reduction] == "sum":
        return None
    values = _values(loss, sample.targets, outputs)
    return None if values is None else Rows(_REDUCTIONS[loss.reduction], values, tuple(seen.changed))


_REDUCTIONS = {
    "sum_over_batch_size": "mean",
    "mean": "mean",
    "sum": "sum",
    "mean_with_sample_weight": "weighted mean",
}


class _Seen:
    """What a forward pass shows while it is traced."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.masked = False
        self.losses = 0
        self.changed: list[int] = []

    def look(self, inputs: Any) -> Any:
        trainable = [jnp.asarray(variable) for variable in self.model.trainable_variables]
        before = [jnp.asarray(variable) for variable in self.model.non_trainable_variables]
        outputs, after, losses = self.model.stateless_call(trainable, before, inputs, training=True, return_losses=True)
        mask = _Mask()
        mask(outputs)
        self.masked = mask.found
        self.losses = len(losses)
        pairs = zip(before, after, strict=True)
        self.changed = [number for number, (old, new) in enumerate(pairs) if old is not new]
        return outputs

    @property
    def only_seeds(self) -> bool:
        variables = [self.model.non_trainable_variables[number] for number in self.changed]
        return all(each.name.startswith("seed_generator_state") and each.shape == (2,) for each in variables)


class _Mask(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Sees the mask that Keras hands on with an output, which no attribute tells of while a model is traced."""

    supports_masking = True
    found = False

    def call(self, outputs: Any, mask: Any = None) -> Any:
        self.found = mask is not None
        return outputs


def _looks_across(model: Any) -> bool:
    """Whether a layer works along the axis of the examples."""
    axes = (getattr(layer, "axis", None) for layer in model.layers)
    return any(0 in (axis if isinstance(axis, Sequence) else (axis,)) for axis in axes)


def _values(loss: Any, targets: Any, outputs: Any) -> tuple[int, ...] | None:
    """The shape of what a loss has for one example; None where it has a part in several."""
    rng = np.random.default_rng(0)
    few = np.resize(np.asarray(targets), (4, *targets.shape[1:])).astype(np.float32)
    answers = rng.uniform(0.1, 0.9, size=(4, *outputs.shape[1:])).astype(np.float32)

    def halves(true: Any, predicted: Any) -> tuple[Any, Any]:
        return loss.call(true, predicted), [loss.call(true[half], predicted[half]) for half in (np.s_[:2], np.s_[2:])]

    whole, parts = jax.jit(halves)(few, answers)
    if whole.shape[:1] != (4,) or not np.allclose(whole, np.concatenate(parts), rtol=1e-4, equal_nan=True):
        return None
    return tuple(whole.shape[1:])


def _power_of_two(limit: int) -> int:
    return 1 << (limit.bit_length() - 1)
