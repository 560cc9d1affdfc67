"""Model and baselines on the test part: the same windows, original units, one verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from seqspec.runs.baselines.past import Naive as Baseline
from seqspec.runs.baselines.past import naive as baselines
from seqspec.runs.forecasting import chunks, forecast, gives_logits
from seqspec.runs.scores import Primary, Scores, Tally, primary_score, window_errors
from seqspec.runs.verdict import Verdict, judge

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.dataset import Dataset
    from seqspec.data.part import Part
    from seqspec.language.spec import Spec

MODEL = "model"


@dataclass(frozen=True)
class Judgement:
    """
    What the test part says of a model.

    Args:
        windows: how many were scored.
        primary: the score that decides, and why.
        scores: by forecaster, the model first.
        by_step, by_target: the model's scores in detail.
        verdict: against the best baseline.
    """

    windows: int
    primary: Primary
    scores: dict[str, Scores]
    by_step: list[Scores]
    by_target: dict[str, Scores]
    verdict: Verdict

    def as_dict(self) -> dict[str, Any]:
        """For `scores.json`."""
        return {
            "part": "test",
            "windows": self.windows,
            "units": "original",
            "primary": self.primary,
            "verdict": self.verdict.as_dict(),
            "scores": {name: scores.values for name, scores in self.scores.items()},
            "zeros_in_truth": self.scores[MODEL].zeros,
            "model_by_step": [scores.values for scores in self.by_step],
            "model_by_target": {name: scores.values for name, scores in self.by_target.items()},
        }


def judge_model(model: Any, spec: Spec, dataset: Dataset, batch: int, seed: int) -> Judgement | None:
    """
    Score a trained model and the baselines on the test part.

    Args:
        model: a Keras model.
        spec: says what the loss optimises.
        dataset: its test part is scored; its training part is what the baselines know.
        batch: windows predicted together.
        seed: for the draws behind the verdict.

    Returns:
        None where the test part is empty.
    """
    part, data, past = cast("Part", dataset.test), spec.data, dataset.past
    if len(part) == 0 or past is None:
        return None
    series = data is not None and data.window is not None and past.ordered
    rivals = {rival.name: rival for rival in baselines(past.values, past.train, past.season, series)}
    delivery = data.delivers() if data is not None else None
    primary = primary_score(spec.compile.loss if spec.compile else None, delivery.kind if delivery else "real")
    logits = gives_logits(spec)
    tallies = {name: Tally(primary) for name in (MODEL, *rivals)}
    most = part.truth(np.arange(1)).size
    ours, counts = np.zeros(len(part), np.float32), np.zeros(len(part), np.min_scalar_type(most))
    for index in chunks(len(part), batch):
        truth, ahead = part.truth(index), forecast(model, part, index, batch, logits)
        tallies[MODEL].add(ahead, truth)
        for name, rival in rivals.items():
            tallies[name].add(_ahead(rival, part, index, truth), truth)
        ours[index] = window_errors(ahead, truth, primary)
        counts[index] = (~np.isnan(truth)).sum(axis=(1, 2))
    scores = {name: tally.scores() for name, tally in tallies.items()}
    best = min(rivals, key=lambda name: scores[name].primary(primary))
    theirs = _errors(rivals[best], part, batch, primary)
    horizon, season, targets = truth.shape[1], past.season or 1, data.target_columns if data else []
    return Judgement(
        windows=len(part),
        primary=primary,
        scores=scores,
        by_step=tallies[MODEL].by_step() if horizon > 1 else [],
        by_target=dict(zip(targets, tallies[MODEL].by_target(), strict=True)) if len(targets) > 1 else {},
        verdict=judge(ours, theirs, counts, name=best, score=primary, block=max(horizon, season), seed=seed),
    )


def _errors(rival: Baseline, part: Part, batch: int, primary: Primary) -> NDArray[np.float32]:
    """A baseline's errors window by window; only the best one's are needed, and they are cheap to have twice."""
    errors = np.zeros(len(part), np.float32)
    for index in chunks(len(part), batch):
        truth = part.truth(index)
        errors[index] = window_errors(_ahead(rival, part, index, truth), truth, primary)
    return errors


def _ahead(rival: Baseline, part: Part, index: NDArray[np.int64], truth: NDArray[np.float64]) -> NDArray[np.float64]:
    return rival.forecast(part.origins(index), part.lead + np.arange(truth.shape[1]))
