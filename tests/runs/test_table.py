"""What a reader is told after a run."""

from __future__ import annotations

from dataclasses import replace

from seqspec.runs.forecasting import MODEL
from seqspec.runs.judgement import Judgement
from seqspec.runs.scoring.tally import Scores
from seqspec.runs.table import rows, sentences
from seqspec.runs.verdict import Outcome, Verdict


def judgement(outcome: Outcome, **scores: tuple[float, float]) -> Judgement:
    """A judgement by RMSE of a model and baselines with these MAEs and RMSEs."""
    known = {
        name.replace("_", " "): Scores({"MAE": mae, "RMSE": rmse}, zeros=0) for name, (mae, rmse) in scores.items()
    }
    verdict = Verdict(outcome, "training mean", "RMSE", -1.0, -0.4, (-2.0, -0.1), examples=200, block=50, fewest=150)
    return Judgement("test", "numbers", "window", 200, "RMSE", known, [], {}, "training mean", verdict)


def test_a_baseline_that_wins_by_another_score_is_named_below_the_verdict() -> None:
    """The verdict is about one score; where a baseline has the best other one, the reader is told."""
    found = judgement("better", **{MODEL: (104.2, 269.3)}, training_mean=(104.7, 269.6), training_median=(100.9, 276.2))

    assert [
        "verdict: the model is better than the training mean (RMSE -1 (0.4 % less), 95 % interval -2 to -0.1, "
        "drawn in blocks of 50 windows)",
        "by MAE the training median is best: 100.9 against the model's 104.2",
    ] == sentences(found)


def test_an_r2_that_rounds_to_nothing_has_no_sign() -> None:
    """A tiny negative R2 is 0.000, and not -0.000."""
    values = {MODEL: Scores({"R2": -0.0001}, zeros=0)}

    assert (MODEL, "0.000") == rows(replace(judgement("better"), scores=values))[1]


def test_a_model_that_wins_by_every_score_needs_no_second_sentence() -> None:
    """One sentence is enough where all scores agree."""
    assert 1 == len(sentences(judgement("better", **{MODEL: (99.0, 269.3)}, training_mean=(104.7, 269.6))))
