"""
Whether a model is better than the best baseline, or whether the test part can't tell.

Neighbouring windows overlap, so their errors are not independent: whole blocks of windows are drawn, model and baseline
together, and the difference of their scores is looked at over all draws.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from seqspec.runs.scores import Primary

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRAWS = 1_000
CONFIDENCE = 0.95
SHORTEST_BLOCK = 50
FEWEST_BLOCKS = 3
"""With fewer blocks than these every draw is nearly the whole part, and any difference would look certain."""

Outcome = Literal["better", "worse", "undecided", "too few"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What the test part says.

    Args:
        outcome: better or worse only where the whole interval lies on one side of 0; too few windows say nothing.
        baseline: the best baseline's name.
        score: the score it is about.
        difference: the model's score minus the baseline's, in original units: negative is better.
        share: the difference in per cent of the baseline's score; None where that is 0.
        interval: where 95 % of the differences lie; None where there are too few windows to draw from, or where the
            model's score is no number.
        windows, block: how many windows there were, and how many are drawn together.
    """

    outcome: Outcome
    baseline: str
    score: str
    difference: float
    share: float | None
    interval: tuple[float, float] | None
    windows: int
    block: int

    @property
    def sentence(self) -> str:
        """The verdict in plain words."""
        if self.outcome == "too few":
            are = "window is" if self.windows == 1 else "windows are"
            return f"no verdict: {self.windows} {are} too few, at least {FEWEST_BLOCKS * self.block} are needed"
        words = {"better": "better than", "worse": "worse than", "undecided": "not distinguishable from"}
        return f"{words[self.outcome]} the {self.baseline}"

    @property
    def told(self) -> str:
        """The verdict as it is told, with what it rests on."""
        return self.sentence if self.outcome == "too few" else f"verdict: the model is {self.sentence} ({self.reason})"

    @property
    def reason(self) -> str:
        """What it rests on; nothing where there were too few windows."""
        if not math.isfinite(self.difference):
            return "some of its forecasts are infinite or NaN"
        if self.interval is None:
            return ""
        low, high = self.interval
        return f"{self.score} {self.difference:+.4g}{self._share}, 95 % interval {low:+.4g} to {high:+.4g}"

    @property
    def _share(self) -> str:
        """How much it matters: a difference can be certain and too small to be of use."""
        if not self.share:
            return ""
        return f" ({abs(self.share):.2g} % {'less' if self.share < 0 else 'more'})"

    def as_dict(self) -> dict[str, Any]:
        """For `scores.json`."""
        return {
            "verdict": self.sentence,
            "outcome": self.outcome,
            "baseline": self.baseline,
            "score": self.score,
            "difference": self.difference,
            "share": self.share,
            "interval": list(self.interval) if self.interval else None,
            "windows": self.windows,
            "block": self.block,
            "draws": DRAWS,
            "confidence": CONFIDENCE,
        }


def judge(
    model: NDArray[np.floating[Any]],
    baseline: NDArray[np.floating[Any]],
    counts: NDArray[np.integer[Any]],
    *,
    name: str,
    score: Primary,
    block: int,
    seed: int,
) -> Verdict:
    """
    Compare a model with a baseline by a paired moving-block bootstrap.

    Args:
        model, baseline: errors summed over each window (squared for RMSE), the same windows in the same order.
        counts: truths in each window.
        name: the baseline's name.
        score: what the errors make.
        block: windows drawn together, at least; at least 50 are.
        seed: the same seed draws the same blocks.
    """
    windows, block = len(counts), max(block, SHORTEST_BLOCK)
    to_beat = float(_score(_sum(baseline), counts.sum(), score))
    difference = float(_score(_sum(model), counts.sum(), score)) - to_beat
    share = 100 * difference / to_beat if to_beat else None
    known = partial(
        Verdict, baseline=name, score=score, difference=difference, share=share, windows=windows, block=block
    )
    if not math.isfinite(difference):
        return known("worse", interval=None)
    if windows < FEWEST_BLOCKS * block:
        return known("too few", interval=None)
    ours, theirs, truths = (resample(values, block, seed) for values in (model, baseline, counts))
    differences = _score(ours, truths, score) - _score(theirs, truths, score)
    tail = (1 - CONFIDENCE) / 2
    low, high = (float(edge) for edge in np.quantile(differences, [tail, 1 - tail]))
    outcome: Outcome = "better" if high < 0 else "worse" if low > 0 else "undecided"
    return known(outcome, interval=(low, high))


def resample(values: NDArray[Any], block: int, seed: int) -> NDArray[np.float64]:
    """
    The sum of the values in every draw of blocks; the same seed draws the same blocks, whatever the values.

    Every draw has as many values as there are. Running totals make a block cost two look-ups, however long it is.
    """
    random, count = np.random.default_rng(seed), len(values)
    totals = np.zeros(count + 1)
    np.cumsum(values, out=totals[1:])
    lengths = np.full(-(-count // block), block)
    lengths[-1] -= len(lengths) * block - count
    sums = np.empty(DRAWS)
    for draw in range(DRAWS):
        starts = random.integers(0, count - block + 1, size=len(lengths))
        sums[draw] = (totals[starts + lengths] - totals[starts]).sum()
    return sums


def _sum(values: NDArray[Any]) -> float:
    return float(values.sum(dtype=np.float64))


def _score(errors: Any, truths: Any, score: Primary) -> Any:
    mean = errors / np.maximum(truths, 1)
    return np.sqrt(np.maximum(mean, 0)) if score == "RMSE" else mean
