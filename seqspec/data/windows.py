"""Which windows there are: where they start, and to which part they belong."""

from __future__ import annotations

from dataclasses import dataclass
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
    """

    length: int = 1
    first: int = 0
    last: int = 0
    whole: bool = False
    each_step: bool = False
    reaches_back: bool = True
    normalize: str = "none"

    @classmethod
    def of(cls, window: Window | None) -> Geometry:
        """The geometry of a recipe."""
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
    def judged(self) -> int:
        """Rows from the origin to the first target row that is judged: with `each_step` the last one alone is."""
        return self.last if self.each_step else self.first

    def origins(self, rows: range, stride: int) -> range:
        """The origins of all windows whose targets lie in these rows."""
        earliest = self.length - 1 + (0 if self.reaches_back else rows.start)
        return range(max(earliest, rows.start - self.first), max(rows.stop - self.last, 0), stride)


def take(origins: Origins, index: Any) -> NDArray[np.int64]:
    """Some origins by index; None stands for all."""
    if isinstance(origins, range):
        if index is None or isinstance(index, slice):
            chosen = origins if index is None else origins[index]
            return np.arange(chosen.start, chosen.stop, chosen.step, dtype=np.int64)
        return origins.start + origins.step * np.asarray(index, dtype=np.int64)
    return origins[slice(None) if index is None else index].astype(np.int64)


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
        whole &= _none_between(targets, some + geometry.first, some + geometry.last)
        kept.append(some[whole].astype(np.int32))
    return np.concatenate(kept) if kept else np.empty(0, dtype=np.int32)


def _none_between(rows: NDArray[np.int64], first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.bool_]:
    none: NDArray[np.bool_] = np.searchsorted(rows, last, side="right") == np.searchsorted(rows, first, side="left")
    return none
