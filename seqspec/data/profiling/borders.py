"""
Which rows of several series are for training, found in two readings of a file: the first counts, the second is told.

What it needs of memory follows the number of series and of different instants, of which only so many are kept in mind.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.data.division import draws, splits
from seqspec.data.reading.growing import all_called
from seqspec.data.tables.timeline import as_stamps
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe.split import PARTS

Part: TypeAlias = "slice | NDArray[np.bool_]"

MOST_SERIES = 100_000
MOST_INSTANTS = 4_000_000
_ZONES = 6
"""Training, a gap, validation, a gap, the test part, and what is left over."""


class Borders:
    """
    The parts of several series.

    Args:
        data: with a `group`.
        first: the first reading; None while that goes on, in which all rows stand for the training part.
    """

    def __init__(self, data: Data, first: Borders | None = None) -> None:
        self._data, self._first = data, first
        self._rows: Counter[str] = Counter()
        self._zones: dict[str, NDArray[np.int64]] = {}
        self._instants: NDArray[Any] = np.empty(0)
        self._lost = data.by == "random"

    @property
    def asks_again(self) -> bool:
        """Whether a second reading would know the training part, which this one does not."""
        return self._first is None and not self._lost and self._data.by == "time" and self.trouble is None

    @property
    def _at_instants(self) -> bool:
        """Whether instants part the series, the same for all."""
        split = self._data.parts
        return self._data.time is not None and (not split.per_group or split.unit == "date")

    @property
    def _short(self) -> set[str]:
        """Series without room for a window, which are in no part."""
        needed = self._data.window.rows if self._data.window else 1
        return {name for name, rows in self._rows.items() if rows < needed}

    def add(self, chunk: Any) -> Part:
        """Take in some rows; gives those of the training part."""
        found = all_called(chunk[self._data.group])
        names, known = found.fillna(""), found.notna().to_numpy()
        part: Part = slice(None)
        if not self._lost and self._data.by == "time":
            part = self._by_instant(chunk, names, known) if self._at_instants else self._by_place(names, known)
        self._rows.update(names[known].tolist())
        self._lost = self._lost or len(self._rows) > MOST_SERIES
        return part

    def _by_place(self, names: Any, known: NDArray[np.bool_]) -> Part:
        """Each series is split by itself: its first rows are for training."""
        if self._first is None:
            return slice(None)
        before = names.map(self._rows).fillna(0).to_numpy() + names.groupby(names, sort=False).cumcount().to_numpy()
        ends = names.map({name: cut["train"].stop for name, cut in self._first.cuts.items()}).fillna(0).to_numpy()
        trained: NDArray[np.bool_] = known & (before < ends)
        return trained

    def _by_instant(self, chunk: Any, names: Any, known: NDArray[np.bool_]) -> Part:
        """What comes before the instant at which training ends."""
        assert self._data.time is not None
        stamps, missing = as_stamps(chunk[self._data.time.column], self._data.time)
        if self._first is None:
            self._keep(stamps[~missing])
            return slice(None)
        zones = np.searchsorted(self._first.edges, np.searchsorted(self._first._instants, stamps), side="right")
        counted = known & ~missing
        self._count(names[counted], zones[counted])
        trained: NDArray[np.bool_] = counted & (zones == 0) & ~names.isin(self._first._short).to_numpy()
        return trained

    def _keep(self, stamps: NDArray[Any]) -> None:
        kept = self._instants.astype(stamps.dtype) if not len(self._instants) else self._instants
        no_dates = self._data.parts.unit == "date" and stamps.dtype.kind != "M"
        if no_dates or kept.dtype.kind != stamps.dtype.kind:  # dates and numbers in one column: that is said elsewhere
            self._lost = True
        else:
            self._instants = np.union1d(kept, stamps)
            self._lost = len(self._instants) > MOST_INSTANTS

    def _count(self, names: Any, zones: NDArray[np.int64]) -> None:
        import pandas as pd

        codes, series = pd.factorize(names)
        counts = np.bincount(codes * _ZONES + zones, minlength=_ZONES * len(series)).reshape(-1, _ZONES)
        for name, count in zip(series, counts, strict=True):
            self._zones[name] = self._zones.get(name, np.zeros(_ZONES, dtype=np.int64)) + count

    @property
    def edges(self) -> NDArray[np.int64]:
        """The instants, by their number, between which the parts lie; raises a DataError where they don't fit."""
        split = self._data.parts
        dates = splits.instants(split) if split.unit == "date" else {}
        reached = {part: int(np.searchsorted(self._instants, date)) for part, date in dates.items()}
        return splits.edges_of(split, len(self._instants), reached)

    @property
    def cuts(self) -> dict[str, dict[str, range]]:
        """The parts of each series that is split by itself, or after two readings by instants."""
        if self._at_instants:
            short, split = self._short, self._data.parts
            ends = {name: np.cumsum(zones)[: _ZONES - 1] for name, zones in self._zones.items() if name not in short}
            return {name: splits.spaced(split, edges) for name, edges in ends.items()}
        found = {name: splits.cut_alone(self._data, rows) for name, rows in self._rows.items()}
        return {name: cut for name, cut in found.items() if cut is not None}

    @property
    def parts(self) -> dict[str, int]:
        """How many rows each part has; empty where that is not known."""
        return {part: sum(rows) for part, rows in self._lengths.items()}

    @property
    def most(self) -> dict[str, int]:
        """The most rows that a series has in each part; empty where that is not known."""
        return {part: max(rows, default=0) for part, rows in self._lengths.items()}

    @property
    def _lengths(self) -> dict[str, list[int]]:
        """The rows of each series in each part."""
        if self._lost or self._data.by != "time" or (self._at_instants and not self._zones):
            return {}
        cuts = self.cuts.values()
        return {part: [len(cut[part]) for cut in cuts] for part in PARTS}

    @property
    def trouble(self) -> DataError | None:
        """Why there are no parts: groups or instants that do not suffice."""
        try:
            if self._data.by == "group":
                draws.whole_groups(self._data.parts, [range(1)] * len(set(self._rows) - self._short), 0)
            elif self._data.by == "time" and self._at_instants and self._first is None and not self._lost:
                _ = self.edges
        except DataError as error:
            return error
        return None
