"""Model and baselines on the test part: the same examples, the scores of their task, one verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from seqspec.runs.baselines.around import around
from seqspec.runs.baselines.choice import baselines
from seqspec.runs.forecasting import MODEL, Trained, chunks
from seqspec.runs.intervals.quantiles import in_order, middle_of
from seqspec.runs.judgement.pairing import Paired, identity
from seqspec.runs.judgement.verdict import Verdict, judge
from seqspec.runs.scoring.choice import new_tally
from seqspec.runs.scoring.quantiles import Quantiles, Spread
from seqspec.runs.scoring.series import BySeries
from seqspec.runs.scoring.tally import HIGHER_IS_BETTER, Chunk, Primary, Scores, Tally, primary_score, skill
from seqspec.runs.scoring.texts import Sample, samples
from seqspec.runs.scoring.yardstick import Yardstick, yardstick
from seqspec.runs.witness.witness import Witness

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.dataset import Dataset
    from seqspec.data.examples import Examples
    from seqspec.language.spec import Spec
    from seqspec.runs.baselines.baseline import Baseline
    from seqspec.runs.plots import Plots

MEMORISATION = "memorisation check: nothing was held out"

Errors = tuple["NDArray[np.float32]", "NDArray[np.float32]"]


@dataclass(frozen=True)
class Judgement:
    """
    What a part of the data says of a model.

    Args:
        part: the test part, or a whole other file; the training part only where nothing at all was held out.
        kind: of the task.
        unit: what an example is called: a window, a row or a text.
        examples: how many were scored.
        primary: the score that decides, and why.
        scores: by forecaster, the model first.
        by_step: the model's scores in detail.
        by_target: by target and forecaster, where there are several targets.
        by_group: the score that decides by series and forecaster, where there are several series.
        best: the best baseline by the primary score.
        verdict: against that baseline; None where nothing was held out.
        classes: their names, where there are.
        confusion: how often the model took each class (row) for each (column).
        samples: a few texts.
        shares: which quantiles were predicted, ascending; none where numbers were.
        spread: how good they are, by forecaster.
        plots: what the report draws of the forecasts; None where nobody looked.
        identity: a digest of the truths: two judgements with the same one are of the same examples.
        paired: the errors of the model and of the best baseline; None where nothing was held out.
    """

    part: Literal["test", "training", "file"]
    kind: str
    unit: str
    examples: int
    primary: Primary
    scores: dict[str, Scores]
    by_step: list[Scores]
    by_target: dict[str, dict[str, Scores]]
    best: str
    verdict: Verdict | None
    by_group: dict[str, dict[str, Scores]] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    confusion: list[list[int]] | None = None
    samples: list[Sample] = field(default_factory=list)
    shares: tuple[float, ...] = ()
    spread: dict[str, Spread] = field(default_factory=dict)
    plots: Plots | None = field(default=None, repr=False)
    identity: str = ""
    paired: Paired | None = field(default=None, repr=False)

    def _repr_html_(self) -> str:
        """What a notebook shows: the verdict, and the scores."""
        from seqspec.runs.report.cards import judgement_card

        return judgement_card(self)

    @property
    def units(self) -> str:
        """In which units errors are."""
        if self.kind != "numbers":
            return "none"
        return "deviations of the training part" if self.by_target else "original"

    @property
    def where(self) -> str:
        """What was judged."""
        return "whole file" if self.part == "file" else f"{self.part} part"

    @property
    def skill(self) -> float | None:
        """How much of the error of the best baseline the model takes away, in per cent."""
        ours, theirs = (self.scores[name].values.get(self.primary) for name in (MODEL, self.best))
        return skill(ours, theirs, self.primary)

    @property
    def summary(self) -> str:
        """The score that decides, on what, and the verdict."""
        score = self.scores[MODEL].values.get(self.primary)
        said = f"{self.primary} {'unknown' if score is None else f'{score:.4g}'} on the {self.where}"
        return f"{said}, {self.verdict.sentence}" if self.verdict else said

    def as_dict(self) -> dict[str, Any]:
        """For `scores.json`."""
        shown = list(self.scores[MODEL].values)
        return {
            "part": self.part,
            "check": None if self.verdict else MEMORISATION,
            "task": self.kind,
            "unit": self.unit,
            "examples": self.examples,
            "units": self.units,
            "primary": self.primary,
            "better": {name: "higher" if name in HIGHER_IS_BETTER else "lower" for name in shown},
            "best_baseline": self.best,
            "skill": self.skill,
            "examples_sha256": self.identity,
            "verdict": self.verdict.as_dict() if self.verdict else None,
            "scores": {name: scores.values for name, scores in self.scores.items()},
            "zeros_in_truth": self.scores[MODEL].zeros,
            "quantiles": list(self.shares) or None,
            "by_quantile": {name: found.as_dict() for name, found in self.spread.items()},
            "model_by_step": [scores.values for scores in self.by_step],
            "by_target": _values(self.by_target),
            "by_group": _values(self.by_group),
            "classes": list(self.classes) if self.confusion else None,
            "confusion": self.confusion,
            "samples": [sample.as_dict() for sample in self.samples],
        }


def _values(apart: dict[str, dict[str, Scores]]) -> dict[str, dict[str, dict[str, float | None]]]:
    return {each: {name: scores.values for name, scores in found.items()} for each, found in apart.items()}


@dataclass(frozen=True)
class _Hearing:
    """Forecasters before the same examples."""

    dataset: Dataset
    part: Examples
    primary: Primary
    steps: int
    classes: int
    size: int
    deviations: NDArray[np.float64] | None
    yardstick: Yardstick | None
    shares: tuple[float, ...] = ()

    def tallies(
        self, forecasters: Iterable[Baseline], errors_of: str, witness: Witness | None = None
    ) -> tuple[dict[str, Tally], Errors, BySeries]:
        """Everyone's scores, the errors of one of them example by example, and of all of them series by series."""
        asked, task = list(forecasters), self.dataset.task
        known = task, self.primary, self.classes, self.deviations
        tallies = {each.name: new_tally(*known, each.certain, self.shares) for each in asked}
        errors, counts = np.zeros(len(self.part), np.float32), np.zeros(len(self.part), np.float32)
        series = BySeries(self.part, self.primary)
        for index in chunks(len(self.part), self.size):
            chunk = Chunk.of(self.part, index, task.kind, self.yardstick)
            for each in asked:
                answer = each.answer(self.part, index, self.steps)
                found = tallies[each.name].add(answer, chunk)
                if witness is not None:
                    witness.hear(each.name, self._point(answer), chunk, found, self._band(each.name, answer))
                series.add(each.name, index, *found)
                if each.name == errors_of:
                    errors[index], counts[index] = found
        return tallies, (errors, counts), series

    def _point(self, answer: Any) -> Any:
        """What is drawn of an answer: the forecast, and no quantiles."""
        return answer[..., 0] if self.shares else answer

    def _band(self, name: str, answer: Any) -> Any:
        """Between what the model's quantiles lie, where there are several."""
        return in_order(answer[..., 1:])[..., [0, -1]] if name == MODEL and len(self.shares) > 1 else None


