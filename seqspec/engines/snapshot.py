"""
A training after a whole epoch: all that the epochs to come depend on. Import this only after the backend is chosen.

Batches are not in it: what each holds follows from the seed and the number of its epoch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec.engines.callbacks import Record, has_ended, recall, remembered
from seqspec.errors import RunError


@dataclass(frozen=True)
class Snapshot:
    """
    A training after a whole epoch.

    Args:
        record: the epoch's, as it stands in the metrics.
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
        return int(self.record["epoch"])

    def put_back(self, model: Any) -> None:
        """
        Let the variables hold what they held.

        Raises:
            RunError: they are those of another model.
        """
        variables = dict(_variables(model))
        held = {name: array for name, array in self.arrays.items() if not name.startswith(_CALLBACKS)}
        if {name: tuple(each.shape) for name, each in variables.items()} != {name: a.shape for name, a in held.items()}:
            raise RunError("the state of the run is that of another model than its spec describes")
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
                raise RunError("the state of the run is that of other callbacks than its spec describes") from error


_CALLBACKS = "callbacks/"


def take(model: Any, callbacks: Iterable[Any], record: Record, seconds: float) -> Snapshot:
    """
    A snapshot of a training at the end of an epoch.

    Args:
        model: compiled; its variables hold what was trained.
        callbacks: those that the spec names.
        record: of the epoch.
        seconds: wall time so far.
    """
    from keras.ops import convert_to_numpy

    callbacks = list(callbacks)
    arrays = {name: np.asarray(convert_to_numpy(variable)) for name, variable in _variables(model)}
    for number, callback in enumerate(callbacks):
        arrays |= {f"{_CALLBACKS}{number}/{name}": each for name, each in remembered(callback).items()}
    return Snapshot(record, any(map(has_ended, callbacks)), seconds, arrays)


def _variables(model: Any) -> Iterator[tuple[str, Any]]:
    """Weights, states of layers and of seed generators, and what the optimizer keeps; metrics begin anew."""
    groups = {
        "weights": model.trainable_variables,
        "states": model.non_trainable_variables,
        "optimizer": model.optimizer.variables,
    }
    for group, variables in groups.items():
        for number, variable in enumerate(variables):
            yield f"{group}/{number}", variable
