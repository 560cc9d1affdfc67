"""Verdict and scores, read back from `scores.json`: a stranger's file holds what it should, or is refused."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from seqspec.errors import RunError
from seqspec.runs.forecasting import MODEL
from seqspec.runs.judgement.backtest import Backtest
from seqspec.runs.judgement.judgement import Judgement
from seqspec.runs.judgement.verdict import FEWEST_ALONE, FEWEST_BLOCKS, SHORTEST_BLOCK, Outcome, Verdict
from seqspec.runs.plots import Count
from seqspec.runs.reading import PUT_BACK
from seqspec.runs.scoring.quantiles import Spread
from seqspec.runs.scoring.tally import Primary, Scores
from seqspec.runs.scoring.texts import Sample

Name: TypeAlias = Annotated[str, Field(max_length=10_000)]
Values: TypeAlias = dict[Name, float | None]
Apart: TypeAlias = dict[Name, dict[Name, Values]]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Verdict(_Part):
    outcome: Outcome
    baseline: Name
    score: Name
    difference: float | None
    share: float | None
    interval: tuple[float, float] | None
    examples: Count
    unit: Name
    block: Count

    def restored(self) -> Verdict:
        fewest = FEWEST_BLOCKS * self.block if self.block >= SHORTEST_BLOCK else FEWEST_ALONE
        difference = math.nan if self.difference is None else self.difference
        return Verdict(self.outcome, self.baseline, self.score, difference, self.share, self.interval, self.examples,
                       self.block, fewest, self.unit)  # fmt: skip


class _Sample(_Part):
    input: str | None
    reference: str
    predicted: str


class _Spread(_Part):
    pinball: list[float | None] = Field(max_length=1_000)
    below: list[float] = Field(max_length=1_000)
    inside: float | None
    width: float | None
    crossed: float


class _Judgement(_Part):
    part: Literal["test", "training"]
    task: Literal["numbers", "chances", "classes", "text"]
    unit: Name
    examples: Count
    primary: Primary
    best_baseline: Name
    verdict: _Verdict | None
    scores: dict[Name, Values]
    zeros_in_truth: Count = 0
    model_by_step: list[Values] = []
    by_target: Apart = {}
    by_group: Apart = {}
    classes: list[Name] | None = None
    confusion: list[list[Count]] | None = None
    samples: list[_Sample] = []
    quantiles: list[float] | None = None
    by_quantile: dict[Name, _Spread] = {}

    @model_validator(mode="after")
    def _complete(self) -> _Judgement:
        """Everyone who is spoken of was scored."""
        everyone = set(self.scores)
        _require({MODEL, self.best_baseline} <= everyone and len(everyone) > 1, "the model and the best baseline")
        _require(all({MODEL, self.best_baseline} <= set(found) for found in self.by_target.values()), "every target")
        _require(all(everyone <= set(found) for found in self.by_group.values()), "every series")
        shares = self.quantiles or []
        each = all({len(found.pinball), len(found.below)} == {len(shares)} for found in self.by_quantile.values())
        _require(bool(shares) == bool(self.by_quantile) and each, "every quantile")
        _require(all(len(row) == len(self.confusion or ()) for row in self.confusion or ()), "every class")
        return self

    def restored(self) -> Judgement:
        return Judgement(
            part=self.part,
            kind=self.task,
            unit=self.unit,
            examples=self.examples,
            primary=self.primary,
            scores={name: Scores(values, self.zeros_in_truth) for name, values in self.scores.items()},
            by_step=[Scores(values) for values in self.model_by_step],
            by_target=_apart(self.by_target),
            best=self.best_baseline,
            verdict=self.verdict.restored() if self.verdict else None,
            by_group=_apart(self.by_group),
            classes=tuple(self.classes or ()),
            confusion=self.confusion,
            samples=[Sample(each.input, each.reference, each.predicted) for each in self.samples],
            shares=tuple(self.quantiles or ()),
            spread={name: Spread(**found.model_dump()) for name, found in self.by_quantile.items()},
        )


class _Backtest(_Part):
    refit: bool
    folds: list[_Judgement | None]

    @model_validator(mode="after")
    def _comparable(self) -> _Backtest:
        """One score decides in all folds, and some baseline stands in each."""
        judged = [fold for fold in self.folds if fold is not None]
        shared = set.intersection(*(set(fold.scores) for fold in judged)) if judged else set()
        _require(not judged or len(shared) > 1, "one baseline in every fold")
        _require(len({fold.primary for fold in judged}) <= 1, "one kind in every fold")
        return self


class Said(_Part):
    """
    What `scores.json` holds.

    Args:
        training: how training ended.
        notes: what was assumed, dropped and filled.
        targets: the names of what is predicted.
    """

    training: Name = ""
    epochs: Count = 0
    steps: Count = 0
    seconds: float = 0.0
    notes: list[str] = []
    targets: list[Name] = []
    judgement: _Judgement | None = None
    backtest: _Backtest | None = None

    @classmethod
    def of(cls, value: Any) -> Said:
        """
        What a file holds.

        Raises:
            RunError: it holds something else.
        """
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"][:4]))
            said = f"`scores.json` does not hold scores: `{where}`: {first['msg'].lower()}"
            raise RunError(said, help=PUT_BACK) from error

    def judged(self) -> Judgement | None:
        """The scores of the part that was judged; None where none was."""
        return self.judgement.restored() if self.judgement else None

    def folds(self) -> Backtest | None:
        """The folds; None where there are none, or none was judged."""
        if self.backtest is None or not any(self.backtest.folds):
            return None
        return Backtest(self.backtest.refit, [fold.restored() if fold else None for fold in self.backtest.folds])


def _require(complete: bool, what: str) -> None:
    if not complete:
        raise ValueError(f"there are no scores of {what}")


def _apart(found: Apart) -> dict[str, dict[str, Scores]]:
    return {each: {name: Scores(values) for name, values in scores.items()} for each, scores in found.items()}