@dataclass(frozen=True)
class _Spreading:
    """
    A model that is asked for its quantiles.

    Args:
        trained: the model.
    """

    trained: Trained
    name: str = MODEL
    certain: bool = False

    def answer(self, part: Examples, index: NDArray[np.int64], steps: int) -> NDArray[np.float64]:
        """The middle quantile, then all of them: `[n, steps, targets, 1 + quantiles]`; see `Baseline.answer`."""
        found = self.trained.spread(part, index)
        middle = in_order(found)[..., [middle_of(self.trained.shares)]]
        return np.concatenate([middle, found], axis=-1)


def judge_model(
    model: Any, spec: Spec, dataset: Dataset, batch: int, seed: int, *, drawn: bool = False
) -> Judgement | None:
    """
    Score a trained model and the baselines on the test part; on the training part where nothing was held out.

    Args:
        model: a Keras model.
        spec: says what the loss optimises.
        dataset: its training part is what the baselines know.
        batch: examples predicted together, at most.
        seed: for the draws behind the verdict.
        drawn: keep what a picture of the forecasts needs.

    Returns:
        None where something was held out, but no test part.
    """
    held_out = bool(len(dataset.test))
    part = dataset.test if held_out else dataset.train
    if not held_out and len(dataset.validation):
        return None
    trained = Trained.of(model, spec, dataset.task.kind, batch)
    hearing = _hearing(trained, spec, dataset, part)
    length = spec.data.window.length if spec.data is not None and spec.data.window is not None else None
    rivals = {rival.name: rival for rival in _rivals(hearing, length)}
    witness = Witness(dataset, part, hearing.primary, _axis(spec)) if drawn else None
    ourselves = _Spreading(trained) if hearing.shares else trained
    tallies, ours, series = hearing.tallies([ourselves, *rivals.values()], MODEL, witness)
    scores = {name: tally.scores() for name, tally in tallies.items()}
    best = min(rivals, key=lambda name: scores[name].rank(hearing.primary))
    paired = _paired(hearing, ours, rivals[best]) if held_out else None
    verdict = _verdict(hearing, spec, paired, best, seed) if paired else None
    judgement = _judgement(hearing, spec, tallies, scores, best, verdict, trained)
    steps = {name: tally.by_step() for name, tally in tallies.items()}
    plots = witness.tell(judgement, steps) if witness else None
    same = identity(part, chunks(len(part), trained.batch))
    return replace(judgement, by_group=series.scores(), plots=plots, identity=same, paired=paired)


