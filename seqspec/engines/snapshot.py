"""
A training after a whole epoch, or after some steps of one: all that the steps to come depend on.

Batches are not in it: what each holds follows from the seed, the number of its epoch and its own. Import this only
after the backend is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec.engines.callbacks import Record, has_ended, recall, remembered
from seqspec.engines.course import AGAIN
from seqspec.errors import RunError


@dataclass(frozen=True)
class Snapshot:
    """
    A training on its way.

    Args:
        record: the last epoch's, as it stands in the metrics; of one that is not over, how far it has come.
        over: whether a callback ended training with it.
        seconds: wall time so far.
        arrays: what the variables hold and the callbacks remember, by name.
    """

    record: Record
    over: bool
    seconds: float
    arrays: Mapping[str, NDArray[Any]]

    @property
    def epoch(self) -> int:
        """How many epochs were done, counted from 1."""
        return int(self.record["epoch"]) - is_begun(self.record)

    @property
    def step(self) -> int:
        """How many steps of the next epoch were done."""
        return int(self.record["batches"]) if is_begun(self.record) else 0

    @property
    def seconds_begun(self) -> float:
        """How many of the seconds were spent on an epoch that is not over."""
        return float(self.record.get("seconds") or 0.0) if is_begun(self.record) else 0.0

    def put_back(self, model: Any) -> None:
        """
        Let the variables hold what they held, but for those that an epoch begins with anew.

        Raises:
            RunError: they are those of another model.
        """
        self._assign(_variables(model))

    def put_metrics_back(self, model: Any) -> None:
        """
        Let the metrics go on where they were in an epoch that is not over; that empties them when it begins.

        Raises:
            RunError: they are others.
        """
        if self.step:
            self._assign(_metrics(model))

    def _assign(self, groups: Mapping[str, list[Any]]) -> None:
        variables = dict(_named(groups))
        held = {name: array for name, array in self.arrays.items() if name.partition("/")[0] in groups}
        if {name: tuple(each.shape) for name, each in variables.items()} != {name: a.shape for name, a in held.items()}:
            said = "the state of the run is that of another model than its spec describes"
            raise RunError(said, help=AGAIN)
        for name, variable in variables.items():
            variable.assign(held[name])

    def remind(self, callbacks: Iterable[Any]) -> None:
        """
        Let callbacks remember what they remembered; they forget it when training begins.

        Raises:
            RunError: others did.
        """
        for number, callback in enumerate(callbacks):
            start = f"{_CALLBACKS}{number}/"
            known = {name.removeprefix(start): a for name, a in self.arrays.items() if name.startswith(start)}
            try:
                recall(callback, known)
            except (KeyError, ValueError) as error:
                said = "the state of the run is that of other callbacks than its spec describes"
                raise RunError(said, help=AGAIN) from error


_CALLBACKS = "callbacks/"


def is_begun(record: Mapping[str, Any]) -> bool:
    """Whether a record is that of an epoch that is not over."""
    return "cut_short" in record


def take(model: Any, callbacks: Iterable[Any], record: Record, seconds: float) -> Snapshot:
    """
    A snapshot of a training at the end of an epoch, or between two steps of one.

    Args:
        model: compiled; its variables hold what was trained.
        callbacks: those that the spec names.
        record: of the epoch, `cut_short` where it is not over.
        seconds: wall time so far.
    """
    from keras.ops import convert_to_numpy

    callbacks = list(callbacks)
    groups = {**_variables(model), **(_metrics(model) if is_begun(record) else {})}
    arrays = {name: np.asarray(convert_to_numpy(variable)) for name, variable in _named(groups)}
    for number, callback in enumerate(callbacks):
        arrays |= {f"{_CALLBACKS}{number}/{name}": each for name, each in remembered(callback).items()}
    return Snapshot(record, any(map(has_ended, callbacks)), seconds, arrays)


def _variables(model: Any) -> dict[str, list[Any]]:
    """Weights, states of layers and of seed generators, and what the optimizer keeps."""
    return {
        "weights": model.trainable_variables,
        "states": model.non_trainable_variables,
        "optimizer": model.optimizer.variables,
    }


def _metrics(model: Any) -> dict[str, list[Any]]:
    """What an epoch has measured so far."""
    return {"metrics": model.metrics_variables}


def _named(groups: Mapping[str, list[Any]]) -> Iterator[tuple[str, Any]]:
    for group, variables in groups.items():
        for number, variable in enumerate(variables):
            yield f"{group}/{number}", variable
