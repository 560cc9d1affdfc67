"""Several test parts, one after the other: how a model and its baselines fare in each, and in all of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from seqspec.runs.forecasting import MODEL
from seqspec.runs.judgement.judgement import Judgement, judge_model
from seqspec.runs.scoring.tally import Scores

if TYPE_CHECKING:
    from seqspec.data.dataset import Dataset
    from seqspec.language.spec import Spec


@dataclass(frozen=True)
class Backtest:
    """
    The folds of a backtest.

    Args:
        refit: whether a model was trained for each, on all that comes before it; else one was judged on all of them.
        folds: from the first to the last; None where a fold was not judged.
    """

    refit: bool
    folds: Sequence[Judgement | None]

    @property
    def judged(self) -> list[Judgement]:
        """The folds that were judged."""
        return [fold for fold in self.folds if fold is not None]

    @property
    def score(self) -> str:
        """The score that decides."""
        return self.judged[0].primary

    @property
    def overall(self) -> dict[str, Scores]:
        """The score that decides over the examples of all folds, of those judged in each, the model first."""
        names = [name for name in self.judged[0].scores if all(name in fold.scores for fold in self.judged)]
        return {name: Scores({self.score: self._joined(name)}) for name in names}

    @property
    def sentence(self) -> str:
        """Over all folds and fold by fold, the model beside the best baseline."""
        overall = self.overall
        best = min((name for name in overall if name != MODEL), key=lambda name: overall[name].rank(self.score))
        ours, theirs = (overall[name].values[self.score] for name in (MODEL, best))
        if ours is None or theirs is None:
            return f"over all folds there is no {self.score} to compare"
        ahead = sum(fold.scores[MODEL].rank(self.score) < fold.scores[best].rank(self.score) for fold in self.judged)
        return (
            f"over all folds {self.score} is {ours:.4g}, and {theirs:.4g} for the {best};"
            f" the model is ahead in {ahead} of {len(self.judged)} folds"
        )

    def as_dict(self) -> dict[str, Any]:
        """For `scores.json`."""
        overall = {name: scores.values for name, scores in self.overall.items()} if self.judged else {}
        return {
            "refit": self.refit,
            "over_all_folds": overall,
            "folds": [fold.as_dict() if fold else None for fold in self.folds],
        }

    def _joined(self, name: str) -> float | None:
        """A mean over all examples, or its root, from those of the folds."""
        values = [fold.scores[name].values.get(self.score) for fold in self.judged]
        squared = self.score.startswith("RMSE")
        total = 0.0
        for value, fold in zip(values, self.judged, strict=True):
            if value is None:
                return None
            total += fold.examples * (value**2 if squared else value)
        mean = total / sum(fold.examples for fold in self.judged)
        return math.sqrt(mean) if squared else mean


def last_fold(spec: Spec) -> int | None:
    """The number of the fold whose model is kept, from 0, where one is trained for each; else None."""
    backtest = spec.data.parts.backtest if spec.data else None
    return backtest.windows - 1 if backtest is not None and backtest.refit else None


def judge_folds(model: Any, spec: Spec, dataset: Dataset, batch: int, seed: int) -> Backtest | None:
    """
    Score one model on each fold.

    Args:
        model, spec, dataset, batch, seed: as `judge_model` takes them.

    Returns:
        None where the data has no folds, or none with an example.
    """
    judged = [
        judge_model(model, spec, replace(dataset, test=fold), batch, seed) if len(fold) else None
        for fold in dataset.folds
    ]
    return Backtest(False, judged) if any(judged) else None
