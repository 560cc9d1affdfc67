"""How good predicted quantiles are: their pinball loss, and how many truths lie below and between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.runs.intervals.quantiles import crossed, in_order
from seqspec.runs.scoring.numbers import Numbers
from seqspec.runs.scoring.tally import Chunk, Primary, Scores, Sums, add_up

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Spread:
    """
    The quantiles of one forecaster, held against the truth.

    Args:
        pinball: the mean pinball loss of each, in the units of the score that decides; None read back where there was
            no number.
        below: the share of the truths that lay at or below each.
        inside: the share between the lowest and the highest; None where there is one quantile.
        width: how far these two are apart on average, in the same units.
        crossed: the share of the numbers of which one quantile lay above a higher one, before they were put in order.
    """

    pinball: list[float | None]
    below: list[float]
    inside: float | None
    width: float | None
    crossed: float

    def as_dict(self) -> dict[str, Any]:
        """For `scores.json`."""
        return vars(self).copy()


@dataclass
class Quantiles:
    """
    Sums up one forecaster's quantiles, and beside them its forecast, which has all scores of numbers.

    Args:
        shares: which quantiles, ascending.
        primary: the name of the pinball loss.
        deviations: the deviation of each target in the training part, where there are several targets.
    """

    shares: tuple[float, ...]
    primary: Primary
    deviations: NDArray[np.float64] | None = None
    sums: Sums = field(default_factory=dict)
    confusion: None = None

    @cached_property
    def numbers(self) -> Numbers:
        """The scores of the forecast."""
        return Numbers("MAE" if self.deviations is None else "MAE (deviations)", self.deviations)

    def add(self, forecast: NDArray[np.float64], chunk: Chunk) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Take in forecast and quantiles in original units, `[n, horizon, targets, 1 + quantiles]`; see `Tally.add`."""
        said, seen = forecast[..., 1:], ~np.isnan(chunk.truth)
        ordered = in_order(said)
        self.numbers.add(forecast[..., 0], chunk)
        shares, known = np.array(self.shares), seen[..., None]
        missed = np.where(known, chunk.truth[..., None] - ordered, 0.0)
        unit = 1.0 if self.deviations is None else self.deviations
        pinball = np.maximum(shares * missed, (shares - 1) * missed) / np.reshape(unit, (-1, 1))
        inside = seen & (missed[..., 0] >= 0) & (missed[..., -1] <= 0)
        width = np.where(seen, ordered[..., -1] - ordered[..., 0], 0.0) / unit
        add_up(self.sums, {"count": seen, "pinball": pinball, "below": known & (missed <= 0), "inside": inside,
                           "width": width, "crossed": crossed(said) & seen})  # fmt: skip
        return pinball.mean(axis=-1).sum(axis=(1, 2)), seen.sum(axis=(1, 2), dtype=np.float64)

    def scores(self) -> Scores:
        """The scores over everything."""
        return self._with_pinball(self.numbers.scores(), self.sums)

    def by_step(self) -> list[Scores]:
        """The scores of every step of the horizon; none where there is one."""
        cut = [{name: values[[step]] for name, values in self.sums.items()} for step in range(len(self.sums["count"]))]
        return [self._with_pinball(*each) for each in zip(self.numbers.by_step(), cut, strict=False)]

    def by_target(self) -> list[Scores]:
        """The scores of every target; none where there is one."""
        targets = range(self.sums["count"].shape[1])
        cut = [{name: values[:, [each]] for name, values in self.sums.items()} for each in targets]
        return [self._with_pinball(*each) for each in zip(self.numbers.by_target(), cut, strict=False)]

    def spread(self) -> Spread:
        """The quantiles one by one."""
        total = {name: values.sum(axis=(0, 1)) for name, values in self.sums.items()}
        count, several = max(float(total["count"]), 1.0), len(self.shares) > 1
        return Spread(
            pinball=(total["pinball"] / count).tolist(),
            below=(total["below"] / count).tolist(),
            inside=float(total["inside"] / count) if several else None,
            width=float(total["width"] / count) if several else None,
            crossed=float(total["crossed"] / count),
        )

    def _with_pinball(self, scores: Scores, sums: Sums) -> Scores:
        count = sums["count"].sum()
        loss = float(sums["pinball"].mean(axis=-1).sum() / count) if count else None
        return Scores({self.primary: loss, **scores.values}, scores.zeros)
