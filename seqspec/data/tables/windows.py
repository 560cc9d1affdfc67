"""Which windows there are: where they start, and to which part they belong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.language.recipe.window import Window

Origins: TypeAlias = "range | NDArray[np.int32]"
"""The last input row of every example of a part: evenly spaced, or one by one."""

CHUNK = 1 << 16


@dataclass(frozen=True)
class Geometry:
    """
    A window, seen from its origin, the last input row.

    Args:
        length: input rows, the origin included.
        first, last: rows from the origin to the first and to the last target row.
        whole: there are windows; else every row is an example of its own.
        each_step: every input step has a target.
        reaches_back: inputs may lie in the part before.
        normalize: what a window is made relative to.
        recursive: how many rows are forecast from the last target row on, that one included: the model is asked again,
            its own answers fed back, until it has said something of each, and it is judged by all of them.
    """

    length: int = 1
    first: int = 0
    last: int = 0
    whole: bool = False
    each_step: bool = False
    reaches_back: bool = True
    normalize: str = "none"
    recursive: int = 1

    @classmethod
    def judging(cls, window: Window | None) -> Geometry:
        """The geometry of the parts that a model is judged on; it differs where forecasts are recursive."""
        return replace(cls.of(window), recursive=1 + window.fed_back if window else 1)

    @classmethod
    def of(cls, window: Window | None) -> Geometry:
        """The geometry of a recipe, and of its training part."""
        if window is None:
            return cls()
        return cls(
            length=window.length,
            first=window.offset - (window.length - 1 if window.each_step else 0),
            last=window.offset + (0 if window.each_step else window.horizon - 1),
            whole=True,
            each_step=window.each_step,
            reaches_back=window.context == "past",
            normalize=window.normalize,
        )

    @property
    def steps(self) -> int:
        """Time steps of a target."""
        return self.last - self.first + 1

    @property
    def rows(self) -> int:
        """Rows from the first input row to the last that is judged."""
        return self.length + self.reach

    @property
    def reach(self) -> int:
        """Rows from the origin to the last row that is judged."""
        return self.last + self.recursive - 1

    @property
    def judged(self) -> int:
        """Rows from the origin to the first target row that is judged: with `each_step` the last one alone is."""
        return self.last if self.each_step else self.first

    @property
    def together(self) -> int:
        """Rows of a forecast that the model says at once, and that are judged."""
        return self.last - self.judged + 1

    @property
    def fed_back(self) -> int:
        """Rows that the model is fed beyond the origin, where its own answers are fed back."""
        return -(-(self.recursive - 1) // self.together) * self.together

    def origins(self, rows: range, stride: int) -> range:
        """The origins of all windows whose targets lie in these rows."""
        earliest = self.length - 1 + (0 if self.reaches_back else rows.start)
        return range(max(earliest, rows.start - self.first), max(rows.stop - self.reach, 0), stride)


def origins_of(
    geometry: Geometry, rows: range | NDArray[np.int64], starts: NDArray[np.int64] | None, stride: int
) -> Origins:
    """
    The origins of all windows whose targets lie in these rows, and whose rows lie in one series.

    Args:
        rows: of one part, sorted.
        starts: the first row of each series; None for a single one.
        stride: rows from one origin to the next; it starts anew in every series.
    """
    if isinstance(rows, range) and (starts is None or len(starts) < 2):
        return geometry.origins(rows, stride)
    if not geometry.whole:
        return rows if isinstance(rows, range) else rows.astype(np.int32)
    return joined([_moved(geometry.origins(run, stride), start) for start, run in _runs(rows, starts)])


def origins_to_predict(geometry: Geometry, rows: int, starts: NDArray[np.int64] | None) -> Origins:
    """The origins of all windows whose inputs are there, in one series, whether their targets are known or not."""
    if starts is None or len(starts) < 2:
        return range(geometry.length - 1, rows)
    stops = [*starts[1:].tolist(), rows]
    return joined(
        [range(start + geometry.length - 1, stop) for start, stop in zip(starts.tolist(), stops, strict=True)]
    )


def joined(origins: Sequence[Origins]) -> Origins:
    """All of them, one after the other."""
    if len(origins) == 1:
        return origins[0]
    return np.concatenate([np.empty(0, dtype=np.int32), *(take(some, None).astype(np.int32) for some in origins)])


def _moved(origins: range, start: int) -> range:
    return range(origins.start + start, origins.stop + start, origins.step)


def _runs(rows: range | NDArray[np.int64], starts: NDArray[np.int64] | None) -> Iterator[tuple[int, range]]:
    """Rows that follow one another in one series, counted from its first row, which comes with them."""
    if not len(rows):
        return
    every = np.arange(rows.start, rows.stop) if isinstance(rows, range) else rows
    begins = np.zeros(1, dtype=np.int64) if starts is None else starts
    edges = np.unique(np.concatenate([np.flatnonzero(np.diff(every) != 1) + 1, np.searchsorted(every, begins)]))
    inner = edges[(edges > 0) & (edges < len(every))].tolist()
    for first, end in zip([0, *inner], [*inner, len(every)], strict=True):
        start = int(begins[np.searchsorted(begins, every[first], side="right") - 1])
        yield start, range(int(every[first]) - start, int(every[end - 1]) - start + 1)


def take(origins: Origins, index: Any) -> NDArray[np.int64]:
    """Some origins by index; None stands for all."""
    if isinstance(origins, range):
        if index is None or isinstance(index, slice):
            chosen = origins if index is None else origins[index]
            return np.arange(chosen.start, chosen.stop, chosen.step, dtype=np.int64)
        return origins.start + origins.step * np.asarray(index, dtype=np.int64)
    return origins[slice(None) if index is None else index].astype(np.int64)


def picked(origins: Origins, chosen: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The chosen ones."""
    return take(origins, np.flatnonzero(chosen)).astype(np.int32)


def usable(origins: Origins, geometry: Geometry, inputs: NDArray[np.int64], targets: NDArray[np.int64]) -> Origins:
    """
    The origins of windows that touch none of the unusable rows.

    Args:
        inputs, targets: rows that can't be an input, and rows that can't be a target, sorted.
    """
    if not len(inputs) and not len(targets):
        return origins
    kept = []
    for start in range(0, len(origins), CHUNK):
        some = take(origins, slice(start, start + CHUNK))
        whole = _none_between(inputs, some - geometry.length + 1, some)
        whole &= _none_between(targets, some + geometry.first, some + geometry.reach)
        kept.append(some[whole].astype(np.int32))
    return np.concatenate(kept) if kept else np.empty(0, dtype=np.int32)


def _none_between(rows: NDArray[np.int64], first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.bool_]:
    none: NDArray[np.bool_] = np.searchsorted(rows, last, side="right") == np.searchsorted(rows, first, side="left")
    return none
