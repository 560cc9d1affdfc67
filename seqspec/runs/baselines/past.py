"""
The naive forecasts of a series. None of them sees a row after the origin it forecasts from, or one of another series.

A forecast `lead` rows after its origin: the last row of the input is the origin, `lead` is 1 for the row after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from seqspec.data.examples import InTime

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples

Kind = Literal["mean", "median", "last", "drift", "average", "seasonal", "seasonal drift"]
Rows: TypeAlias = "slice | NDArray[np.int64]"
Floats: TypeAlias = "NDArray[np.floating[Any]]"

_ROWS = 2**20
"""So many rows of a long series are looked at together."""

NAMES: dict[Kind, str] = {
    "last": "last value",
    "drift": "drift",
    "average": "moving average",
    "seasonal": "seasonal naive",
    "seasonal drift": "seasonal naive with drift",
    "mean": "training mean",
    "median": "training median",
}


@dataclass(frozen=True)
class Naive:
    """
    One naive forecast.

    Args:
        kind: which one.
        past: the target columns in original units, gaps filled from the past only, `[rows, targets]`.
        level: what the training part says of each target: its median for `median`, else its mean; `[targets]`, or of
            each series, `[series, targets]`.
        season: rows in a season; 1 for none, and of a moving average how many rows it is over.
        change: what each target gains from one season to the next in the training part.
        starts: the first row of each series, where there are several.
        certain: it says what it expects and gives no chances.
    """

    kind: Kind
    past: Floats
    level: NDArray[np.float64]
    season: int = 1
    change: NDArray[np.float64] | float = 0.0
    starts: NDArray[np.int64] | None = None
    certain: bool = False

    @property
    def name(self) -> str:
        """What a reader calls it."""
        return NAMES[self.kind]

    def answer(self, part: Examples, index: NDArray[np.int64], steps: int) -> NDArray[np.float64]:
        """Forecasts for some examples of a table, `[n, steps, targets]`; see `Baseline.answer`."""
        assert isinstance(part, InTime)
        return self.forecast(part.origins(index), part.lead + np.arange(steps))

    def forecast(self, origins: NDArray[np.int64], leads: NDArray[np.int64]) -> NDArray[np.float64]:
        """
        Forecast from some origins.

        Args:
            origins: the last row that each window may know, `[windows]`; before its series for none.
            leads: rows from the origin to each target, all at least 1, `[horizon]`.

        Returns:
            original units, `[windows, horizon, targets]`.
        """
        first, level = self._series(origins + leads[0])
        if self.kind in ("mean", "median"):
            return np.broadcast_to(level[:, None, :], (len(origins), len(leads), level.shape[1]))
        known = (origins >= first)[:, None]
        last = np.where(known, self.past[np.maximum(origins, 0)], level)[:, None, :]
        if self.kind == "average":
            last = np.where(known, self._average(origins, first), level)[:, None, :]
        if self.kind in ("last", "average"):
            return np.repeat(last, len(leads), axis=1)
        seasons = -(-leads // self.season)
        rows = origins[:, None] + leads - seasons * self.season
        values = self.past[np.maximum(rows, 0)] + seasons[:, None] * self.change
        # Before the first whole season there is nothing better than the last value.
        return np.where((rows >= first[:, None])[..., None], values, last)

    def _average(self, origins: NDArray[np.int64], first: NDArray[np.int64]) -> NDArray[np.float64]:
        """Over the last rows of the series up to each origin, as far as there are so many: `[windows, targets]`."""
        rows = origins[:, None] - np.arange(self.season)
        there = rows >= first[:, None]
        values = np.where(there[..., None], self.past[np.maximum(rows, 0)], 0.0)
        return np.asarray(values.sum(axis=1) / np.maximum(there.sum(axis=1), 1)[:, None])

    def _series(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The first row of the series that these rows belong to, and its level."""
        if self.starts is None:
            return np.zeros_like(rows), np.broadcast_to(self.level, (len(rows), self.level.shape[-1]))
        series = _series_of(rows, self.starts)
        return self.starts[series], self.level[series]


def naive(
    history: Floats,
    train: Rows,
    season: int | None,
    length: int | None,
    starts: NDArray[np.int64] | None = None,
    kin: NDArray[np.int64] | None = None,
) -> Iterator[Naive]:
    """
    The naive forecasts that make sense for a recipe.

    Args:
        history: the target columns as read, NaN where there is a gap, `[rows, targets]`.
        train: the rows of the training part; mean, median and drift come from these alone.
        season: rows in a season, or None.
        length: rows of a window, over which the moving average goes; None for independent rows, which have no past.
        starts: the first row of each series, where there are several.
        kin: for each series the one whose training rows speak for it; see `Past`.
    """
    mean, median = (_of_kin(_levels(history, train, starts, level), kin) for level in (_mean, _median))
    past = history if length is None else fill_from_past(history, mean, starts)
    if length is not None:
        yield Naive("last", past, mean, starts=starts)
        known = [history[rows] for rows in stretches(train, starts)]
        if (change := _seasonal_change(known, 1)) is not None:
            yield Naive("drift", past, mean, 1, change, starts)
        if length > 1:
            yield Naive("average", past, mean, length, starts=starts)
        yield from _seasonal(past, mean, known, season, starts)
    yield Naive("mean", past, mean, starts=starts)
    yield Naive("median", past, median, starts=starts)


