"""How many truths intervals held, on examples that they were not calibrated on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.runs.forecasting import chunks
from seqspec.runs.intervals.intervals import Errors, Margins, errors_of, percent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples
    from seqspec.runs.forecasting import Trained


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
        wide: how wide intervals are on average, in original units, `[targets]`.
        series: the names of the series that were seen; none of a single one.
        even: of quantiles: what intervals as far to either side of the prediction held of the same examples.
    """

    margins: Margins
    source: str
    held: NDArray[np.float64]
    examples: int
    truths: int
    overall: float
    wide: NDArray[np.float64]
    series: frozenset[str] = frozenset()
    even: Coverage | None = None

    @property
    def sentence(self) -> str:
        """What was asked for, on what it rests, and what came of it."""
        asked = percent(self.margins.level)
        if not self.margins.known:
            return f"intervals of {asked}: {self.margins.examples:,} examples of {self.source} are too few for them"
        base = f"calibrated on {self.margins.examples:,} examples of {self.source}{self.margins.apart(self.series)}"
        inside = f"they held {100 * self.overall:.1f} % of {self.truths:,} values of {self.examples:,} other examples"
        return f"intervals of {asked}: {self._far}, {base}; {inside}{self._beside}"

    @property
    def _far(self) -> str:
        """How far they reach; the widths of several targets are of different units."""
        pair, widths = self.margins.pair, self.margins.widths
        if pair is not None:
            return f"from the quantile {pair[0]:g} to {pair[1]:g}, both moved out by {self._moved}"
        if widths.shape[1] > 1:
            return f"of each of {widths.shape[1]:,} targets in its own units"
        return self._reach("±")

    @property
    def _moved(self) -> str:
        targets = self.margins.widths.shape[1]
        return f"what each of {targets:,} targets needs" if targets > 1 else self._reach("")

    def _reach(self, sign: str) -> str:
        """The widths of a single target, from the first step to the last."""
        first, last = (f"{sign}{each:.4g}" for each in self.margins.widths[[0, -1], 0])
        return first if len(self.margins.widths) == 1 else f"{first} one step ahead to {last} the last"

    @property
    def _beside(self) -> str:
        """What intervals of one width would have held, and which are the wider ones."""
        if self.even is None:
            return ""
        said = (
            f"; around the prediction, equally far to either side, they would have held {100 * self.even.overall:.1f} %"
        )
        if len(self.wide) > 1:
            return said
        return f"{said}, {self.even.wide[0]:.4g} wide on average, and not {self.wide[0]:.4g}"

    def summary(self) -> dict[str, Any]:
        """For JSON: how they were made, and what they held of all."""
        return {
            "level": self.margins.level,
            "method": "conformalized quantiles" if self.margins.pair else "symmetric",
            "quantiles": self.margins.pair,
            "calibrated_on": self.source,
            "calibration_examples": self.margins.examples,
            "series_by_themselves": len(self.series & set(self.margins.series or ())),
            "series": len(self.series),
            "examples": self.examples,
            "values": self.truths,
            "coverage": _finite(self.overall),
            "mean_width": [_finite(each) for each in self.wide.tolist()],
            "symmetric": self.even.summary() if self.even else None,
        }

    def as_dict(self) -> dict[str, Any]:
        """For JSON: besides how far they reach to either side, and the share of truths held, by step and target."""
        return {**self.summary(), "margins": _plain(self.margins.widths), "coverage_by_step": _plain(self.held)}


@dataclass
class _Tally:
    """What one kind of intervals held so far."""

    margins: Margins
    examples: int = 0
    names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.inside = self.seen = self.wide = np.zeros_like(self.margins.widths)

    def add(self, errors: Errors) -> None:
        place, widths = errors.pairs.index(self.margins.pair), self.margins.of(errors.series)
        off, spans = errors.values[..., place], errors.spans[..., place]
        known = ~np.isnan(off)
        self.inside = self.inside + ((off <= widths) & known).sum(axis=0)
        self.seen = self.seen + known.sum(axis=0)
        self.wide = self.wide + np.where(known, np.maximum(spans + 2 * widths, 0.0), 0.0).sum(axis=0)
        self.examples += len(off)
        self.names |= set(errors.series or ())

    def coverage(self, source: str) -> Coverage:
        with np.errstate(invalid="ignore"):
            held, overall = self.inside / self.seen, float(self.inside.sum() / self.seen.sum())
            wide = self.wide.sum(axis=0) / self.seen.sum(axis=0)
        truths = int(self.seen.sum())
        return Coverage(self.margins, source, held, self.examples, truths, overall, wide, frozenset(self.names))


def measure(
    trained: Trained, part: Examples, index: NDArray[np.int64], steps: int, margins: Sequence[Margins], source: str
) -> Coverage:
    """
    Count the truths that lie within margins.

    Args:
        part, index: examples that the margins do not know.
        margins: those of the intervals that are drawn, and of some around the prediction where these are others.
        source: what the margins know.
    """
    pairs = [each.pair for each in margins]
    some = (errors_of(trained, part, index[some], steps, pairs) for some in chunks(len(index), trained.batch))
    return held(some, margins, source)


def held(some: Iterable[Errors], margins: Sequence[Margins], source: str) -> Coverage:
    """The same, of errors that are known."""
    tallies = [_Tally(each) for each in margins]
    for errors in some:
        for tally in tallies:
            tally.add(errors)
    drawn, *even = (tally.coverage(source) for tally in tallies)
    return replace(drawn, even=even[0]) if even else drawn


def _plain(values: NDArray[np.float64]) -> list[list[float | None]]:
    return [[_finite(each) for each in row] for row in values.tolist()]


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
