"""Hears every forecast while it is judged, and remembers what a picture of all of them needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.runs.plots import Plots
from seqspec.runs.witness.courses import Courses
from seqspec.runs.witness.honesty import Bins
from seqspec.runs.witness.sample import Sample
from seqspec.runs.witness.stretches import Stretches, bounds
from seqspec.runs.witness.writing import values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.dataset import Dataset
    from seqspec.data.examples import Examples
    from seqspec.runs.judgement.judgement import Judgement
    from seqspec.runs.scoring.tally import Chunk, Primary, Scores

BESIDE = 3
"""Baselines that are drawn beside the model: the best ones."""


class Witness:
    """
    What is kept of the forecasts of one part.

    Args:
        dataset: says what is predicted, and whether rows follow one another.
        part: where the examples are.
        score: the one that decides.
        axis: what stamps are: the column of the time, or `row`.
    """

    def __init__(self, dataset: Dataset, part: Examples, score: Primary, axis: str = "row") -> None:
        self._task, self._part, self._axis = dataset.task, part, axis
        self._ordered = dataset.past is not None and dataset.past.ordered
        self._score = score
        self._courses: Courses | None = Courses(part) if self._numbers and self._ordered else None
        self._sample: Sample | None = Sample(len(part)) if self._numbers else None
        self._honest: Bins | None = Bins() if self._task.kind in {"chances", "classes"} else None

    @property
    def _numbers(self) -> bool:
        return self._task.kind == "numbers"

    @cached_property
    def _stretches(self) -> Stretches | None:
        """The times are looked at once before, so that every stretch takes the same time."""
        ends = bounds(self._part) if self._ordered else None
        return Stretches(*ends, len(self._part)) if ends else None

    def hear(
        self,
        name: str,
        forecast: Any,
        chunk: Chunk,
        found: tuple[NDArray[np.float64], NDArray[np.float64]],
        band: NDArray[np.float64] | None = None,
    ) -> None:
        """
        Take in what a forecaster said of some examples, which come in their order.

        Args:
            forecast: as `Tally.add` takes it.
            found: what the tally made of it.
            band: the lowest and the highest quantile, `[n, steps, targets, 2]`, where they are drawn.
        """
        if self._courses is not None:
            self._courses.add(name, forecast, chunk, band)
        if self._sample is not None:
            self._sample.add(name, forecast, chunk)
        if self._honest is not None:
            self._honest.add(name, forecast, chunk)
        if self._stretches is not None:
            self._stretches.add(name, self._part, chunk.index, *found)

    def tell(self, judgement: Judgement, steps: Mapping[str, Sequence[Scores]]) -> Plots:
        """
        What is kept.

        Args:
            judgement: says which forecasters are drawn.
            steps: the scores by step of each forecaster.
        """
        names = _drawn(judgement)
        ordered, sample = self._courses is not None, self._sample
        return Plots(
            target=self._task.targets[0] if self._task.targets else "",
            axis=self._axis,
            courses=self._courses.tell(names) if self._courses else [],
            newest=self._courses.newest(names) if self._courses else [],
            residuals=sample.residuals(names[:2]) if sample else None,
            cloud=sample.cloud(names) if sample and not ordered else None,
            errors=self._stretches.tell(names, self._score) if self._stretches else None,
            steps=_by_step(names, steps, self._score),
            honesty=self._honest.tell(names[0]) if self._honest else None,
        )


def _by_step(names: Sequence[str], steps: Mapping[str, Sequence[Scores]], score: str) -> dict[str, list[float | None]]:
    """A score step by step, of those who have more than one."""
    found = {name: [each.values.get(score) for each in steps.get(name, ())] for name in names}
    known = {name: np.array(each, np.float64) for name, each in found.items() if len(each) > 1}
    return {name: values(each) for name, each in known.items()}


def _drawn(judgement: Judgement) -> list[str]:
    """The model, and the best of the others by the score that decides."""
    model, *others = judgement.scores
    ranked = sorted(others, key=lambda name: (name != judgement.best, judgement.scores[name].rank(judgement.primary)))
    return [model, *ranked[:BESIDE]]