def _seasonal(
    past: Floats, mean: NDArray[np.float64], known: list[Floats], season: int | None, starts: NDArray[np.int64] | None
) -> Iterator[Naive]:
    """What repeats the last season, where there is one."""
    if season is not None and 1 < season < len(past):
        yield Naive("seasonal", past, mean, season, starts=starts)
        if (change := _seasonal_change(known, season)) is not None:
            yield Naive("seasonal drift", past, mean, season, change, starts)


def stretches(train: Rows, starts: NDArray[np.int64] | None) -> Iterator[slice]:
    """The training rows as unbroken stretches, each of one series."""
    if isinstance(train, slice):
        inside = [] if starts is None else starts[(starts > train.start) & (starts < train.stop)].tolist()
        edges = [train.start, *inside, train.stop]
        yield from (slice(first, end) for first, end in pairwise(edges))
        return
    breaks = np.diff(train) != 1
    if starts is not None:
        breaks |= np.diff(_series_of(train, starts)) != 0
    for rows in np.split(train, np.flatnonzero(breaks) + 1):
        yield slice(int(rows[0]), int(rows[-1]) + 1)


def _series_of(rows: NDArray[np.int64], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(np.searchsorted(starts, rows, side="right") - 1)


def _levels(history: Floats, train: Rows, starts: NDArray[np.int64] | None, level: Any) -> NDArray[np.float64]:
    """A level of all training rows, or of each series; a series without training rows has that of all."""
    overall: NDArray[np.float64] = level(history[train])
    if starts is None:
        return overall
    rows = np.arange(train.start, train.stop) if isinstance(train, slice) else train
    edges = np.searchsorted(rows, [*starts, len(history)])
    found = np.broadcast_to(overall, (len(starts), len(overall))).copy()
    for series, (first, end) in enumerate(pairwise(edges)):
        values = history[rows[first:end]]
        observed = ~np.isnan(values).all(axis=0)
        found[series, observed] = level(values[:, observed]) if observed.any() else []
    return found


def _of_kin(levels: NDArray[np.float64], kin: NDArray[np.int64] | None) -> NDArray[np.float64]:
    return levels if kin is None else levels[kin]


def _mean(values: Floats) -> NDArray[np.float64]:
    mean = np.asarray(values.mean(axis=0, dtype=np.float64))
    return mean if np.isfinite(mean).all() else np.asarray(np.nanmean(values, axis=0, dtype=np.float64))


def _median(values: Floats) -> NDArray[np.float64]:
    """Column by column, as what is sorted is a copy."""
    return np.array([np.nanmedian(values[:, column]) for column in range(values.shape[1])], np.float64)


def _seasonal_change(known: list[Floats], season: int) -> NDArray[np.float64] | None:
    """The mean change from one season to the next over all stretches; None where none is longer than a season."""
    longer = [values for values in known if len(values) > season]
    if not longer:
        return None
    pairs = sum(len(values) - season for values in longer)
    change = np.sum([_summed_change(values, season) for values in longer], axis=0) / pairs
    if np.isfinite(change).all():
        return np.asarray(change)
    pieces = [piece for values in longer for piece in _observed(values, season)]
    total, count = (np.sum([piece[place] for piece in pieces], axis=0) for place in (0, 1))
    return np.asarray(total / np.maximum(count, 1))


def changes(values: Floats, season: int) -> Iterator[Floats]:
    """From each row to the one a season later, some rows at a time: `[rows, targets]`."""
    for start in range(0, len(values) - season, _ROWS):
        stop = min(start + _ROWS, len(values) - season)
        yield values[start + season : stop + season] - values[start:stop]


def _observed(values: Floats, season: int) -> Iterator[tuple[NDArray[np.float64], NDArray[np.int64]]]:
    """The sum of the changes between rows that were both observed, and how many these are."""
    for found in changes(values, season):
        yield np.nansum(found, axis=0, dtype=np.float64), (~np.isnan(found)).sum(axis=0)


def _summed_change(values: Floats, season: int) -> NDArray[np.float64]:
    """Without gaps only the first and the last season matter."""
    edge = min(season, len(values) - season)
    return np.asarray(values[-edge:].sum(axis=0, dtype=np.float64) - values[:edge].sum(axis=0, dtype=np.float64))


def fill_from_past(history: Floats, start: NDArray[np.float64], starts: NDArray[np.int64] | None = None) -> Floats:
    """
    Every gap filled with the last value seen before it in its series, and with `start` where there is none.

    Args:
        start: `[targets]`, or of each series, `[series, targets]`.
        starts: the first row of each series, where there are several.
    """
    gaps = np.isnan(history)
    if not gaps.any():
        return history
    rows = np.arange(len(history), dtype=np.int32)[:, None]
    last = np.maximum.accumulate(np.where(gaps, np.int32(-1), rows), axis=0)
    filled = np.take_along_axis(history, np.maximum(last, 0), axis=0)
    if starts is None:
        return np.where(last >= 0, filled, start)
    series = _series_of(np.arange(len(history)), starts)
    return np.where(last >= starts[series][:, None], filled, start[series])
