"""How good predicted quantiles are."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import mean_pinball_loss

from seqspec.data.examples import Task
from seqspec.runs.baselines.around import around
from seqspec.runs.intervals.quantiles import apart, crossed, in_order, middle_of
from seqspec.runs.scoring.quantiles import Quantiles
from tests.runs.fakes import Fake, chunked

SHARES = (0.1, 0.5, 0.9)
TASK = Task("numbers", ("y",))


def said(count: int = 60, steps: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Forecasts with quantiles that often cross, and truths of which one is not known."""
    random = np.random.default_rng(3)
    truth = random.normal(size=(count, steps, 1))
    truth[5, 0] = np.nan
    return random.normal(size=(count, steps, 1, 4)), truth


def test_pinball_losses_are_those_of_scikit_learn() -> None:
    """Quantile by quantile, after these were put in order; their mean decides, and adds up over chunks."""
    forecast, truth = said()
    tally = Quantiles(SHARES, "pinball loss")

    errors, counts = chunked(tally, forecast, truth)

    known = ~np.isnan(truth)
    ordered = np.sort(forecast[..., 1:], axis=-1)
    expected = [
        mean_pinball_loss(truth[known], ordered[known][:, place], alpha=each) for place, each in enumerate(SHARES)
    ]
    np.testing.assert_allclose(tally.spread().pinball, expected)
    assert pytest.approx(np.mean(expected)) == tally.scores().values["pinball loss"]
    assert pytest.approx(np.mean(expected)) == errors / counts
    assert pytest.approx(np.abs(forecast[..., 0] - truth)[known].mean()) == tally.scores().values["MAE"]
    assert 2 == len(tally.by_step())


def test_truths_below_and_between_are_counted() -> None:
    """At the edge is inside; what crosses is counted as it was said."""
    forecast = np.array([[[[0, -1.0, 0, 1]]], [[[0, 1.0, 0, -1]]], [[[0, -1.0, 0, 1]]], [[[0, -1.0, 0, 1]]]])
    truth = np.array([1.0, 0.5, 2.0, -3.0]).reshape(4, 1, 1)
    tally = Quantiles(SHARES, "pinball loss")

    chunked(tally, forecast, truth)

    found = tally.spread()
    assert ([0.25, 0.25, 0.75], 0.5, 2.0, 0.25) == (found.below, found.inside, found.width, found.crossed)


def test_targets_of_different_units_are_added_up_in_deviations() -> None:
    """A target that varies ten times as much counts as much."""
    forecast, truth = said()
    scale = np.array([1.0, 10.0])
    tally = Quantiles(SHARES, "pinball loss (deviations)", scale)

    chunked(tally, np.concatenate([forecast, 10 * forecast], axis=2), np.concatenate([truth, 10 * truth], axis=2))

    one = Quantiles(SHARES, "pinball loss")
    chunked(one, forecast, truth)
    assert pytest.approx(one.scores().values["pinball loss"]) == tally.scores().values["pinball loss (deviations)"]
    assert 2 == len(tally.by_target())


def test_a_baseline_has_quantiles_around_its_forecast() -> None:
    """As far as its errors lay in the training part, step by step."""
    truth = np.arange(101.0).reshape(-1, 1, 1) * np.array([1.0, 2.0])[:, None]
    train = Fake(np.zeros((101, 1)), truth)

    class Ten:
        """Says 10 of everything."""

        name, certain = "ten", False

        def answer(self, part: Fake, index: np.ndarray, steps: int) -> np.ndarray:
            return np.full((len(index), steps, 1), 10.0)

    found = around(Ten(), train, SHARES)  # type: ignore[arg-type]

    assert ("ten", False) == (found.name, found.certain)
    np.testing.assert_allclose(found.answer(train, np.arange(1), 2)[0, :, 0], [[10, 10, 50, 90], [10, 20, 100, 180]])  # type: ignore[arg-type]


def test_outputs_are_taken_apart_and_put_in_order() -> None:
    """The quantiles of one number stand side by side, and each is brought into original units by itself."""
    outputs = np.arange(12.0).reshape(2, 6)[:, ::-1]

    found = apart(outputs, 3, lambda some: 10 * some[:, None, :])

    assert (2, 1, 2, 3) == found.shape
    assert [50.0, 40.0, 30.0] == found[0, 0, 0].tolist()
    assert crossed(found).all()
    assert not crossed(in_order(found)).any()


@pytest.mark.parametrize(("shares", "expected"), [((0.9,), 0), ((0.05, 0.5, 0.95), 1), ((0.1, 0.4, 0.8), 1)])
def test_the_quantile_next_to_the_median_stands_for_all(shares: tuple[float, ...], expected: int) -> None:
    """Of a single one it is that."""
    assert expected == middle_of(shares)
