"""
Intervals around forecasts, as wide as errors were on examples that nothing was learnt from: split-conformal prediction.

An interval reaches as far as the errors of the given share of the calibration examples, one width for each step and
target. Were all examples exchangeable it would hold as many truths as asked for; a series is not, so what it did hold
is measured on other examples.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.runs.forecasting import chunks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples
    from seqspec.runs.forecasting import Trained

MOST = 200_000
"""Of more calibration examples than these evenly spread ones are looked at."""


@dataclass(frozen=True, eq=False)
class Margins:
    """
    How far an interval reaches to either side of a forecast.

    Args:
        level: the share of truths that it is meant to hold.
        widths: in original units, `[steps, targets]`; infinite where there are too few examples for the level.
        examples: how many they were measured on.
    """

    level: float
    widths: NDArray[np.float64]
    examples: int

    @property
    def known(self) -> bool:
        """Whether there were enough examples for every step and target."""
        return bool(np.isfinite(self.widths).all())


@dataclass(frozen=True, eq=False)
class Coverage:
    """
    What intervals held.

    Args:
        margins: how far they reach.
        source: what they were calibrated on.
        held: the share of the truths that lay inside, by step and target, `[steps, targets]`; NaN where none was seen.
        examples: how many were looked at.
        truths: how many values these hold.
        overall: the share of all of them that lay inside.
    """

    margins: Margins
    source: str
    held: NDArray[np.float64]
    examples: int
    truths: int
    overall: float

    @property
    def sentence(self) -> str:
        """What was asked for, on what it rests, and what came of it."""
        asked = f"{100 * self.margins.level:.4g} %"
        base = f"calibrated on {self.margins.examples:,} examples of {self.source}"
        if not self.margins.known:
            return f"intervals of {asked}: {self.margins.examples:,} examples of {self.source} are too few for them"
        inside = f"they held {100 * self.overall:.1f} % of {self.truths:,} values of {self.examples:,} other examples"
        return f"intervals of {asked}: {self._far}, {base}; {inside}"

    @property
    def _far(self) -> str:
        """How far they reach; the widths of several targets are of different units."""
        steps, targets = self.margins.widths.shape
        if targets > 1:
            return f"of each of {targets:,} targets in its own units"
        first, last = self.margins.widths[0, 0], self.margins.widths[-1, 0]
        return f"±{first:.4g}" if steps == 1 else f"±{first:.4g} one step ahead to ±{last:.4g} the last"

    def as_dict(self) -> dict[str, Any]:
        """For JSON: half the width of an interval, and the share of truths it held, by step and target."""
        return {
            "level": self.margins.level,
            "calibrated_on": self.source,
            "calibration_examples": self.margins.examples,
            "margins": _plain(self.margins.widths),
            "examples": self.examples,
            "values": self.truths,
            "coverage": _finite(self.overall),
            "coverage_by_step": _plain(self.held),
        }


def calibrate(trained: Trained, part: Examples, index: NDArray[np.int64], steps: int, level: float) -> Margins:
    """
    Measure how far off a model is.

    Args:
        part, index: examples that nothing was learnt from.
        level: the share of truths that an interval is meant to hold, between 0 and 1.
    """
    some = index[np.linspace(0, len(index) - 1, min(len(index), MOST)).astype(np.int64)] if len(index) else index
    return Margins(level, _quantiles(errors_of(trained, part, some, steps), level), len(some))


def errors_of(trained: Trained, part: Examples, index: NDArray[np.int64], steps: int) -> NDArray[np.float64]:
    """How far off forecasts are, in original units, `[n, steps, targets]`; NaN where no truth is known."""
    return np.concatenate([each for each, _ in _errors(trained, part, index, steps)])


def rank_of(count: int, level: float) -> int:
    """Which of `count` errors, counted from the smallest, holds a share of all: one more than the share of them."""
    return math.ceil((count + 1) * level)


def measure(
    trained: Trained, part: Examples, index: NDArray[np.int64], steps: int, margins: Margins, source: str
) -> Coverage:
    """
    Count the truths that lie within the margins.

    Args:
        part, index: examples that the margins do not know.
        source: what the margins know.
    """
    inside = seen = np.zeros_like(margins.widths)
    for off, known in _errors(trained, part, index, steps):
        inside = inside + ((off <= margins.widths) & known).sum(axis=0)
        seen = seen + known.sum(axis=0)
    with np.errstate(invalid="ignore"):
        held, overall = inside / seen, float(inside.sum() / seen.sum())
    return Coverage(margins, source, held, len(index), int(seen.sum()), overall)


def _errors(
    trained: Trained, part: Examples, index: NDArray[np.int64], steps: int
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.bool_]]]:
    """Absolute errors in original units, and where a truth is known, `[n, steps, targets]`."""
    for some in chunks(len(index), trained.batch):
        truth = part.truth(index[some])
        off = np.abs(trained.answer(part, index[some], steps) - truth)
        yield np.where(np.isnan(off) & ~np.isnan(truth), np.inf, off), ~np.isnan(truth)


def _quantiles(off: NDArray[np.float64], level: float) -> NDArray[np.float64]:
    """The smallest width that holds as many errors as `rank_of` asks for."""
    widths = np.full(off.shape[1:], np.inf)
    for place in np.ndindex(*widths.shape):
        known = np.sort(off[(slice(None), *place)])
        known = known[~np.isnan(known)]
        rank = rank_of(len(known), level)
        if rank <= len(known):
            widths[place] = known[rank - 1]
    return widths


def _plain(values: NDArray[np.float64]) -> list[list[float | None]]:
    return [[_finite(each) for each in row] for row in values.tolist()]


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
