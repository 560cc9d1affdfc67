"""Forecasts of one series over time, beside the truth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.data.examples import Grouped
from seqspec.runs.plots import TRUTH, Course
from seqspec.runs.witness.thinning import Thinned
from seqspec.runs.witness.writing import stamps, values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples
    from seqspec.runs.scoring.tally import Chunk

_WHEN = ""
_LOW, _HIGH = "\0low", "\0high"


class Courses:
    """
    The first and the last step of every forecast of the first series, thinned.

    Args:
        part: where the examples are.
    """

    def __init__(self, part: Examples) -> None:
        self._part = part
        self._series = _names(part, np.arange(1))
        self._lines: dict[int, dict[str, Thinned]] = defaultdict(lambda: defaultdict(Thinned))
        self._chunk: Chunk | None = None
        self._mine: NDArray[np.bool_] = np.empty(0, bool)

    def add(
        self, name: str, forecast: NDArray[np.float64], chunk: Chunk, band: NDArray[np.float64] | None = None
    ) -> None:
        """Take in some forecasts, `[n, steps, targets]`, and of one of them a band: `[n, steps, targets, 2]`."""
        first = chunk is not self._chunk
        if first:
            self._look(chunk)
        if not self._mine.any():
            return
        for step in sorted({0, chunk.truth.shape[1] - 1}):
            lines = self._lines[step]
            if first:
                lines[_WHEN].add(self._part.stamps(chunk.index[self._mine])[:, step])
                lines[TRUTH].add(chunk.truth[self._mine, step, 0])
            lines[name].add(forecast[self._mine, step, 0])
            if band is not None:
                lines[_LOW].add(band[self._mine, step, 0, 0])
                lines[_HIGH].add(band[self._mine, step, 0, 1])

    @property
    def _edges(self) -> tuple[str, ...]:
        """Of the band, where there is one."""
        return (_LOW, _HIGH) if any(_LOW in lines for lines in self._lines.values()) else ()

    def _look(self, chunk: Chunk) -> None:
        """Which examples of a chunk are of the series that is drawn."""
        names = _names(self._part, chunk.index)
        here = np.ones(len(chunk.index), bool)
        self._chunk = chunk
        self._mine = here if names is None or self._series is None else np.array(names) == self._series[0]

    def tell(self, names: Iterable[str]) -> list[Course]:
        """All forecasts of some forecasters, thinned where there are many."""
        shown = [TRUTH, *names, *self._edges]
        return [
            self._course(step, lines[_WHEN].count, lines[_WHEN].first(), {each: lines[each].line() for each in shown})
            for step, lines in self._lines.items()
        ]

    def newest(self, names: Iterable[str]) -> list[Course]:
        """The last ones as they are; none where `tell` has them all."""
        many = {step: lines for step, lines in self._lines.items() if lines[_WHEN].thin}
        shown = [_WHEN, TRUTH, *names, *self._edges]
        found = {step: {each: lines[each].newest for each in shown} for step, lines in many.items()}
        return [self._course(step, len(lines[_WHEN]), lines.pop(_WHEN), lines) for step, lines in found.items()]

    def _course(self, step: int, count: int, when: NDArray[Any], lines: dict[str, NDArray[Any]]) -> Course:
        series, said = self._series, {name: values(line) for name, line in lines.items()}
        band = (said.pop(_LOW), said.pop(_HIGH)) if _LOW in said else None
        return Course(
            step=step + 1,
            series=series[0] if series else None,
            examples=count,
            when=stamps(when),
            lines=said,
            band=band,
        )


def _names(part: Any, index: NDArray[np.int64]) -> list[str] | None:
    return part.groups(index) if isinstance(part, Grouped) else None
