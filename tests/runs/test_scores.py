"""The scores, against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from seqspec.language.named import read
from seqspec.runs.scores import Tally, primary_score, window_errors

RANDOM = np.random.default_rng(1)
TRUTH = RANDOM.normal(1e6, 5, size=(50, 3, 2))
FORECAST = TRUTH + RANDOM.normal(1, 4, size=TRUTH.shape)


def tally(forecast: np.ndarray, truth: np.ndarray, primary: str = "RMSE", chunk: int = 7) -> Tally:
    """A tally fed in chunks."""
    found = Tally(primary)  # type: ignore[arg-type]  # the tests name it in a table
    for start in range(0, len(truth), chunk):
        found.add(forecast[start : start + chunk], truth[start : start + chunk])
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


def test_probabilities_are_scored_as_such() -> None:
    """Log loss and accuracy equal scikit-learn's."""
    truth = RANDOM.integers(0, 2, size=(40, 1, 1)).astype(float)
    chance = np.clip(RANDOM.normal(0.2 + 0.6 * truth, 0.2), 0.01, 0.99)

    scores = tally(chance, truth, "log loss").scores()

    assert pytest.approx(metrics.log_loss(truth.ravel(), chance.ravel())) == scores.values["log loss"]
    assert pytest.approx(metrics.accuracy_score(truth.ravel(), chance.ravel() > 0.5)) == scores.values["accuracy"]


@pytest.mark.parametrize("primary", ["RMSE", "MAE", "log loss"])
def test_window_errors_add_up_to_the_primary_score(primary: str) -> None:
    """The errors of all windows make the score that the verdict is about."""
    truth = RANDOM.integers(0, 2, size=(40, 2, 1)).astype(float)
    forecast = RANDOM.uniform(0.1, 0.9, size=truth.shape)

    mean = window_errors(forecast, truth, primary).sum() / truth.size  # type: ignore[arg-type]  # as above

    expected = tally(forecast, truth, primary).scores().primary(primary)  # type: ignore[arg-type]  # as above
    assert pytest.approx(expected) == (mean**0.5 if primary == "RMSE" else mean)


@pytest.mark.parametrize(
    ("loss", "score"),
    [
        ("mse", "RMSE"),
        ("mae", "MAE"),
        ({"Huber": {"delta": 2.0}}, "MAE"),
        ("binary_crossentropy", "log loss"),
        ("poisson", "RMSE"),
    ],
)
def test_the_loss_decides_which_score_counts(loss: object, score: str) -> None:
    """The primary score is the one that the loss optimises."""
    assert score == primary_score(read("loss", loss), "binary")


def test_a_real_target_is_judged_by_its_errors() -> None:
    """A loss for probabilities makes no probabilities of numbers, so RMSE decides."""
    assert "RMSE" == primary_score(read("loss", "binary_crossentropy"), "real")
