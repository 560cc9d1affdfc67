"""One step of training and of evaluation as pure functions of a model's variables and kept arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, NamedTuple, TypeAlias

import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree
from keras import StatelessScope

from seqspec.engines.fused.gathering import Batch
from seqspec.engines.fused.sharing import Sharing

Arrays: TypeAlias = Mapping[str, Any]
Logs: TypeAlias = dict[str, Any]


class State(NamedTuple):
    """The values of a model's variables, in Keras's order."""

    trainable: list[Any]
    non_trainable: list[Any]
    optimizer: list[Any]
    metrics: list[Any]

    @classmethod
    def read(cls, model: Any) -> State:
        """A copy of what the variables hold: compiled code may use the memory of what it gets for what it gives."""
        return cls(*([jnp.copy(variable.value) for variable in variables] for variables in _variables(model)))

    def write(self, model: Any) -> None:
        """Make the variables hold a copy of this, unless a step broke off that had taken its memory."""
        if any(value.is_deleted() for values in self for value in values):
            return
        for variables, values in zip(_variables(model), self, strict=True):
            for variable, value in zip(variables, values, strict=True):
                variable.assign(jnp.copy(value))


def _variables(model: Any) -> tuple[list[Any], ...]:
    return (
        model.trainable_variables,
        model.non_trainable_variables,
        model.optimizer.variables,
        model.metrics_variables,
    )


class Share(NamedTuple):
    """
    What one part of a batch gives.

    Args:
        loss: its share of the batch's loss.
        gradients: of it.
        outputs: the model's answers, `[slices * rows, ...]`; None where no metric asks for them.
        seeds: the states of seed generators afterwards.
    """

    loss: Any
    gradients: list[Any]
    outputs: Any
    seeds: list[Any]


@dataclass(frozen=True, eq=False)
class Step:
    """
    A step of which each part is computed by itself.

    Args:
        model: compiled, on the JAX backend.
        gather: a batch by the numbers of its examples.
        sharing: how a batch is cut.
    """

    model: Any
    gather: Callable[[Arrays, Any], Batch]
    sharing: Sharing

    @property
    def has_metrics(self) -> bool:
        """Whether there is more to measure than the loss."""
        return len(self.model.metrics) > 1

    def share(
        self, trainable: list[Any], non_trainable: list[Any], arrays: Arrays, examples: Any, count: Any, part: Any
    ) -> Share:
        """
        Loss and gradients of one part of a batch.

        Args:
            trainable, non_trainable: values of the model's variables.
            arrays: what is kept on the device.
            examples: the numbers of the batch's examples, `[width]`.
            count: how many of them there are.
            part: which part.
        """
        total = self._total(arrays, examples, count)
        first = part * self.sharing.slices

        def work(number: Any) -> tuple[Any, list[Any], Any, list[Any]]:
            return self._slice(trainable, non_trainable, arrays, examples, count, total, number)

        if self.sharing.slices == 1:
            return Share(*work(first))

        def add(sums: Any, number: Any) -> tuple[Any, Any]:
            loss, gradients, outputs, seeds = work(number)
            return jax.tree.map(jnp.add, sums, (loss, gradients)), (outputs, seeds)

        numbers = first + jnp.arange(self.sharing.slices)
        none = jnp.zeros((), self.loss_type), [jnp.zeros_like(value) for value in trainable]
        (loss, gradients), (outputs, seeds) = jax.lax.scan(add, none, numbers)
        joined = jax.tree.map(lambda each: each.reshape(-1, *each.shape[2:]), outputs)
        return Share(loss, gradients, joined, [each[-1] for each in seeds])

    @property
    def loss_type(self) -> Any:
        """The precision of the loss."""
        return self.model.loss.dtype

    def _slice(
        self,
        trainable: list[Any],
        non_trainable: list[Any],
        arrays: Arrays,
        examples: Any,
        count: Any,
        total: Any,
        number: Any,
    ) -> tuple[Any, list[Any], Any, list[Any]]:
        rows = self.sharing.rows
        place = number * rows + jnp.arange(rows, dtype=jnp.int32)
        batch = self.gather(arrays, jnp.take(examples, place, mode="clip"))
        valid = place < count
        weights, portion = self._apportioned(self._counting(batch, valid), valid.sum(), total)
        seeded = self._seeded(non_trainable, number)
        measured = [jnp.zeros(each.shape, each.dtype) for each in self.model.metrics_variables]

        def loss_of(values: list[Any]) -> tuple[Any, tuple[Any, Any, Any]]:
            loss, (unscaled, outputs, after, _) = self.model.compute_loss_and_updates(
                values, seeded, measured, batch.inputs, batch.targets, weights, training=True, optimizer_variables=[]
            )
            return loss * portion, (unscaled * portion, outputs, after)

        (_, (loss, outputs, after)), gradients = jax.value_and_grad(loss_of, has_aux=True)(trainable)
        seeds = [self._returned(non_trainable[each], after[each]) for each in self.sharing.seeds]
        return loss, gradients, outputs if self.has_metrics else None, seeds

    def _counting(self, batch: Batch, valid: Any) -> Any:
        """How much each value of the loss counts: nothing in rows that only fill the slice up."""
        if batch.weights is not None:
            return batch.weights * valid.reshape(-1, *[1] * (batch.weights.ndim - 1))
        shape = len(valid), *self.sharing.values
        return jnp.broadcast_to(valid.reshape(-1, *[1] * len(self.sharing.values)), shape).astype(jnp.float32)

    def _total(self, arrays: Arrays, examples: Any, count: Any) -> Any:
        """What the losses of slices are divided by together."""
        if self.sharing.reduction != "weighted mean":
            return count
        valid = jnp.arange(len(examples), dtype=jnp.int32) < count
        return self._counting(self.gather(arrays, examples), valid).sum()

    def _apportioned(self, weights: Any, valid: Any, total: Any) -> tuple[Any, Any]:
        """
        Weights of a slice, and what its loss has to be multiplied by so that all slices add up to the batch's loss.

        Means are weighted by portions that add up to 1, because what regularizes the weights is a part of each loss.
        """
        if self.sharing.reduction == "sum":
            return weights, 1
        if self.sharing.reduction == "mean":
            return weights * (len(weights) / jnp.maximum(valid, 1)).astype(weights.dtype), valid / total
        return weights, jnp.where(total > 0, weights.sum() / jnp.where(total > 0, total, 1), 0)

    def _seeded(self, non_trainable: list[Any], number: Any) -> list[Any]:
        """Other draws in every slice, those of the first being Keras's own."""
        seeded = list(non_trainable)
        for each in self.sharing.seeds:
            state = seeded[each]
            apart = jnp.asarray(number, state.dtype) * jnp.asarray(_ODD, state.dtype)
            seeded[each] = state.at[0].set(state[0] ^ apart)
        return seeded

    @staticmethod
    def _returned(before: Any, after: Any) -> Any:
        """The state of a seed generator after a slice as all slices see it."""
        return after.at[0].set(before[0])

    def update(
        self, state: State, shares: list[Share], arrays: Arrays, examples: Any, count: Any, rows: int
    ) -> tuple[State, Logs]:
        """
        The state after a step but for what `reseeded` says, and what the metrics say.

        Args:
            state: before it.
            shares: of all parts.
            arrays, examples, count: the batch, see `share`.
            rows: the same as `count`, where there are metrics.
        """
        loss = reduce(jnp.add, [share.loss for share in shares])
        gradients = reduce(lambda one, other: jax.tree.map(jnp.add, one, other), [share.gradients for share in shares])
        trainable, optimizer = self.model.optimizer.stateless_apply(state.optimizer, gradients, state.trainable)
        outputs = jnp.concatenate([share.outputs for share in shares]) if self.has_metrics else None
        metrics, logs = self.measure(state.metrics, loss, outputs, arrays, examples, count, rows)
        return state._replace(trainable=trainable, optimizer=optimizer, metrics=metrics), logs

    def reseeded(self, non_trainable: list[Any], seeds: list[Any]) -> list[Any]:
        """The non-trainable values after a step."""
        after = list(non_trainable)
        for number, seed in zip(self.sharing.seeds, seeds, strict=True):
            after[number] = seed
        return after

    def measure(
        self, metrics: list[Any], loss: Any, outputs: Any, arrays: Arrays, examples: Any, count: Any, rows: int
    ) -> tuple[list[Any], Logs]:
        """The metrics' states after a batch, and what they say; see `update`."""
        scope = StatelessScope(state_mapping=list(zip(self.model.metrics_variables, metrics, strict=True)))
        with scope:
            self.model.metrics[0].update_state(loss, sample_weight=count)
            if self.has_metrics:
                batch = self.gather(arrays, examples[:rows])
                logs = self.model.compute_metrics(batch.inputs, batch.targets, outputs[:rows], batch.weights)
            else:
                logs = self.model.get_metrics_result()
        return [_current(scope, variable) for variable in self.model.metrics_variables], dict(logs)


_ODD = 0x9E3779B9


def _current(scope: StatelessScope, variable: Any) -> Any:
    value = scope.get_current_value(variable)
    return variable.value if value is None else value


def pack(share: Share) -> Any:
    """Loss and gradients as one vector, which crosses from one device to another at once."""
    return ravel_pytree((share.loss, share.gradients))[0]


def plain(batch: Batch) -> tuple[Any, ...]:
    """A batch as Keras's own steps take it."""
    return tuple(batch) if batch.weights is not None else tuple(batch[:2])
