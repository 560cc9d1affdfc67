"""
Whether a model is better than the best baseline, or whether the test part can't tell.

Neighbouring windows overlap, so their errors are not independent: whole blocks of windows are drawn, model and baseline
together, and the difference of their scores is looked at over all draws. Independent rows and texts are drawn one by
one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from seqspec.runs.scoring.tally import HIGHER_IS_BETTER, Primary, score_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRAWS = 1_000
CONFIDENCE = 0.95
SHORTEST_BLOCK = 50
FEWEST_BLOCKS = 3
"""With fewer blocks than these every draw is nearly the whole part, and any difference would look certain."""

FEWEST_ALONE = 30
"""Independent examples below this number say little about how far others may lie apart."""

MOST_DRAWN = 20_000
"""More independent examples than these are drawn in small lots, which says the same and takes less time."""

Outcome = Literal["better", "worse", "undecided", "too few"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What the test part says.

    Args:
        outcome: better or worse only where the whole interval lies on one side of 0; too few examples say nothing.
        baseline: the best baseline's name.
        score: the score it is about.
        difference: the model's score minus the baseline's; negative is better, but for accuracy positive.
        share: the difference in per cent of the baseline's score; None where that is 0.
        interval: where 95 % of the differences lie; None where there are too few examples to draw from, or where the
            model's score is no number.
        examples, block: how many examples there were, and how many are drawn together.
        fewest: how many are needed for a verdict.
        unit: what an example is called.
    """

    outcome: Outcome
    baseline: str
    score: str
    difference: float
    share: float | None
    interval: tuple[float, float] | None
    examples: int
    block: int
    fewest: int
    unit: str = "window"

    @property
    def sentence(self) -> str:
        """The verdict in plain words."""
        if self.outcome == "too few":
            are = f"{self.unit} is" if self.examples == 1 else f"{self.unit}s are"
            return f"no verdict: {self.examples} {are} too few, at least {self.fewest} are needed"
        words = {"better": "better than", "worse": "worse than", "undecided": "not distinguishable from"}
        return f"{words[self.outcome]} the {self.baseline}"

    @property
    def told(self) -> str:
        """The verdict as it is told, with what it rests on."""
        return self.sentence if self.outcome == "too few" else f"verdict: the model is {self.sentence} ({self.reason})"

    @property
    def reason(self) -> str:
        """What it rests on; nothing where there were too few examples."""
        if not math.isfinite(self.difference):
            return "some of its forecasts are infinite or NaN"
        if self.interval is None:
            return ""
        low, high = self.interval
        interval = f"95 % interval {low:+.4g} to {high:+.4g}"
        return f"{self.score} {self.difference:+.4g}{self._share}, {interval}, {self.drawn}"

    @property
    def drawn(self) -> str:
        """What was drawn together for the interval."""
        if self.block == 1:
            return f"drawn {self.unit} by {self.unit}"
        return f"drawn in blocks of {self.block} {self.unit}s"

    @property
    def _share(self) -> str:
        """How much it matters: a difference can be certain and too small to be of use."""
        if not self.share:
            return ""
        share = f"{abs(self.share):.2g}" if abs(self.share) < 99.5 else f"{abs(self.share):,.0f}"
        return f" ({share} % {'less' if self.share < 0 else 'more'})"

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
            "examples": self.examples,
            "unit": self.unit,
            "block": self.block,
            "draws": DRAWS,
            "confidence": CONFIDENCE,
        }


def judge(
    model: NDArray[np.floating[Any]],
    baseline: NDArray[np.floating[Any]],
    counts: NDArray[Any],
    *,
    name: str,
    score: Primary,
    block: int | None,
    seed: int,
    unit: str = "window",
) -> Verdict:
    """
    Compare a model with a baseline by a paired moving-block bootstrap.

    Args:
        model, baseline: errors summed over each example (squared for RMSE), the same examples in the same order.
        counts: how much is judged in each example, such as truths.
        name: the baseline's name.
        score: what the errors make.
        block: examples drawn together, at least; at least 50 are. None where examples are independent.
        seed: the same seed draws the same blocks.
        unit: what an example is called.
    """
    examples = len(counts)
    fewest, block = sizes(examples, block)
    to_beat = float(score_of(_sum(baseline), _sum(counts), score))
    difference = float(score_of(_sum(model), _sum(counts), score)) - to_beat
    known = partial(Verdict, baseline=name, score=score, difference=difference, examples=examples, block=block,
                    share=100 * difference / to_beat if to_beat else None, fewest=fewest, unit=unit)  # fmt: skip
    if not math.isfinite(difference):
        return known("worse", interval=None)
    if examples < fewest:
        return known("too few", interval=None)
    ours, theirs, truths = (resample(values, block, seed) for values in (model, baseline, counts))
    differences = score_of(ours, truths, score) - score_of(theirs, truths, score)
    tail = (1 - CONFIDENCE) / 2
    low, high = (float(edge) for edge in np.quantile(differences, [tail, 1 - tail]))
    return known(_outcome(low, high, score), interval=(low, high))


def sizes(examples: int, block: int | None) -> tuple[int, int]:
    """How many examples a verdict needs, and how many are drawn together."""
    if block is None:
        return FEWEST_ALONE, max(1, examples // MOST_DRAWN)
    block = max(block, SHORTEST_BLOCK)
    return FEWEST_BLOCKS * block, block


def _outcome(low: float, high: float, score: Primary) -> Outcome:
    if low <= 0 <= high:
        return "undecided"
    return "better" if (low > 0) == (score in HIGHER_IS_BETTER) else "worse"


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
