"""
Intervals around forecasts, as wide as errors were on examples that nothing was learnt from: split-conformal prediction.

Around a number an interval reaches to either side as far as the errors of the given share of the calibration examples.
Where a model says quantiles between which about that share lies, it spans two of them, both moved out as far as the
truths of that share lay outside, or in where they lay inside: conformalized quantile regression (Y. Romano,
E. Patterson, E. J. Candès, "Conformalized Quantile Regression", NeurIPS 2019). It is wide where the model is unsure.

There is one width for each step and target; of several series, each has its own where its examples are enough for it.
Were all examples exchangeable intervals would hold at least as many truths as asked for: of `n` errors the one of rank
`ceil((n + 1) * level)`, counted from the smallest, says how far they reach, and where that is more than `n` there are
too few. A series is not exchangeable, so what they did hold is measured on other examples.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from seqspec.data.examples import Grouped
from seqspec.runs.forecasting import chunks
from seqspec.runs.intervals.quantiles import Pair, ends, in_order

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples
    from seqspec.runs.forecasting import Trained

MOST = 200_000
"""Of more calibration examples than these evenly spread ones are looked at."""

_NUMBERS = 1 << 24
_FEWEST = 100
"""How many numbers are looked at together, which bounds the memory they take, but for so many examples at least."""


@dataclass(frozen=True, eq=False)
class Errors:
    """
    How far truths lay outside of what a model said, in original units.

    Args:
        pairs: between what.
        values: negative inside, NaN where no truth is known, `[n, steps, targets, pairs]`.
        spans: how far the two of a pair are apart, of the same shape.
        series: the name of the series of each example; None where there is a single one.
    """

    pairs: tuple[Pair, ...]
    values: NDArray[np.float64]
    spans: NDArray[np.float64]
    series: Sequence[str] | None = None

    def __getitem__(self, rows: NDArray[np.int64]) -> Errors:
        """Those of some of the examples."""
        series = None if self.series is None else [self.series[row] for row in rows]
        return Errors(self.pairs, self.values[rows], self.spans[rows], series)

    def by_series(self) -> Iterator[tuple[str, NDArray[np.float64]]]:
        """The values of each of several series, in the order of their names."""
        names, which = np.unique(np.array(self.series or (), dtype=object), return_inverse=True)
        for place, name in enumerate(names.tolist()):
            yield name, self.values[which == place]


@dataclass(frozen=True, eq=False)
class Margins:
    """
    How far an interval reaches to either side.

    Args:
        level: the share of truths that it is meant to hold.
        widths: in original units, `[steps, targets]`; infinite where there are too few examples for the level.
        examples: how many they were measured on.
        pair: of what.
        series: the widths of the series that have enough examples of their own; None where nothing is known of any
            by itself.
    """

    level: float
    widths: NDArray[np.float64]
    examples: int
    pair: Pair = None
    series: Mapping[str, NDArray[np.float64]] | None = None

    @property
    def known(self) -> bool:
        """Whether there were enough examples for every step and target."""
        return bool(np.isfinite(self.widths).all())

    def of(self, series: Sequence[str] | None) -> NDArray[np.float64]:
        """The widths of some examples by their series, `[n, steps, targets]`; `[steps, targets]` if all are equal."""
        if series is None or not self.series:
            return self.widths
        return np.stack([self.series.get(name, self.widths) for name in series])

    def apart(self, series: Iterable[str]) -> str:
        """Part of a sentence on errors: which of several series have widths by their own ones; empty for one series."""
        names = set(series)
        if not names:
            return ""
        if self.series is None:
            return ", equally far for all series"
        own = len(names & set(self.series))
        if own == len(names):
            return ", each series by its own"
        few = f"of which fewer than {fewest(self.level):,} are at hand"
        if not own:
            return f", equally far for all series, {few} each"
        return f", {own:,} of {len(names):,} series by their own, the others, {few}, by all together"


def calibrate(
    trained: Trained,
    part: Examples,
    index: NDArray[np.int64],
    steps: int,
    level: float,
    pairs: Sequence[Pair] = (None,),
) -> list[Margins]:
    """
    Measure how far off a model is.

    Args:
        part, index: examples that nothing was learnt from, at least one.
        level: the share of truths that an interval is meant to hold, between 0 and 1.

    Returns:
        the margins of every pair.
    """
    most = room_for(MOST, trained.answer(part, index[:1], steps).size * len(pairs))
    errors = errors_of(trained, part, spread(index, most), steps, pairs)
    return [margins_of(errors, level, pair) for pair in pairs]


def spread(index: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """At most so many of them, evenly spread."""
    return index[np.linspace(0, len(index) - 1, min(len(index), most)).astype(np.int64)] if len(index) else index


def room_for(most: int, numbers: int) -> int:
    """How many examples of so many numbers each are looked at together."""
    return min(most, max(_FEWEST, _NUMBERS // numbers))


def errors_of(
    trained: Trained, part: Examples, index: NDArray[np.int64], steps: int, pairs: Sequence[Pair] = (None,)
) -> Errors:
    """How far off a model is on some examples, at least one."""
    found = [_errors(trained, part, index[some], steps, pairs) for some in chunks(len(index), trained.batch)]
    values, spans = (np.concatenate(each) for each in zip(*found, strict=True))
    return Errors(tuple(pairs), values, spans, part.groups(index) if isinstance(part, Grouped) else None)


def margins_of(errors: Errors, level: float, pair: Pair = None) -> Margins:
    """The smallest widths that hold as many truths as `rank_of` asks for."""
    place = errors.pairs.index(pair)
    own = {name: _quantiles(values[..., place], level) for name, values in errors.by_series()}
    enough = {name: widths for name, widths in own.items() if np.isfinite(widths).all()}
    known = None if errors.series is None else enough
    return Margins(level, _quantiles(errors.values[..., place], level), len(errors.values), pair, known)


def rank_of(count: int, level: float) -> int:
    """Which of `count` errors, counted from the smallest, an interval reaches to; more than there are: too few."""
    return math.ceil((count + 1) * _exact(level))


def fewest(level: float) -> int:
    """So many errors there have to be at least, that one of them has the rank that is asked for."""
    return math.ceil(_exact(level) / (1 - _exact(level)))


def percent(level: float) -> str:
    """A level as people say it, with all of its digits: 99.9999 % is not 100 %."""
    return f"{float(100 * _exact(level))!r}".removesuffix(".0") + " %"


def _exact(level: float) -> Decimal:
    """As it is written: of 99 errors 55 are 55 % of 100, and 100 * 0.55 is a little more than 55."""
    return Decimal(str(level))


def _errors(
    trained: Trained, part: Examples, index: NDArray[np.int64], steps: int, pairs: Sequence[Pair]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The values of `Errors`, and its spans: what a model says of a truth that is known is never unknown."""
    shares, truth = trained.shares, part.truth(index)[..., None]
    ordered = in_order(trained.spread(part, index)) if shares else trained.answer(part, index, steps)[..., None]
    found = [ends(ordered, shares, pair) for pair in pairs]
    low, high = (np.stack(side, axis=-1) for side in zip(*found, strict=True))
    off = np.maximum(low - truth, truth - high)
    return np.where(np.isnan(off) & ~np.isnan(truth), np.inf, off), high - low


def _quantiles(off: NDArray[np.float64], level: float) -> NDArray[np.float64]:
    widths = np.full(off.shape[1:], np.inf)
    for place in np.ndindex(*widths.shape):
        known = np.sort(off[(slice(None), *place)])
        known = known[~np.isnan(known)]
        rank = rank_of(len(known), level)
        if rank <= len(known):
            widths[place] = known[rank - 1]
    return widths
