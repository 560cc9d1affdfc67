"""Classes, against scikit-learn and by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn import metrics

from seqspec.runs.scoring.classes import MOST_CONFUSED, Classes
from seqspec.runs.scoring.tally import score_of
from tests.runs.fakes import chunked

RANDOM = np.random.default_rng(4)
TRUTH = RANDOM.integers(0, 4, size=(80, 3)).astype(float)
CHANCES = RANDOM.dirichlet(np.ones(5), size=(80, 3)) + np.eye(5)[TRUTH.astype(int)]
CHANCES /= CHANCES.sum(axis=2, keepdims=True)


def tally(forecast: np.ndarray, truth: np.ndarray, size: int = 7, **known: np.ndarray) -> Classes:
    """A tally fed in chunks."""
    found = Classes(forecast.shape[2])
    chunked(found, forecast, truth, size, **known)
    return found


def test_scores_by_hand() -> None:
    """Two of three right, and the third at a quarter."""
    chances = np.array([[[0.5, 0.25, 0.25]], [[0.25, 0.5, 0.25]], [[0.5, 0.25, 0.25]]])

    found = tally(chances, np.array([[0.0], [1.0], [2.0]]))

    values = found.scores().values
    assert pytest.approx((2 * math.log(2) + math.log(4)) / 3) == values["log loss"]
    assert pytest.approx(2 / 3) == values["accuracy"]
    assert pytest.approx((2 / 3 + 1 + 0) / 3) == values["macro F1"]
    assert [[1, 0, 0], [0, 1, 0], [1, 0, 0]] == found.confusion


def test_scores_are_those_of_scikit_learn() -> None:
    """Log loss, accuracy, macro F1 and who was taken for whom; a class that never comes changes nothing."""
    found = tally(CHANCES, TRUTH)

    values, flat, named = found.scores().values, TRUTH.ravel(), CHANCES.argmax(axis=2).ravel()
    assert pytest.approx(metrics.log_loss(flat, CHANCES.reshape(-1, 5), labels=range(5))) == values["log loss"]
    assert pytest.approx(metrics.accuracy_score(flat, named)) == values["accuracy"]
    assert pytest.approx(metrics.f1_score(flat, named, average="macro")) == values["macro F1"]
    assert metrics.confusion_matrix(flat, named, labels=range(5)).tolist() == found.confusion


def test_scores_by_step() -> None:
    """Each step is scored by itself; where there is one it needs no table."""
    for step, scores in enumerate(tally(CHANCES, TRUTH).by_step()):
        expected = metrics.log_loss(TRUTH[:, step], CHANCES[:, step], labels=range(5))
        assert pytest.approx(expected) == scores.values["log loss"]
    assert [] == tally(CHANCES[:, :1], TRUTH[:, :1]).by_step()


def test_steps_without_truth_or_weight_do_not_count() -> None:
    """NaN and a weight of 0 leave a step out of every score, and of who was taken for whom."""
    weights = np.ones(TRUTH.shape, np.float32)
    weights[:, 2] = 0
    missing = TRUTH.copy()
    missing[:, 2] = np.nan

    expected = tally(CHANCES[:, :2], TRUTH[:, :2])
    for found in (tally(CHANCES, TRUTH, weights=weights), tally(CHANCES, missing)):
        assert {name: pytest.approx(value) for name, value in expected.scores().values.items()} == found.scores().values
        assert expected.confusion == found.confusion


@pytest.mark.parametrize("primary", ["log loss", "accuracy"])
def test_errors_of_examples_add_up_to_the_primary_score(primary: str) -> None:
    """The errors of all examples make the score that the verdict is about."""
    found = Classes(5, primary)  # type: ignore[arg-type]  # the tests name it in a table

    errors, counts = chunked(found, CHANCES, TRUTH)

    assert pytest.approx(found.scores().values[primary]) == score_of(errors, counts, primary)  # type: ignore[arg-type]


def test_who_names_a_class_has_no_log_loss() -> None:
    """A forecaster without chances is scored by what it names."""
    found = Classes(5, certain=True)
    chunked(found, np.eye(5)[CHANCES.argmax(axis=2)], TRUTH)

    assert found.scores().values["log loss"] is None
    assert pytest.approx((CHANCES.argmax(axis=2) == TRUTH).mean()) == found.scores().values["accuracy"]


def test_many_classes_have_no_table() -> None:
    """With more classes than anybody reads nothing is kept of who was taken for whom."""
    many = MOST_CONFUSED + 1

    assert tally(np.full((3, 1, many), 1 / many), np.zeros((3, 1))).confusion is None


def test_outputs_that_are_no_numbers_have_no_log_loss_that_is_one() -> None:
    """A model whose outputs became NaN is not scored as if it had said something."""
    assert math.isnan(tally(np.full((2, 1, 3), np.nan), np.zeros((2, 1))).scores().values["log loss"] or 0)
