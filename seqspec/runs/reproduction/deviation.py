"""How far two runs are from each other: epoch by epoch, in their final weights, and in their scores."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.runs.reproduction.history import Epoch

if TYPE_CHECKING:
    from numpy.typing import NDArray

Named = Iterable[tuple[str, "NDArray[Any]"]]
"""Weights by their names."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """
    Two numbers that are not the same.

    Args:
        what: a metric, a weight or a score.
        where: in which epoch, or in what else.
        relative: their distance by the larger of them; by the largest of its array for a weight; infinite where one of
            them is missing.
        recorded, here: the numbers; None where they are missing, and for a weight, which has many.
    """

    what: str
    where: str
    relative: float
    recorded: float | None = None
    here: float | None = None

    @property
    def said(self) -> str:
        """What is different, in words."""
        if self.recorded is None and self.here is None:
            return f"`{self.what}` in {self.where}"
        told = ["none" if each is None else f"{each:.6g}" for each in (self.recorded, self.here)]
        told = told if told[0] != told[1] else [repr(self.recorded), repr(self.here)]
        return f"`{self.what}` in {self.where}, recorded as {told[0]} and here {told[1]}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"what": self.what, "where": self.where, "relative": self.relative, "recorded": self.recorded,
                "here": self.here}  # fmt: skip


def of_epochs(recorded: Sequence[Epoch], here: Sequence[Epoch]) -> Iterator[Deviation]:
    """Every metric of the epochs that both went through as a whole."""
    known = {each.key: each for each in here if each.whole}
    for epoch in recorded:
        if epoch.whole and epoch.key in known:
            yield from _of_values(epoch.values, known[epoch.key].values, epoch.said)


def of_scores(recorded: Mapping[str, float | None], here: Mapping[str, float | None]) -> Iterator[Deviation]:
    """The scores of the model on the test part; what an earlier version did not measure is not compared."""
    return _of_values(recorded, {name: here.get(name) for name in recorded}, "the scores")


def of_weights(recorded: Named, here: Named) -> Iterator[Deviation]:
    """The weights of two models of one spec, array by array."""
    for (name, one), (_, other) in zip(recorded, here, strict=True):
        if one.tobytes() != other.tobytes():
            yield Deviation(name, "the final weights", _distance(one.astype(np.float64), other.astype(np.float64)))


def _of_values(recorded: Mapping[str, Any], here: Mapping[str, Any], where: str) -> Iterator[Deviation]:
    for name in dict.fromkeys((*recorded, *here)):
        one, other = recorded.get(name), here.get(name)
        if one != other:
            yield Deviation(name, where, _relative(one, other), one, other)


def _relative(one: float | None, other: float | None) -> float:
    if one is None or other is None or not (math.isfinite(one) and math.isfinite(other)):
        return math.inf
    scale = max(abs(one), abs(other))
    return abs(one / scale - other / scale)


def _distance(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    if np.array_equal(one, other, equal_nan=True):  # zeros of another sign, or another NaN
        return 0.0
    with np.errstate(all="ignore"):
        scale = np.max([np.abs(one).max(), np.abs(other).max()])
        found = float(np.abs(one / scale - other / scale).max())
    return found if math.isfinite(found) else math.inf
