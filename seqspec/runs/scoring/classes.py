"""How good the chances of classes are, and how often the likeliest one is true."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.runs.scoring.tally import SMALLEST, Chunk, Primary, Scores, Sums, add_up

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_CONFUSED = 50
"""With more classes than these nobody reads who was taken for whom."""


@dataclass
class Classes:
    """
    Sums up one forecaster's classes, step by step.

    Args:
        classes: how many there are.
        primary: which error counts.
        certain: the forecaster names a class and gives no chances, so it has no log loss.
    """

    classes: int
    primary: Primary = "log loss"
    certain: bool = False
    sums: Sums = field(default_factory=dict)
    _met: Sums = field(default_factory=dict)
    _pairs: NDArray[np.int64] | None = None

    def add(self, forecast: NDArray[np.float64], chunk: Chunk) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Take in the chances of each class, `[n, steps, classes]`; see `Tally.add`."""
        counts, loss, missed = step_errors(forecast, chunk)
        add_up(self.sums, {"count": counts, "log loss": loss, "accuracy": missed})
        self._meet(forecast, chunk, counts > 0)
        return (loss if self.primary == "log loss" else missed).sum(axis=1), counts.sum(axis=1)

    def _meet(self, forecast: NDArray[np.float64], chunk: Chunk, judged: NDArray[np.bool_]) -> None:
        """Count which classes were true and which were named."""
        true, named = chunk.truth[judged].astype(np.int64), forecast.argmax(axis=2)[judged]
        for name, met in {"true": true, "named": named, "hit": true[true == named]}.items():
            self._met[name] = self._met.get(name, 0.0) + np.bincount(met, minlength=self.classes).astype(np.float64)
        if self.classes <= MOST_CONFUSED:
            pairs = np.bincount(true * self.classes + named, minlength=self.classes**2)
            self._pairs = pairs if self._pairs is None else self._pairs + pairs

    def scores(self) -> Scores:
        """The scores over everything; macro F1 is the mean over the classes that were true or named."""
        values = step_scores(self.sums, self.certain)
        return Scores(values | {"macro F1": self._macro_f1()}) if values else Scores({})

    def by_step(self) -> list[Scores]:
        """Log loss and accuracy of every step; none where there is one."""
        return scores_by_step(self.sums, self.certain)

    def by_target(self) -> list[Scores]:
        """One target has the classes."""
        return []

    @property
    def confusion(self) -> list[list[int]] | None:
        """How often each class (row) was taken for each (column); None with too many classes."""
        if self._pairs is None:
            return None
        found: list[list[int]] = self._pairs.reshape(self.classes, self.classes).tolist()
        return found

    def _macro_f1(self) -> float:
        both = self._met["true"] + self._met["named"]
        return float(np.mean(2 * self._met["hit"][both > 0] / both[both > 0]))


def step_errors(
    forecast: NDArray[np.float64], chunk: Chunk
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """
    How much every step counts, its log loss and whether it was missed, both times how much it counts.

    Args:
        forecast: the chances of each class, `[n, steps, classes]`.

    Returns:
        `[n, steps]` each.
    """
    counts = chunk.counts
    true = np.where(counts > 0, chunk.truth, 0).astype(np.int64)
    chances = np.take_along_axis(forecast, true[..., None], axis=2)[..., 0]
    loss = np.where(counts > 0, -np.log(np.clip(chances, SMALLEST, 1.0)), 0.0) * counts
    missed = (forecast.argmax(axis=2) != true) * counts
    return counts, loss, missed


def step_scores(sums: dict[str, Any], certain: bool) -> dict[str, float | None]:
    """Log loss and accuracy of what was summed up; nothing where nothing counted."""
    count = float(np.sum(sums["count"]))
    if not count:
        return {}
    loss = None if certain else float(np.sum(sums["log loss"])) / count
    return {"log loss": loss, "accuracy": 1 - float(np.sum(sums["accuracy"])) / count}


def scores_by_step(sums: Sums, certain: bool) -> list[Scores]:
    """Log loss and accuracy of every step; none where there is one."""
    steps = len(sums["count"])
    cut = [{name: values[step] for name, values in sums.items()} for step in range(steps)]
    return [Scores(step_scores(each, certain)) for each in cut] if steps > 1 else []
