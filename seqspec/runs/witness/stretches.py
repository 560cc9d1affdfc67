"""How errors go up and down over time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.runs.plots import Errors
from seqspec.runs.scoring.tally import Primary, score_of
from seqspec.runs.witness.writing import stamps, values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples

MOST = 100
FEWEST_IN_ONE = 5
_CHUNK = 1 << 18


def bounds(part: Examples) -> tuple[Any, Any, int] | None:
    """The first and the last time of the first steps, and how many there are, `MOST` at most; None where one alone."""
    times: NDArray[Any] = np.empty(0)
    for start in range(0, len(part), _CHUNK):
        found = np.unique(part.stamps(np.arange(start, min(start + _CHUNK, len(part))))[:, 0])
        times = np.union1d(times, found) if len(times) else found
        times = times if len(times) <= MOST else times[[*range(MOST - 1), -1]]
    return (times[0], times[-1], len(times)) if len(times) > 1 else None


class Stretches:
    """
    Errors summed up over stretches of equal time.

    Args:
        first, last: the times of the part.
        times: how many it has, `MOST` at most: a stretch without any would be a gap.
        examples: how many it has.
    """

    def __init__(self, first: Any, last: Any, times: int, examples: int) -> None:
        self._first, self._span = first, last - first
        self._count = max(1, min(times, examples // FEWEST_IN_ONE))
        self._sums: dict[str, NDArray[np.float64]] = {}
        self._index: NDArray[np.int64] | None = None
        self._place: NDArray[np.int64] = np.empty(0, np.int64)

    def add(
        self, name: str, part: Examples, index: NDArray[np.int64],
        errors: NDArray[np.float64], counts: NDArray[np.float64],
    ) -> None:  # fmt: skip
        """Take in what a forecaster's tally said of some examples."""
        if index is not self._index:  # one forecaster after the other says something of the same examples
            self._index, self._place = index, self._places(part.stamps(index)[:, 0])
        found = np.stack([np.bincount(self._place, each, self._count) for each in (errors, counts)])
        self._sums[name] = self._sums.get(name, np.zeros(found.shape)) + found

    def _places(self, when: NDArray[Any]) -> NDArray[np.int64]:
        """Which stretch each time falls into."""
        share = (when - self._first) / self._span
        found: NDArray[np.int64] = np.minimum((share * self._count).astype(np.int64), self._count - 1)
        return found

    def tell(self, names: Iterable[str], score: Primary) -> Errors:
        """The score of every stretch; NaN where it is empty."""
        lines = {}
        for name in names:
            errors, counts = self._sums[name]
            lines[name] = values(np.where(counts > 0, score_of(errors, counts, score), np.nan))
        edges = [self._first + self._span * (place / self._count) for place in range(self._count)]
        return Errors(when=stamps(np.array(edges)), lines=lines)
