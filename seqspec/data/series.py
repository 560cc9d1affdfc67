"""All rows in one float32 array of model units, from which windows are gathered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from seqspec.data import gaps
from seqspec.data.groups import Starts
from seqspec.data.scaling import Chain
from seqspec.language.recipe.missing import Missing

Floats: TypeAlias = "NDArray[np.floating[Any]]"
Origins: TypeAlias = "NDArray[np.int64]"


@dataclass(frozen=True)
class Series:
    """
    What windows are gathered from.

    Args:
        values: `[rows, columns]`, features first; in model units, or as read where scaling is all there is to do (then
            it is the same memory as `originals`, and scaled when gathered). NaN where nothing could be filled in.
        features: how many of the columns are features.
        targets: which columns are targets.
        originals: `[rows, targets]` as read.
        chains: the steps of each column.
        levels: `[rows, targets]` before differences are taken; None where none are.
        observed: `[rows, features]`, the last row with a value, where gaps may be filled from both sides; else None.
        unscaled: scaled when gathered.
        starts: the first row of each series; None for a single one.
    """

    values: NDArray[np.float32]
    features: int
    targets: tuple[int, ...]
    originals: Floats
    chains: tuple[Chain, ...]
    levels: NDArray[np.float64] | None
    observed: NDArray[np.int32] | None
    unscaled: bool = False
    starts: Starts = None

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.values)

    def which(self, rows: NDArray[np.int64]) -> NDArray[np.int64] | None:
        """The number of the series of each row; None where there is a single one."""
        return None if self.starts is None else np.searchsorted(self.starts, rows, side="right") - 1

    def windows(self, origins: Origins, length: int) -> NDArray[np.float32]:
        """The `length` rows up to and with each origin: `[n, length, features]`."""
        if self.observed is not None:
            return self._without_the_future(origins, length)
        view = sliding_window_view(self.values[:, : self.features], (length, self.features))
        return self._scaled(view[origins - (length - 1), 0], range(self.features))

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

    def _scaled(self, found: NDArray[np.float32], columns: Iterable[int]) -> NDArray[np.float32]:
        """In model units; computed in double precision, so that it does not matter when it is done."""
        if not self.unscaled:
            return found
        chains = [self.chains[column] for column in columns]
        center, spread = np.array([chain.center for chain in chains]), np.array([chain.spread for chain in chains])
        scaled: NDArray[np.float32] = ((found - center) / spread).astype(np.float32)
        return scaled

    def observed_at(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """The targets as read in these rows, NaN past the last one: `[..., targets]`."""
        found = self.originals[np.minimum(rows, self.rows - 1)].astype(np.float64)
        found[rows >= self.rows] = np.nan
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
        return _rows_with_nan(self.values[:, : self.features])

    def unusable_targets(self) -> NDArray[np.int64]:
        """Rows in which a target was not observed, or can't be said in model units."""
        return np.union1d(_rows_with_nan(self.originals), _rows_with_nan(self.values[:, list(self.targets)]))


def _rows_with_nan(values: Floats) -> NDArray[np.int64]:
    return np.flatnonzero(np.isnan(values).any(axis=1))


def assemble(
    columns: dict[str, Floats], filled: dict[str, Floats], chains: Sequence[Chain], features: Sequence[str],
    targets: Sequence[str], missing: Missing, starts: Starts = None,
) -> Series:  # fmt: skip
    """
    One series from columns.

    Args:
        columns: as read, each of the same length; a target may be absent, and is unknown everywhere then.
        filled: the same with gaps filled.
        chains: the fitted steps of every column, features first.
        starts: the first row of each series; None for a single one.
    """
    rows = len(next(iter(columns.values())))
    names = [chain.column for chain in chains]
    at = tuple(names.index(target) for target in targets)
    absent = np.full(0 if set(targets) <= columns.keys() else rows, np.nan, dtype=np.float32)
    held = [columns.get(target, absent) for target in targets]
    originals = held[0][:, None] if len(held) == 1 else np.stack(held, axis=1)
    if names == list(features) == list(targets) and all(_only_scaled(chain, columns[chain.column]) for chain in chains):
        return Series(originals, len(features), at, originals, tuple(chains), None, None, True, starts)
    values = np.empty((rows, len(chains)), dtype=np.float32)
    for place, chain in enumerate(chains):
        _write(values[:, place], chain, filled.get(chain.column), starts)
    levels = None
    if any(chains[place].difference for place in at):
        levels = np.stack([chains[place].level(filled[names[place]]) for place in at], axis=1)
    observed = None
    if missing.policy == "interpolate" and any(np.isnan(columns[name]).any() for name in features):
        observed = np.stack([gaps.last_observed(columns[name]) for name in features], axis=1)
    return Series(values, len(features), at, originals, tuple(chains), levels, observed, starts=starts)


def _only_scaled(chain: Chain, column: Floats) -> bool:
    steps = chain.clip is not None or chain.log1p or chain.difference or chain.own
    return not steps and column.dtype == np.float32 and not np.isnan(column).any()


def _write(out: NDArray[np.float32], chain: Chain, filled: Floats | None, starts: Starts) -> None:
    if filled is None:
        out[:] = np.nan
        return
    for rows, prepared in chain.prepared(filled, starts):
        series = None
        if chain.own and starts is not None:
            series = np.searchsorted(starts, np.arange(rows.start, rows.stop), side="right") - 1
        out[rows] = chain.scale(prepared, series)
