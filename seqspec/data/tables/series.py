"""All rows in one float32 array of model units, from which windows are gathered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from typing import Any, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from seqspec.data.division.groups import Starts
from seqspec.data.reading.growing import Growing
from seqspec.data.reading.scratch import Scratch, sweep
from seqspec.data.tables import gaps
from seqspec.data.tables.layout import Layout
from seqspec.data.tables.scaling import Chain
from seqspec.language.recipe.missing import Missing

Floats: TypeAlias = "NDArray[np.floating[Any]]"
Origins: TypeAlias = "NDArray[np.int64]"


@dataclass(frozen=True)
class Series:
    """
    What windows are gathered from.

    Args:
        layout: what the columns are.
        values: `[rows, columns]`, features first; in model units, or as read where scaling is all there is to do (then
            it is the same memory as `originals`, and scaled when gathered). Categories by their numbers, -1 for a row
            of zeros. NaN where nothing could be filled in.
        originals: `[rows, targets]` as read; classes by their numbers.
        chains: the steps of each column.
        levels: `[rows, targets]` before differences are taken; None where none are.
        observed: `[rows, features]`, the last row with a value, where gaps may be filled from both sides; else None.
        unscaled: scaled when gathered.
        starts: the first row of each series; None for a single one.
        beyond: `[series, rows, features]`, what is known of the rows past the end of each series, in model units, NaN
            for what is not; None where nothing is.
    """

    layout: Layout
    values: NDArray[np.float32]
    originals: Floats
    chains: tuple[Chain, ...]
    levels: NDArray[np.float64] | None
    observed: NDArray[np.int32] | None
    unscaled: bool = False
    starts: Starts = None
    beyond: NDArray[np.float32] | None = None

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.values)

    @property
    def features(self) -> int:
        """How many of the columns are features."""
        return self.layout.features

    @property
    def targets(self) -> tuple[int, ...]:
        """Which columns are targets."""
        return self.layout.targets

    @property
    def shown(self) -> list[int | None]:
        """Where in the input the model sees each target's own past; None where it does not."""
        firsts = [0, *accumulate(self.layout.widths)]
        return [firsts[target] if target < self.features else None for target in self.targets]

    def which(self, rows: NDArray[np.int64]) -> NDArray[np.int64] | None:
        """The number of the series of each row; None where there is a single one."""
        return None if self.starts is None else np.searchsorted(self.starts, rows, side="right") - 1

    def ends(self, rows: NDArray[np.int64]) -> NDArray[np.int64] | int:
        """The row after the last of the series that each row lies in."""
        if self.starts is None:
            return self.rows
        return np.append(self.starts[1:], self.rows)[self.which(rows)]

    def windows(self, origins: Origins, length: int) -> NDArray[np.float32]:
        """The `length` rows up to and with each origin: `[n, length, width]`."""
        if self.observed is not None:
            return self._apart(self._without_the_future(origins, length))
        view = sliding_window_view(self.values[:, : self.features], (length, self.features))
        return self._apart(self._scaled(view[origins - (length - 1), 0], range(self.features)))

    def ahead(self, origins: Origins, rows: int) -> NDArray[np.float32]:
        """The rows after each origin, `[n, rows, width]`; only what is declared to be known ahead may be looked at."""
        return self._apart(self.stored_ahead(origins, rows))

    def stored_ahead(self, origins: Origins, rows: int) -> NDArray[np.float32]:
        """The same as it is stored, `[n, rows, features]`; NaN past the end of a series where nothing is known."""
        wanted = origins[:, None] + np.arange(1, rows + 1)
        ends = np.broadcast_to(np.reshape(self.ends(origins), (-1, 1)), wanted.shape)
        inside = self.values[np.minimum(wanted, ends - 1)][..., : self.features]
        found = self._scaled(inside, range(self.features))
        past = wanted >= ends
        if past.any() and self.beyond is None:
            found[past] = np.nan
        elif self.beyond is not None:
            series = self.which(np.broadcast_to(origins[:, None], wanted.shape)[past])
            found[past] = self.beyond[0 if series is None else series, (wanted - ends)[past]]
        return found

    def _apart(self, found: NDArray[np.float32]) -> NDArray[np.float32]:
        """A row of zeros with a one for each number of a category that is seen so."""
        widths = self.layout.widths
        if sum(widths) == len(widths):
            return found
        apart = np.zeros((*found.shape[:2], sum(widths)), dtype=np.float32)
        for place, (first, width) in enumerate(zip(accumulate(widths, initial=0), widths, strict=False)):
            values = found[:, :, place]
            if width == 1:
                apart[:, :, first] = values
            else:
                for number in range(width):  # twice as fast as all of them at once
                    apart[:, :, first + number] = values == number
        return apart

    def _without_the_future(self, origins: Origins, length: int) -> NDArray[np.float32]:
        """A gap that is still open at the origin repeats the last value before it: its other end is not yet known."""
        assert self.observed is not None
        rows = origins[:, None] + np.arange(1 - length, 1)
        found = np.empty((len(origins), length, self.features), dtype=np.float32)
        for feature in range(self.features):
            known = self.observed[origins, feature][:, None]
            found[:, :, feature] = self.values[np.minimum(rows, known), feature]
        return found

    def at(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The targets in model units in these rows: `[..., targets]`."""
        return self._scaled(self.values[rows[..., None], np.array(self.targets)], self.targets)

    def in_model_units(self) -> NDArray[np.float32]:
        """All rows and columns, `[rows, columns]`."""
        return self._scaled(self.values, range(self.values.shape[1]))

    def _scaled(self, found: NDArray[np.float32], columns: Iterable[int]) -> NDArray[np.float32]:
        """In model units; computed in double precision, so that it does not matter when it is done."""
        if not self.unscaled:
            return found
        chains = [self.chains[column] for column in columns]
        center, spread = np.array([chain.center for chain in chains]), np.array([chain.spread for chain in chains])
        scaled: NDArray[np.float32] = ((found - center) / spread).astype(np.float32)
        return scaled

    def observed_at(self, rows: NDArray[np.int64], origins: Origins) -> NDArray[np.float64]:
        """The targets as read in these rows, `[n, steps, targets]`; NaN past the end of the origin's series."""
        found = self.originals[np.minimum(rows, self.rows - 1)].astype(np.float64)
        found[rows >= np.reshape(self.ends(origins), (-1, 1))] = np.nan
        return found

    def restore(self, outputs: NDArray[np.float64], origins: Origins) -> NDArray[np.float64]:
        """From model units to original units, `[n, steps, targets]`, for forecasts that start after the origins."""
        restored = np.empty_like(outputs)
        series = self.which(origins[:, None])
        for place, column in enumerate(self.targets):
            chain = self.chains[column]
            values = chain.unscale(outputs[:, :, place], series)
            if chain.difference and self.levels is not None:
                values = self.levels[origins, place][:, None] + np.cumsum(values, axis=1)
            restored[:, :, place] = chain.unlevel(values)
        return restored

    def unusable_inputs(self) -> NDArray[np.int64]:
        """Rows in which a feature has no value."""
        return gaps.rows_with_gaps(self.values[:, : self.features])

    def unusable_targets(self) -> NDArray[np.int64]:
        """Rows in which a target was not observed, or can't be said in model units."""
        known = (gaps.rows_with_gaps(self.values[:, place]) for place in self.targets)
        return reduce(np.union1d, known, gaps.rows_with_gaps(self.originals))


def assemble(
    layout: Layout,
    rows: int,
    columns: dict[str, Floats],
    filled: dict[str, Floats],
    chains: Sequence[Chain],
    missing: Missing,
    starts: Starts,
    scratch: Scratch,
) -> Series:
    """
    One series from columns.

    Args:
        rows: how many there are.
        columns: as read, by the names of the tracks, each of the same length; a target may be absent, and is unknown
            everywhere then. What is known ahead stands where it is seen.
        filled: the same with gaps filled.
        chains: the fitted steps of every column, in the layout's order.
        starts: the first row of each series; None for a single one.
        scratch: where long arrays go.

    Raises:
        DataError: there is no room.
    """
    names = [track.name for track in layout.tracks]
    targets, features = [names[place] for place in layout.targets], names[: layout.features]
    absent = np.full(0 if set(targets) <= columns.keys() else rows, np.nan, dtype=np.float32)
    held = [columns.get(target, absent) for target in targets]
    originals = _originals(held, rows, scratch)
    if names == features == targets and all(_only_scaled(chain, columns[chain.column]) for chain in chains):
        return Series(layout, originals, originals, tuple(chains), None, None, True, starts)
    values = _beside([_seen(chain, filled.get(chain.column), rows, starts) for chain in chains], np.float32, scratch)
    levels = None
    if any(chains[place].difference for place in layout.targets):
        levels = np.stack([chains[place].level(filled[names[place]]) for place in layout.targets], axis=1)
    observed = None
    if missing.policy == "interpolate" and any(len(gaps.rows_with_gaps(columns[name])) for name in features):
        observed = np.stack([gaps.last_observed(columns[name], starts) for name in features], axis=1)
    return Series(layout, values, originals, tuple(chains), levels, observed, starts=starts)


def _originals(held: Sequence[Floats], rows: int, scratch: Scratch) -> Floats:
    """The targets side by side, the one as it stands; none where a text is predicted, which is kept elsewhere."""
    if not held:
        return np.empty((rows, 0), dtype=np.float32)
    if len(held) == 1:
        return held[0][:, None]
    return _beside([_pieces(each) for each in held], np.result_type(*held), scratch)


def _only_scaled(chain: Chain, column: Floats) -> bool:
    steps = chain.clip is not None or chain.log1p or chain.difference or chain.own
    return not steps and column.dtype == np.float32 and not len(gaps.rows_with_gaps(column))


def _beside(columns: Sequence[Iterator[Floats]], dtype: Any, scratch: Scratch) -> NDArray[Any]:
    """Columns that come in pieces, side by side: `[rows, columns]`."""
    found = Growing(dtype, scratch)
    for pieces in zip(*columns, strict=True):
        found.extend(np.stack(pieces, axis=1, dtype=dtype, casting="unsafe").ravel())
    return found.values.reshape(-1, len(columns))


def _pieces(column: Floats) -> Iterator[Floats]:
    return (column[rows] for rows in sweep(column))


def _seen(chain: Chain, filled: Floats | None, rows: int, starts: Starts) -> Iterator[Floats]:
    """A column in model units, in pieces."""
    if filled is None:
        filled = np.broadcast_to(np.float32(np.nan), rows)
    for piece, prepared in chain.prepared(filled, starts):
        series = None
        if chain.own and starts is not None:
            series = np.searchsorted(starts, np.arange(piece.start, piece.stop), side="right") - 1
        yield chain.scale(prepared, series)
