"""
The naive forecasts every model has to beat. None of them sees a row after the origin it forecasts from.

A forecast `lead` rows after its origin: the last row of the input is the origin, `lead` is 1 for the row after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Kind = Literal["mean", "median", "last", "seasonal", "drift"]
Rows: TypeAlias = "slice | NDArray[np.int64]"

NAMES: dict[Kind, str] = {
    "last": "last value",
    "seasonal": "seasonal naive",
    "drift": "seasonal naive with drift",
    "mean": "training mean",
    "median": "training median",
}


@dataclass(frozen=True)
class Baseline:
    """
    One naive forecast.

    Args:
        kind: which one.
        past: the target columns in original units, gaps filled from the past only, `[rows, targets]`.
        level: what the training part says of each target: its median for `median`, else its mean.
        season: rows in a season.
        change: what each target gains from one season to the next in the training part.
    """

    kind: Kind
    past: NDArray[np.floating[Any]]
    level: NDArray[np.float64]
    season: int = 1
    change: NDArray[np.float64] | float = 0.0

    @property
    def name(self) -> str:
        """What a reader calls it."""
        return NAMES[self.kind]

    def forecast(self, origins: NDArray[np.int64], leads: NDArray[np.int64]) -> NDArray[np.float64]:
        """
        Forecast from some origins.

        Args:
            origins: the last row that each window may know, `[windows]`; negative for none.
            leads: rows from the origin to each target, all at least 1, `[horizon]`.

        Returns:
            original units, `[windows, horizon, targets]`.
        """
        if self.kind in ("mean", "median"):
            return np.broadcast_to(self.level, (len(origins), len(leads), len(self.level)))
        last = np.where((origins >= 0)[:, None], self.past[np.maximum(origins, 0)], self.level)[:, None, :]
        if self.kind == "last":
            return np.repeat(last, len(leads), axis=1)
        seasons = -(-leads // self.season)
        rows = origins[:, None] + leads - seasons * self.season
        values = self.past[np.maximum(rows, 0)] + seasons[:, None] * self.change
        # Before the first whole season there is nothing better than the last value.
        return np.where((rows >= 0)[..., None], values, last)


def baselines(
    history: NDArray[np.floating[Any]], train: Rows, season: int | None, windowed: bool
) -> Iterator[Baseline]:
    """
    The baselines that make sense for a recipe.

    Args:
        history: the target columns as read, NaN where there is a gap, `[rows, targets]`.
        train: the rows of the training part; mean, median and drift come from these alone.
        season: rows in a season, or None.
        windowed: whether the examples are windows with a past; independent rows have no last value.
    """
    known = history[train]
    mean = _mean(known)
    past = fill_from_past(history, mean)
    if windowed:
        yield Baseline("last", past, mean)
    if windowed and season is not None and 1 < season < len(history):
        yield Baseline("seasonal", past, mean, season)
        if len(known) > season:
            yield Baseline("drift", past, mean, season, _seasonal_change(known, season))
    yield Baseline("mean", past, mean)
    yield Baseline("median", past, _median(known))


def _mean(values: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    mean = np.asarray(values.mean(axis=0, dtype=np.float64))
    return mean if np.isfinite(mean).all() else np.asarray(np.nanmean(values, axis=0, dtype=np.float64))


def _median(values: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Column by column, as what is sorted is a copy."""
    return np.array([np.nanmedian(values[:, column]) for column in range(values.shape[1])], np.float64)


def _seasonal_change(known: NDArray[np.floating[Any]], season: int) -> NDArray[np.float64]:
    """The mean change from one season to the next; without gaps only the first and the last season matter."""
    pairs = len(known) - season
    edge = min(season, pairs)
    change = (known[-edge:].sum(axis=0, dtype=np.float64) - known[:edge].sum(axis=0, dtype=np.float64)) / pairs
    if np.isfinite(change).all():
        return np.asarray(change)
    return np.nan_to_num(np.nanmean(known[season:] - known[:-season], axis=0, dtype=np.float64))


def fill_from_past(history: NDArray[np.floating[Any]], start: NDArray[np.float64]) -> NDArray[np.floating[Any]]:
    """Every gap filled with the last value seen before it, and with `start` where there is none."""
    gaps = np.isnan(history)
    if not gaps.any():
        return history
    rows = np.arange(len(history), dtype=np.int32)[:, None]
    last = np.maximum.accumulate(np.where(gaps, np.int32(-1), rows), axis=0)
    filled = np.take_along_axis(history, np.maximum(last, 0), axis=0)
    return np.where(last >= 0, filled, start)
