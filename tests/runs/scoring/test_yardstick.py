"""What MASE measures errors in."""

from __future__ import annotations

import numpy as np
import pytest

from seqspec.data.dataset import Past
from seqspec.runs.scoring.numbers import Numbers
from seqspec.runs.scoring.tally import Chunk
from seqspec.runs.scoring.yardstick import yardstick
from tests.runs.fakes import Fake

VALUES = np.random.default_rng(4).normal(size=(50, 2))


@pytest.mark.parametrize("season", [None, 1, 7])
def test_it_is_the_mean_change_over_a_season_of_the_training_part(season: int | None) -> None:
    """Rows of the other parts change nothing."""
    found = yardstick(Past(VALUES, slice(0, 30), True, season))
    lag = season or 1
    assert found is not None

    expected = np.abs(VALUES[lag:30] - VALUES[: 30 - lag]).mean(axis=0)

    np.testing.assert_allclose(found.sizes, expected[None])


def test_each_series_has_its_own() -> None:
    """No change leads from one series into the next; one without training rows has that of all."""
    starts = np.array([0, 10, 40])
    found = yardstick(Past(VALUES, np.array([*range(10), *range(10, 30)]), True, 1, starts=starts))
    assert found is not None

    own = [np.abs(np.diff(VALUES[rows], axis=0)) for rows in (slice(0, 10), slice(10, 30))]

    expected = [own[0].mean(axis=0), own[1].mean(axis=0), np.concatenate(own).mean(axis=0)]
    np.testing.assert_allclose(found.sizes, expected)
    part = Fake(VALUES, VALUES[:, None])
    np.testing.assert_allclose(found.at(part, np.array([9, 10, 49])), np.array(expected)[:, None])


def test_gaps_are_left_out() -> None:
    """A change from or to what was not observed is none."""
    found = yardstick(Past(np.array([[1.0], [2.0], [np.nan], [4.0], [7.0]]), slice(0, 5), True))
    assert found is not None

    assert [[2.0]] == found.sizes.tolist()


def test_rows_without_order_have_none() -> None:
    """There is no row before the next."""
    assert None is yardstick(None)
    assert None is yardstick(Past(VALUES, slice(0, 9), False))


def test_mase_is_the_mean_error_in_these_units() -> None:
    """Series by series, so that a large one does not drown a small one; of one that never changes nothing counts."""
    truth, forecast = np.zeros((3, 1, 1)), np.array([1.0, 10.0, 5.0])[:, None, None]
    tally = Numbers("RMSE")

    tally.add(forecast, Chunk(np.arange(3), truth, naive=np.array([2.0, 10.0, np.nan])[:, None, None]))

    assert pytest.approx((0.5 + 1.0) / 2) == tally.scores().values["MASE"]


def test_mase_of_what_never_changes_is_unknown() -> None:
    """There is nothing to divide by."""
    tally = Numbers("RMSE")

    tally.add(np.ones((1, 1, 1)), Chunk(np.arange(1), np.zeros((1, 1, 1)), naive=np.full((1, 1, 1), np.nan)))

    assert None is tally.scores().values["MASE"]


def test_smape_lies_between_0_and_200_per_cent() -> None:
    """Of 1 for 3 it is 100 per cent, of 0 for 0 nothing, and of an infinite forecast all."""
    tally = Numbers("RMSE")

    tally.add(
        np.array([1.0, 0.0, np.inf])[:, None, None], Chunk(np.arange(3), np.array([3.0, 0.0, 1.0])[:, None, None])
    )

    assert pytest.approx((100 + 0 + 200) / 3) == tally.scores().values["sMAPE"]
