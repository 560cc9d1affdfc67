"""What is done to a column before the model sees it, and undone before a person does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from math import isnan, nan, sqrt
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.data.division.groups import Starts, spans
from seqspec.data.reading.scratch import sweep
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe.scale import EVERY, Scaler

Floats: TypeAlias = "NDArray[np.floating[Any]]"
Rows: TypeAlias = "range | NDArray[np.int64]"


@dataclass(frozen=True)
class Chain:
    """
    The steps of one column, in their order: clip, log1p, difference, scale.

    Args:
        center, spread: scaled values are `(x - center) / spread`; both come from the training part.
        groups, own: the names of the series, and center and spread of each, where each is scaled by itself.
        deviation: standard deviation of the training part in model units.
        low, high: the least and the greatest value of the training part before scaling.
    """

    column: str
    clip: tuple[float | None, float | None] | None = None
    log1p: bool = False
    difference: bool = False
    center: float = 0.0
    spread: float = 1.0
    groups: tuple[str, ...] = ()
    own: tuple[tuple[float, float], ...] = ()
    deviation: float = 0.0
    low: float = 0.0
    high: float = 0.0

    @property
    def affine(self) -> bool:
        """Whether a distance in model units is a distance in original units times a constant."""
        return not self.log1p and self.clip is None and not self.own

    @property
    def state(self) -> dict[str, Any]:
        """The chain as JSON."""
        fitted = [(name, own) for name, own in zip(self.groups, self.own, strict=True) if not isnan(own[0])]
        groups, owned = [name for name, _ in fitted], [list(own) for _, own in fitted]
        return {**asdict(self), "groups": groups, "own": owned}

    def among(self, names: Sequence[str]) -> Chain:
        """The chain for series in another order; those it has no statistics of become NaN."""
        if not self.own:
            return self
        known = dict(zip(self.groups, self.own, strict=True))
        return replace(self, groups=tuple(names), own=tuple(known.get(name, (nan, nan)) for name in names))

    def level(self, values: Floats) -> NDArray[np.float64]:
        """Values clipped and logarithmised: what differences are taken of."""
        level = values.astype(np.float64)
        if self.clip is not None:
            level = np.clip(level, *self.clip)
        if self.log1p:
            if np.nanmin(level, initial=0.0) <= -1:
                raise DataError(f"`log1p` takes values above -1, and `{self.column}` has {np.nanmin(level):g}",
                                help="take `log1p` out, or `clip` the column first")  # fmt: skip
            level = np.log1p(level)
        return level

    def scale(self, values: NDArray[np.float64], series: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
        """From levels or differences to model units; `series` is the number of each one's, where that matters."""
        center, spread = self._statistics(series)
        scaled: NDArray[np.float64] = (values - center) / spread
        return scaled

    def unscale(self, values: NDArray[np.float64], series: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
        """From model units to levels or differences."""
        center, spread = self._statistics(series)
        unscaled: NDArray[np.float64] = values * spread + center
        return unscaled

    def _statistics(self, series: NDArray[np.int64] | None) -> tuple[Any, Any]:
        if not self.own or series is None:
            return self.center, self.spread
        own = np.array(self.own)[series]
        return own[..., 0], own[..., 1]

    def unlevel(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """From levels to original units; what was clipped stays clipped, and what is too large becomes infinite."""
        with np.errstate(over="ignore"):
            return np.expm1(values) if self.log1p else values

    def prepared(self, filled: Floats, starts: Starts = None) -> Iterator[tuple[slice, NDArray[np.float64]]]:
        """
        All steps before scaling, some ten thousand rows at a time.

        Args:
            starts: the first row of each series: there is no difference to the row before.
        """
        before = np.full(1, np.nan)
        for rows in sweep(filled):
            level = self.level(filled[rows])
            steps = np.diff(level, prepend=before) if self.difference else level
            if self.difference and starts is not None:
                steps[starts[np.searchsorted(starts, rows.start) : np.searchsorted(starts, rows.stop)] - rows.start] = (
                    np.nan
                )
            yield rows, steps
            before = level[-1:]


@dataclass(frozen=True)
class Statistics:
    """What was found in a column: how many values, what they are scaled by, their deviation and their ends."""

    count: int
    center: float
    spread: float
    deviation: float
    low: float
    high: float


def chain(data: Data, column: str) -> Chain:
    """The steps that the recipe asks for, without statistics."""
    clip = data.clip.get(column) or data.clip.get(EVERY)
    return Chain(
        column,
        clip=clip,
        log1p=column in data.log1p or EVERY in data.log1p,
        difference=column in data.difference or EVERY in data.difference,
    )


def fit(
    steps: Chain,
    scaler: Scaler,
    raw: Floats,
    filled: Floats,
    train: Rows,
    starts: Starts = None,
    names: Sequence[str] = (),
) -> Chain:
    """
    The chain with the statistics of the training part: of values that were observed, not of those filled in.

    Args:
        starts, names: the first row of each series, and what it is called.

    Raises:
        DataError: the training part holds no value.
    """
    found = _measure(scaler, steps, raw, filled, train, starts)
    if found is None:
        raise DataError(
            f"the training part holds no value of `{steps.column}`", help="name another column, or split later"
        )
    if scaler.per_group and starts is not None:
        return _each_by_itself(steps, scaler, raw, filled, train, starts, names, found)
    center, spread = found.center, found.spread
    return replace(steps, center=center, spread=spread, deviation=found.deviation / spread, low=found.low,
                   high=found.high)  # fmt: skip


def _each_by_itself(
    steps: Chain,
    scaler: Scaler,
    raw: Floats,
    filled: Floats,
    train: Rows,
    starts: NDArray[np.int64],
    names: Sequence[str],
    whole: Statistics,
) -> Chain:
    """The chain with the statistics of every series; one that no part has is not asked for any."""
    own, squares, count = [], 0.0, 0
    for span, name in zip(spans(starts, len(raw)), names, strict=True):
        rows = slice(span.start, span.stop)
        within = _within(train, span)
        found = _measure(scaler, steps, raw[rows], filled[rows], within) if len(within) else None
        if found is None and len(within):
            said = f"the training part holds no value of `{steps.column}` for `{name}`, which is scaled by itself"
            raise DataError(said, help="take `per_group` out of `scale`, or the series out of the file")
        own.append((nan, nan) if found is None else (found.center, found.spread))
        if found is not None:
            squares += found.count * (found.deviation / found.spread) ** 2
            count += found.count
    return replace(steps, groups=tuple(names), own=tuple(own), deviation=sqrt(squares / count), low=whole.low,
                   high=whole.high)  # fmt: skip


def _within(train: Rows, span: range) -> Rows:
    """The rows of a series that are trained on, counted from its first one."""
    if isinstance(train, range):
        start, stop = max(train.start, span.start), min(train.stop, span.stop)
        return range(start - span.start, max(start, stop) - span.start)
    within = train[np.searchsorted(train, span.start) : np.searchsorted(train, span.stop)]
    return within - span.start


def _measure(
    scaler: Scaler, steps: Chain, raw: Floats, filled: Floats, train: Rows, starts: Starts = None
) -> Statistics | None:
    """The statistics of the training part; None where no value of it was observed."""
    count, mean, squares, low, high = 0, 0.0, 0.0, np.inf, -np.inf
    for values in _observed(steps, raw, filled, train, starts):
        # Chan, Golub and LeVeque: means and squares of two sets, joined.
        more, its_mean = len(values), float(values.mean())
        shift = its_mean - mean
        squares += float(((values - its_mean) ** 2).sum()) + shift**2 * count * more / (count + more)
        mean += shift * more / (count + more)
        count += more
        low, high = min(low, float(values.min())), max(high, float(values.max()))
    if count == 0:
        return None
    deviation = sqrt(squares / count)
    center, spread = 0.0, 1.0
    if scaler.kind == "minmax":
        start, end = scaler.range
        spread = (high - low) / (end - start)
        center = low - start * spread
    elif scaler.kind == "standard":
        center, spread = mean, deviation
    elif scaler.kind == "robust":
        center, spread = _quartiles(_observed(steps, raw, filled, train, starts), count)
    if spread == 0 or high == low:  # as scikit-learn does: a constant column is moved, not stretched
        center, spread = (low - scaler.range[0] if scaler.kind == "minmax" else center), 1.0
    return Statistics(count, center, spread, deviation, low, high)


def _observed(steps: Chain, raw: Floats, filled: Floats, train: Rows, starts: Starts) -> Iterator[NDArray[np.float64]]:
    """The prepared values of the training part that were observed, chunk by chunk."""
    within = _membership(train, len(raw))
    for rows, values in steps.prepared(filled, starts):
        chosen = values[within(rows) & ~np.isnan(raw[rows]) & ~np.isnan(values)]
        if len(chosen):
            yield chosen


def _membership(train: Rows, rows: int) -> Any:
    if isinstance(train, range):
        return lambda chunk: (
            (np.arange(chunk.start, chunk.stop) >= train.start) & (np.arange(chunk.start, chunk.stop) < train.stop)
        )
    chosen = np.zeros(rows, dtype=bool)
    chosen[train] = True
    return lambda chunk: chosen[chunk]


def _quartiles(chunks: Iterable[NDArray[np.float64]], count: int) -> tuple[float, float]:
    """Median and distance of the quartiles, from one copy in double precision, however the column is kept."""
    values, taken = np.empty(count), 0
    for chunk in chunks:
        values[taken : taken + len(chunk)] = chunk
        taken += len(chunk)
    first, median, third = np.percentile(values, [25, 50, 75], overwrite_input=True)
    return float(median), float(third - first)
