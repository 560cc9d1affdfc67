"""Chances of 0 and 1, against scikit-learn and by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn import metrics

from seqspec.runs.scoring import chances
from seqspec.runs.scoring.chances import Chances
from seqspec.runs.scoring.tally import score_of
from tests.runs.fakes import chunked

RANDOM = np.random.default_rng(3)
TRUTH = RANDOM.integers(0, 2, size=(60, 2, 3)).astype(float)
CHANCE = np.clip(RANDOM.normal(0.3 + 0.4 * TRUTH, 0.3), 0.01, 0.99)


def tally(forecast: np.ndarray, truth: np.ndarray, size: int = 7, **more: object) -> Chances:
    """A tally fed in chunks."""
    found = Chances(**more)  # type: ignore[arg-type]  # each test gives what it is about
    chunked(found, forecast, truth, size)
    return found


def test_scores_by_hand() -> None:
    """Half a chance of what comes true costs the logarithm of two, and counts as a miss of a 1."""
    found = tally(np.array([[[0.5]], [[0.25]]]), np.array([[[1.0]], [[0.0]]])).scores().values

    assert pytest.approx((math.log(2) + math.log(4 / 3)) / 2) == found["log loss"]
    assert (0.5, 0.0, 1.0) == (found["accuracy"], found["F1"], found["AUC"])


def test_scores_are_those_of_scikit_learn() -> None:
    """Log loss, accuracy, F1 and AUC, over all targets and for each."""
    found = tally(CHANCE, TRUTH)

    values = found.scores().values
    flat, said = TRUTH.reshape(-1, 3), CHANCE.reshape(-1, 3)
    assert pytest.approx(metrics.log_loss(TRUTH.ravel(), CHANCE.ravel())) == values["log loss"]
    assert pytest.approx(metrics.accuracy_score(TRUTH.ravel(), CHANCE.ravel() > 0.5)) == values["accuracy"]
    assert pytest.approx(metrics.roc_auc_score(flat, said, average="macro"), abs=1e-6) == values["AUC"]
    assert pytest.approx(metrics.f1_score(flat, said > 0.5, average="macro")) == values["F1"]
    for target, scores in enumerate(found.by_target()):
        assert pytest.approx(metrics.f1_score(flat[:, target], said[:, target] > 0.5)) == scores.values["F1"]
        assert pytest.approx(metrics.log_loss(flat[:, target], said[:, target])) == scores.values["log loss"]
    for step, scores in enumerate(found.by_step()):
        expected = metrics.accuracy_score(TRUTH[:, step].ravel(), CHANCE[:, step].ravel() > 0.5)
        assert pytest.approx(expected) == scores.values["accuracy"]
        expected = metrics.f1_score(TRUTH[:, step], CHANCE[:, step] > 0.5, average="macro")
        assert pytest.approx(expected) == scores.values["F1"]


def test_what_was_taken_for_what_is_counted_as_scikit_learn_does() -> None:
    """Over all steps of one target, what was not observed left out; several targets have no matrix together."""
    truth, said = TRUTH[..., :1].copy(), CHANCE[..., :1]
    truth[3, 1] = np.nan
    seen = ~np.isnan(truth)

    found = tally(said, truth).confusion

    assert metrics.confusion_matrix(truth[seen], said[seen] > 0.5).tolist() == found
    assert tally(CHANCE, TRUTH).confusion is Chances().confusion is None


def test_chunks_do_not_change_the_scores() -> None:
    """The same scores come out whether the examples come one by one or at once."""
    one, all_ = (tally(CHANCE, TRUTH, size=size).scores().values for size in (1, 60))

    assert {name: pytest.approx(value) for name, value in all_.items()} == one


def test_what_was_not_observed_does_not_count() -> None:
    """NaN in the truth is left out of every score."""
    truth = TRUTH.copy()
    truth[:20] = np.nan

    expected = tally(CHANCE[20:], TRUTH[20:]).scores().values
    assert {name: pytest.approx(value) for name, value in expected.items()} == tally(CHANCE, truth).scores().values


def test_there_is_no_auc_of_one_class() -> None:
    """Where only zeros are seen nothing can be put in order."""
    assert tally(CHANCE, np.zeros_like(TRUTH)).scores().values["AUC"] is None


def test_f1_is_the_mean_over_targets_that_had_a_one() -> None:
    """A target of which no 1 was true or named says nothing, and where none was of any there is no F1."""
    truth, said = np.array([[[1.0, 0.0]], [[1.0, 0.0]]]), np.array([[[0.9, 0.1]], [[0.2, 0.3]]])

    assert pytest.approx(2 / 3) == tally(said, truth).scores().values["F1"]
    assert tally(said[..., 1:], truth[..., 1:]).scores().values["F1"] is None


def test_there_is_no_auc_of_more_than_can_be_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a bound nothing more is kept, and the other scores go on."""
    monkeypatch.setattr(chances, "MOST_RANKED", 100)

    found = tally(CHANCE, TRUTH)

    assert (None, []) == (found.scores().values["AUC"], found._ranked)
    assert found.scores().values["log loss"] is not None


def test_who_says_0_or_1_has_no_log_loss() -> None:
    """A forecaster that names what it expects is scored by its accuracy alone."""
    found = tally(np.round(CHANCE), TRUTH, certain=True).scores().values

    assert (None, None) == (found["log loss"], found["AUC"])
    assert pytest.approx(metrics.accuracy_score(TRUTH.ravel(), CHANCE.ravel() > 0.5)) == found["accuracy"]


def test_a_certain_chance_that_fails_costs_much_and_not_everything() -> None:
    """Chances are cut off where Keras cuts them off."""
    assert pytest.approx(-math.log(1e-7)) == tally(np.zeros((1, 1, 1)), np.ones((1, 1, 1))).scores().values["log loss"]


@pytest.mark.parametrize("primary", ["log loss", "accuracy", "RMSE", "MAE"])
def test_errors_of_examples_add_up_to_the_primary_score(primary: str) -> None:
    """The errors of all examples make the score that the verdict is about."""
    found = Chances(primary)  # type: ignore[arg-type]  # the tests name it in a table

    errors, counts = chunked(found, CHANCE, TRUTH)

    assert pytest.approx(found.scores().values[primary]) == score_of(errors, counts, primary)  # type: ignore[arg-type]


def test_numbers_outside_of_0_and_1_have_no_log_loss() -> None:
    """What a loss of numbers or margins gives need not be a chance, and is not scored as one."""
    found = tally(CHANCE * 3 - 1, TRUTH, primary="RMSE").scores().values

    assert found["log loss"] is None
    assert pytest.approx(np.sqrt(np.mean((CHANCE * 3 - 1 - TRUTH) ** 2))) == found["RMSE"]