def _rivals(hearing: _Hearing, length: int | None) -> list[Baseline]:
    """What the model has to beat; where it gives quantiles, with quantiles of their own."""
    found = baselines(hearing.dataset, length, hearing.classes)
    return [around(each, hearing.dataset.train, hearing.shares) for each in found] if hearing.shares else found


def _axis(spec: Spec) -> str:
    """What stamps are called."""
    return spec.data.time.column if spec.data is not None and spec.data.time is not None else "row"


def _hearing(trained: Trained, spec: Spec, dataset: Dataset, part: Examples) -> _Hearing:
    task = dataset.task
    primary = primary_score(spec.compile.loss if spec.compile else None, task.kind, len(task.targets))
    _, steps, classes = trained.answer(part, np.arange(1), 1).shape
    deviations = _deviations(dataset) if task.kind == "numbers" and len(task.targets) > 1 else None
    naive = yardstick(dataset.past) if task.kind == "numbers" else None
    shares = trained.shares if task.kind == "numbers" else ()
    return _Hearing(dataset, part, primary, steps, classes, trained.batch, deviations, naive, shares)


def _deviations(dataset: Dataset) -> NDArray[np.float64]:
    """Of each target in the training part; 1 where it never changes."""
    past = dataset.past
    truth = dataset.train.truth() if past is None else past.values[past.train]
    found = np.nanstd(truth.reshape(-1, truth.shape[-1]), axis=0, dtype=np.float64)
    return np.where(found > 0, found, 1.0)


def _paired(hearing: _Hearing, ours: Errors, rival: Baseline) -> Paired:
    """The model's errors beside those of the best baseline, which are only now needed one by one."""
    _, (theirs, counts), _ = hearing.tallies([rival], rival.name)
    return Paired(counts, ours[0], theirs)


def _verdict(hearing: _Hearing, spec: Spec, paired: Paired, best: str, seed: int) -> Verdict:
    past = hearing.dataset.past
    season = past.season if past is not None and past.season else 1
    block = None if _independent(spec) else max(hearing.steps, season)
    return judge(paired.model, paired.baseline, paired.counts, name=best, score=hearing.primary, block=block, seed=seed,
                 unit=_unit(spec, hearing.dataset))  # fmt: skip


def _independent(spec: Spec) -> bool:
    """Whether examples were drawn one by one, and share no rows."""
    data = spec.data
    return data is not None and data.window is None and (data.arrays is not None or data.by != "time")


def _unit(spec: Spec, dataset: Dataset) -> str:
    """What an example is called."""
    if spec.data is not None and spec.data.window is not None:
        return "window"
    return "text" if dataset.task.kind == "text" or (spec.data is not None and spec.data.tokens) else "row"


def _judgement(
    hearing: _Hearing, spec: Spec, tallies: dict[str, Tally], scores: dict[str, Scores], best: str,
    verdict: Verdict | None, trained: Trained,
) -> Judgement:  # fmt: skip
    task, part = hearing.dataset.task, hearing.part
    by_target = {name: tally.by_target() for name, tally in tallies.items()}
    return Judgement(
        part="test" if verdict else "training",
        kind=task.kind,
        unit=_unit(spec, hearing.dataset),
        examples=len(part),
        primary=hearing.primary,
        scores=scores,
        by_step=tallies[MODEL].by_step(),
        by_target={
            target: {name: found[place] for name, found in by_target.items()}
            for place, target in enumerate(task.targets if by_target[MODEL] else ())
        },
        best=best,
        verdict=verdict,
        classes=task.classes,
        # Among tokens, of which the padding has no name, it says little who was taken for whom.
        confusion=None if "" in task.classes else tallies[MODEL].confusion,
        samples=samples(trained, part, task) if task.kind == "text" else [],
        shares=hearing.shares,
        spread={name: tally.spread() for name, tally in tallies.items() if isinstance(tally, Quantiles)},
    )
