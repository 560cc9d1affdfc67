"""Errors of numbers, against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from seqspec.runs.scoring.numbers import Numbers
from seqspec.runs.scoring.tally import score_of
from tests.runs.fakes import chunked

RANDOM = np.random.default_rng(1)
TRUTH = RANDOM.normal(1e6, 5, size=(50, 3, 2))
FORECAST = TRUTH + RANDOM.normal(1, 4, size=TRUTH.shape)


def tally(forecast: np.ndarray, truth: np.ndarray, primary: str = "RMSE", chunk: int = 7, **more: object) -> Numbers:
    """A tally fed in chunks."""
    found = Numbers(primary, **more)  # type: ignore[arg-type]  # the tests name it in a table
    chunked(found, forecast, truth, size=chunk)
    return found


def test_scores_are_those_of_scikit_learn() -> None:
    """MAE, RMSE, MAPE and R² over chunks equal scikit-learn's over everything, even far from 0."""
    flat = TRUTH.reshape(-1, 2), FORECAST.reshape(-1, 2)

    scores = tally(FORECAST, TRUTH).scores()

    assert pytest.approx(metrics.mean_absolute_error(*flat)) == scores.values["MAE"]
    assert pytest.approx(metrics.mean_squared_error(*map(np.ravel, flat)) ** 0.5) == scores.values["RMSE"]
    assert pytest.approx(100 * metrics.mean_absolute_percentage_error(*map(np.ravel, flat))) == scores.values["MAPE"]
    assert pytest.approx(metrics.r2_score(*flat)) == scores.values["R2"]
    assert pytest.approx(100 * np.abs(TRUTH - FORECAST).sum() / np.abs(TRUTH).sum()) == scores.values["WAPE"]


def test_chunks_do_not_change_the_scores() -> None:
    """The same scores come out whether the windows come one by one or at once."""
    one, all_ = (tally(FORECAST, TRUTH, chunk=chunk).scores().values for chunk in (1, 50))

    assert {name: pytest.approx(value) for name, value in all_.items()} == one


def test_mape_is_left_out_where_a_truth_is_zero() -> None:
    """With one zero there is no MAPE, the zeros are counted, and WAPE is still there."""
    truth = TRUTH.copy()
    truth[0, 0, 0] = 0

    scores = tally(FORECAST, truth).scores()

    assert (None, 1) == (scores.values["MAPE"], scores.zeros)
    assert scores.values["WAPE"] is not None


def test_a_truth_that_was_not_observed_does_not_count() -> None:
    """NaN in the truth is left out of every score."""
    truth = TRUTH.copy()
    truth[3:9] = np.nan
    kept = np.r_[0:3, 9:50]

    scores = tally(FORECAST, truth).scores()

    assert {
        name: pytest.approx(value) for name, value in tally(FORECAST[kept], TRUTH[kept]).scores().values.items()
    } == scores.values


def test_a_constant_truth_has_no_r2() -> None:
    """Where the truth does not vary, R² is not a number and is left out."""
    assert None is tally(FORECAST, np.full_like(TRUTH, 3.3)).scores().values["R2"]


def test_scores_by_step_and_by_target() -> None:
    """Each step and each target is scored by itself."""
    found = tally(FORECAST, TRUTH)

    for step, scores in enumerate(found.by_step()):
        assert pytest.approx(np.abs(FORECAST - TRUTH)[:, step].mean()) == scores.values["MAE"]
    for target, scores in enumerate(found.by_target()):
        assert pytest.approx(np.abs(FORECAST - TRUTH)[..., target].mean()) == scores.values["MAE"]


@pytest.mark.parametrize("primary", ["RMSE", "MAE"])
def test_errors_of_examples_add_up_to_the_primary_score(primary: str) -> None:
    """The errors of all windows make the score that the verdict is about."""
    found = Numbers(primary)  # type: ignore[arg-type]  # as above

    errors, counts = chunked(found, FORECAST, TRUTH)

    assert pytest.approx(found.scores().values[primary]) == score_of(errors, counts, primary)  # type: ignore[arg-type]


def test_targets_of_different_units_meet_in_deviations_only() -> None:
    """Telling one target in grams in place of kilograms changes no score over all targets, and by hand it is this."""
    truth, forecast = np.array([[[1.0, 100.0]], [[3.0, 300.0]]]), np.array([[[2.0, 100.0]], [[3.0, 500.0]]])
    deviations, grams = np.array([2.0, 50.0]), np.array([1000.0, 1.0])

    one = tally(forecast, truth, "RMSE (deviations)", deviations=deviations)
    other = tally(forecast * grams, truth * grams, "RMSE (deviations)", deviations=deviations * grams)

    assert pytest.approx(((0.5**2 + 4**2) / 4) ** 0.5) == one.scores().values["RMSE (deviations)"]
    assert pytest.approx((0.5 + 4) / 4) == one.scores().values["MAE (deviations)"]
    assert {name: pytest.approx(value) for name, value in one.scores().values.items()} == other.scores().values
    assert "RMSE" not in one.scores().values
    assert [pytest.approx(0.5), pytest.approx(100.0)] == [scores.values["MAE"] for scores in one.by_target()]


def test_errors_of_examples_are_in_deviations_too() -> None:
    """The verdict over several targets adds up the same errors as the score."""
    deviations = np.array([2.0, 50.0])
    found = Numbers("RMSE (deviations)", deviations)

    errors, counts = chunked(found, FORECAST, TRUTH)

    score = score_of(errors, counts, "RMSE (deviations)")
    assert pytest.approx(found.scores().values["RMSE (deviations)"]) == score
