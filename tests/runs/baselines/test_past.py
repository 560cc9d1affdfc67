"""The naive forecasts, against their definitions written out slowly."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.runs.baselines.past import Naive, changes, fill_from_past, naive

HISTORY = np.random.default_rng(0).normal(10, 3, size=(60, 2))


def by_name(history: Any, train: Any, season: int | None = None, length: int | None = 5) -> dict[str, Naive]:
    """All baselines of a series, by name."""
    return {each.name: each for each in naive(history, train, season, length)}


@given(origin=st.integers(0, 50), horizon=st.integers(1, 9), season=st.integers(2, 12), lead=st.integers(1, 3))
def test_seasonal_naive_is_the_value_whole_seasons_before(origin: int, horizon: int, season: int, lead: int) -> None:
    """Step h is y[t + h - m * ceil(h / m)], and the last value where that is before the series."""
    rival = by_name(HISTORY, slice(0, 40), season)["seasonal naive"]

    found = rival.forecast(np.array([origin]), lead + np.arange(horizon))[0]

    for step in range(horizon):
        h = lead + step
        row = origin + h - season * math.ceil(h / season)
        assert row <= origin
        assert HISTORY[row if row >= 0 else origin].tolist() == found[step].tolist()


@given(origin=st.integers(12, 50), horizon=st.integers(1, 9), season=st.integers(2, 12))
def test_drift_adds_the_mean_seasonal_change_of_the_training_part(origin: int, horizon: int, season: int) -> None:
    """Every season that a forecast reaches back adds one mean change between seasons."""
    rivals = by_name(HISTORY, slice(0, 40), season)
    leads = np.arange(1, horizon + 1)
    train = HISTORY[:40]
    change = np.mean([train[row] - train[row - season] for row in range(season, 40)], axis=0)

    naive = rivals["seasonal naive"].forecast(np.array([origin]), leads)[0]
    drift = rivals["seasonal naive with drift"].forecast(np.array([origin]), leads)[0]

    for step, h in enumerate(leads):
        expected = naive[step] + math.ceil(h / season) * change
        np.testing.assert_allclose(drift[step], expected, rtol=1e-10)


def test_mean_and_median_come_from_the_training_part_alone() -> None:
    """Rows outside the training part change neither."""
    other = HISTORY.copy()
    other[40:] = 1e9

    for name in ("training mean", "training median"):
        forecasts = [
            by_name(rows, slice(0, 40))[name].forecast(np.array([45]), np.array([1])) for rows in (HISTORY, other)
        ]
        np.testing.assert_array_equal(*forecasts)
    np.testing.assert_allclose(HISTORY[:40].mean(axis=0), by_name(other, slice(0, 40))["training mean"].level)


def test_mean_of_rows_drawn_at_random() -> None:
    """A training part may be scattered rows."""
    rows = np.array([3, 1, 50])

    assert HISTORY[rows].mean(axis=0).tolist() == by_name(HISTORY, rows, length=None)["training mean"].level.tolist()


@pytest.mark.parametrize(
    "name", ["last value", "seasonal naive", "seasonal naive with drift", "training mean", "training median"]
)
def test_no_baseline_sees_a_row_after_the_origin(name: str) -> None:
    """Changing everything after the origin changes no forecast from it."""
    origins, leads = np.array([41, 44]), np.arange(1, 6)
    later = HISTORY.copy()
    later[45:] = -1e6

    before, after = (by_name(rows, slice(0, 40), 7)[name].forecast(origins, leads) for rows in (HISTORY, later))

    assert (2, 5, 2) == before.shape
    np.testing.assert_array_equal(before, after)


def test_gaps_are_filled_from_the_past() -> None:
    """A gap takes the last value before it; where there is none, the mean of the training part."""
    history = np.array([[np.nan], [1.0], [np.nan], [np.nan], [3.0], [np.nan]])

    filled = fill_from_past(history, np.array([7.0]))

    assert [7.0, 1.0, 1.0, 1.0, 3.0, 3.0] == filled[:, 0].tolist()


def test_gaps_do_not_disturb_mean_and_drift() -> None:
    """Mean and seasonal change leave out what was not observed."""
    history = np.arange(20.0)[:, None].copy()
    history[3] = np.nan

    rivals = by_name(history, slice(0, 20), 4)

    assert pytest.approx(4.0) == float(np.ravel(rivals["seasonal naive with drift"].change)[0])
    assert pytest.approx(np.delete(np.arange(20.0), 3).mean()) == rivals["training mean"].level[0]


def test_the_last_value_before_the_first_row_is_the_mean() -> None:
    """A forecast that may look at no row at all falls back on the training mean."""
    rival = by_name(HISTORY, slice(0, 40))["last value"]

    assert rival.level.tolist() == rival.forecast(np.array([-1]), np.array([1]))[0, 0].tolist()


def test_independent_rows_have_no_last_value() -> None:
    """Without a window only mean and median make sense."""
    assert ["training mean", "training median"] == list(by_name(HISTORY, slice(0, 40), 7, length=None))


@pytest.mark.parametrize("season", [None, 1, 60])
def test_no_season_no_seasonal_forecast(season: int | None) -> None:
    """A season that is missing, of one row, or as long as the series, gives no baseline."""
    assert ["last value", "drift", "moving average", "training mean", "training median"] == list(
        by_name(HISTORY, slice(0, 40), season)
    )


@given(origin=st.integers(-1, 55), length=st.integers(2, 9))
def test_the_moving_average_is_over_the_rows_of_a_window(origin: int, length: int) -> None:
    """As far as there are so many; before the first row it is the training mean."""
    rival = by_name(HISTORY, slice(0, 40), length=length)["moving average"]

    expected = HISTORY[max(0, origin - length + 1) : origin + 1].mean(axis=0) if origin >= 0 else rival.level[0]

    found = rival.forecast(np.array([origin]), np.arange(1, 4))[0]
    np.testing.assert_allclose(found, np.broadcast_to(expected, (3, 2)), rtol=1e-12)


@given(origin=st.integers(0, 55), lead=st.integers(1, 9))
def test_drift_goes_on_as_the_training_part_did(origin: int, lead: int) -> None:
    """Every row ahead adds the mean change from row to row of the training part to the last value."""
    rival = by_name(HISTORY, slice(0, 40))["drift"]
    change = (HISTORY[39] - HISTORY[0]) / 39

    found = rival.forecast(np.array([origin]), np.array([lead]))[0, 0]

    np.testing.assert_allclose(found, HISTORY[origin] + lead * change, rtol=1e-10)


def test_a_window_of_one_row_has_no_average() -> None:
    """It would be the last value."""
    assert "moving average" not in by_name(HISTORY, slice(0, 40), length=1)


def test_no_average_reaches_into_the_series_before() -> None:
    """Right behind the start of a series it is over the few rows of that one alone."""
    rival = {each.name: each for each in naive(HISTORY, SPLIT, None, 5, STARTS)}["moving average"]

    found = rival.forecast(np.array([21]), np.array([1]))[0, 0]

    np.testing.assert_allclose(found, HISTORY[20:22].mean(axis=0), rtol=1e-12)


STARTS = np.array([0, 20, 50])
SPLIT = np.array([*range(15), *range(20, 40)])
"""Training rows of the first two of three series."""


@given(row=st.integers(0, 59), lead=st.integers(1, 3), season=st.integers(2, 12))
def test_no_baseline_sees_a_row_of_another_series(row: int, lead: int, season: int) -> None:
    """Changing every row of the other series changes no forecast, but where a series has no training rows at all."""
    first, end = next((first, end) for first, end in zip(STARTS, [*STARTS[1:], 60], strict=True) if first <= row < end)
    other = np.full_like(HISTORY, 1e6)
    other[first:end] = HISTORY[first:end]
    origins, leads = np.array([row - lead]), lead + np.arange(min(3, end - row))

    for name in ("last value", "seasonal naive", "training mean", "training median"):
        one, two = (
            {each.name: each for each in naive(rows, SPLIT, season, 5, STARTS)}[name].forecast(origins, leads)
            for rows in (HISTORY, other)
        )
        if first < 50 or (name != "training mean" and name != "training median" and row - lead >= first):
            np.testing.assert_array_equal(one, two)


def test_a_series_without_training_rows_has_the_level_of_all() -> None:
    """Each series has its own mean; one that was held out whole has that of all training rows."""
    mean = {each.name: each for each in naive(HISTORY, SPLIT, None, 5, STARTS)}["training mean"]

    np.testing.assert_allclose(HISTORY[:15].mean(axis=0), mean.level[0])
    np.testing.assert_allclose(HISTORY[20:40].mean(axis=0), mean.level[1])
    np.testing.assert_allclose(HISTORY[SPLIT].mean(axis=0), mean.level[2])
    assert (HISTORY[SPLIT].mean(axis=0) == mean.forecast(np.array([55]), np.array([1]))[0, 0]).all()


def test_drift_takes_no_step_from_one_series_to_another() -> None:
    """The mean seasonal change is that of pairs of rows within a series."""
    season = 7
    pairs = [(row, row - season) for row in SPLIT if row - season in SPLIT and (row < 20) == (row - season < 20)]

    drift = {each.name: each for each in naive(HISTORY, SPLIT, season, 5, STARTS)}["seasonal naive with drift"]

    np.testing.assert_allclose(np.mean([HISTORY[now] - HISTORY[then] for now, then in pairs], axis=0), drift.change)


def test_a_gap_is_not_filled_from_another_series() -> None:
    """The first rows of a series have nothing before them but its own level."""
    history = np.array([[1.0], [2.0], [np.nan], [5.0], [np.nan]])

    filled = fill_from_past(history, np.array([[10.0], [20.0]]), np.array([0, 2]))

    assert [1.0, 2.0, 20.0, 5.0, 5.0] == filled[:, 0].tolist()


@pytest.mark.parametrize("season", [1, 4, 70])
def test_changes_are_the_same_however_many_rows_are_looked_at_together(
    season: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long series is worked through in pieces, and nothing is lost at their ends."""
    monkeypatch.setattr("seqspec.runs.baselines.past._ROWS", 7)

    found = [*changes(HISTORY, season)]

    expected = HISTORY[season:] - HISTORY[:-season] if season < len(HISTORY) else HISTORY[:0]
    assert expected.tolist() == [row for piece in found for row in piece.tolist()]
