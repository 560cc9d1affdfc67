"""What every tally takes in and gives, whatever the task."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

import numpy as np

from seqspec.data.examples import Referenced

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples
    from seqspec.language.named import Named
    from seqspec.runs.scoring.yardstick import Yardstick

Primary = Literal[
    "RMSE", "MAE", "pinball loss", "RMSE (deviations)", "MAE (deviations)", "pinball loss (deviations)", "log loss",
    "accuracy",
]  # fmt: skip
"""The scores that a verdict can be about. Deviations are those of each target in the training part."""

Forecast: TypeAlias = "NDArray[np.float64] | list[str]"
"""Answers in the form of `Examples.restore`; a baseline may write texts without any probability."""

Sums: TypeAlias = "dict[str, NDArray[np.float64]]"

HIGHER_IS_BETTER = frozenset({"accuracy", "F1", "AUC", "macro F1", "exact match", "R2"})
PERCENT = frozenset({"MAPE", "sMAPE", "WAPE"})

_ABSOLUTE = {"MeanAbsoluteError", "Huber", "LogCosh", "MeanAbsolutePercentageError"}
_MARGINS = {"Hinge", "SquaredHinge", "CategoricalHinge", "Dice", "Tversky", "Circle"}
_PROBABILITIES = {
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalGeneralizedCrossEntropy",
    "KLDivergence",
    "SparseCategoricalCrossentropy",
}

SMALLEST = 1e-7
"""Keras's own bound for the logarithm of a probability."""


def primary_score(loss: Named | None, kind: str, targets: int = 1) -> Primary:
    """
    The score that a loss optimises.

    Numbers: MAE for absolute errors, the pinball loss for quantiles, else RMSE; over several targets, which may have
    different units, in deviations of each. Chances, classes and texts: log loss for a loss of probabilities; else
    accuracy, or for chances an error.

    Args:
        loss: as the spec has it.
        kind: of the task; a number has no probability, whatever the loss.
        targets: how many there are.
    """
    name = loss.type if loss is not None else ""
    if kind != "numbers":
        if name in _PROBABILITIES:
            return "log loss"
        if kind != "chances" or name in _MARGINS:
            return "accuracy"
    if kind == "numbers" and name == "Quantile":
        return "pinball loss (deviations)" if targets > 1 else "pinball loss"
    if kind == "numbers" and targets > 1:
        return "MAE (deviations)" if name in _ABSOLUTE else "RMSE (deviations)"
    return "MAE" if name in _ABSOLUTE else "RMSE"


def score_of(errors: Any, counts: Any, score: Primary) -> Any:
    """
    What summed errors make.

    Args:
        errors: squared for RMSE, misses for accuracy, else as they are.
        counts: how much was judged, such as truths.
    """
    mean = errors / np.maximum(counts, 1e-12)
    if score.startswith("RMSE"):
        return np.sqrt(np.maximum(mean, 0))
    return 1 - mean if score == "accuracy" else mean


def skill(ours: float | None, theirs: float | None, score: str) -> float | None:
    """
    How much of another forecaster's error is taken away, in per cent; negative where some is added.

    Args:
        ours, theirs: the score of each.
        score: its name; where higher is better the error is what is missing to 1.

    Returns:
        None where a score has no value, or where there is no error to take away.
    """
    if ours is None or theirs is None:
        return None
    left, there = (1 - ours, 1 - theirs) if score in HIGHER_IS_BETTER else (ours, theirs)
    return 100 * (1 - left / there) if there > 0 and math.isfinite(left / there) else None


@dataclass(frozen=True, slots=True)
class Scores:
    """
    The scores of one forecaster over one part of the data.

    Args:
        values: by name; None where a score has no value. MAE and RMSE are in the units of the target. MAPE is in
            percent, and None where a truth is 0; sMAPE is the mean of the errors in percent of the mean size of
            forecast and truth; WAPE is the sum of the errors in percent of the sum of the truths. MASE is the mean of
            the errors in units of what the (seasonal) naive forecast is wrong by in the training part. The pinball
            loss is the mean over the quantiles of what each is wrong by, weighted on either side by how many truths
            are meant to lie on the other. R2 is 1 for perfect and 0 for the part's own mean. Log loss is the mean of
            the negative natural logarithm of the probability given to what was true. Accuracy, F1, AUC and exact match
            are shares from 0 to 1: F1 that of the ones, over several targets the mean, as macro F1 is over classes.
        zeros: truths that are 0, which is why there may be no MAPE.
    """

    values: dict[str, float | None]
    zeros: int = 0

    def rank(self, name: str) -> float:
        """Where this forecaster stands by a score: the lower the better; infinite where it has no such score."""
        value = self.values.get(name)
        if value is None or math.isnan(value):
            return math.inf
        return -value if name in HIGHER_IS_BETTER else value


@dataclass(frozen=True)
class Chunk:
    """
    Some examples, and what is known of them.

    Args:
        index: which of the part.
        truth: as `Examples.truth` has it; NaN does not count.
        weights: how much each step counts, `[n, steps]`; None where all count 1.
        references: for texts, every text that counts as right; empty where the truth is all there is.
        naive: for rows of a series, what the naive forecast is wrong by in the training part, `[n, 1, targets]`.
    """

    index: NDArray[np.int64]
    truth: NDArray[np.float64]
    weights: NDArray[np.float32] | None = None
    references: Sequence[Sequence[str]] = ()
    naive: NDArray[np.float64] | None = None

    @classmethod
    def of(cls, part: Examples, index: NDArray[np.int64], kind: str, yardstick: Yardstick | None = None) -> Chunk:
        """What a part knows of some of its examples."""
        weights = part.weights(index) if kind in {"classes", "text"} else None
        references: Any = part.references(index) if kind == "text" and isinstance(part, Referenced) else ()
        naive = yardstick.at(part, index) if yardstick is not None and kind == "numbers" else None
        return cls(index, part.truth(index), weights, references, naive)

    @property
    def counts(self) -> NDArray[np.float64]:
        """How much each step of a class or a text counts: `[n, steps]`."""
        seen = ~np.isnan(self.truth)
        return seen.astype(np.float64) if self.weights is None else np.where(seen, self.weights, 0.0)


class Tally(Protocol):
    """Sums up one forecaster's answers."""

    def add(self, forecast: Any, chunk: Chunk) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """
        Take in some examples.

        Returns:
            for each of them, the summed errors behind the primary score, and how much they count: `[n]` each.
        """

    def scores(self) -> Scores:
        """The scores over everything."""

    def by_step(self) -> list[Scores]:
        """The scores of every step; empty where there are none of a step."""

    def by_target(self) -> list[Scores]:
        """The scores of every target; empty where there is one."""

    @property
    def confusion(self) -> list[list[int]] | None:
        """How often each class (row) was taken for each (column); None where there are none, or too many."""


def add_up(sums: Sums, parts: Mapping[str, NDArray[Any]]) -> None:
    """Add the parts, summed over their first axis."""
    for name, values in parts.items():
        sums[name] = sums.get(name, 0.0) + values.sum(axis=0, dtype=np.float64)
