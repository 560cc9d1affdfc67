"""What `predict` says of rows without a forecast, and of what comes after the file."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from seqspec.data.tables.part import Part
from seqspec.runs.prediction.unpredicted import beyond, last_of_each, outdated, unpredicted, without_any
from tests.data.builders import loaded, noise, predicted, spec_of

SHOPS: dict[str, Any] = {
    "features": ["y", "promo", "size"],
    "time": "day",
    "group": "shop",
    "known_future": ["promo"],
    "static": ["size"],
    "window": {"length": 4, "horizon": 3},
}
FIRST = "no forecast starts at the first 4 rows of a series: the first window needs them"


def days(rows: int) -> list[str]:
    """Dates, one after the other."""
    return [str(day.date()) for day in pd.date_range("2024-01-01", periods=rows)]


def shops(rows: int, ahead: int = 0, gap: int | None = None) -> dict[str, list[Any]]:
    """Two shops whose last rows, `ahead` of them, hold only what is known of the days to come."""
    sold: list[Any] = [*noise(1, rows)["y"]]
    if gap is not None:
        sold[gap] = None
    sold = [*sold[: rows - ahead], *[None] * ahead]
    both: dict[str, list[Any]] = {
        "day": days(rows),
        "y": sold,
        "promo": [row % 3 for row in range(rows)],
        "size": [7 + rows % 2] * rows,
    }
    return {"shop": ["a"] * rows + ["b"] * rows, **{name: column * 2 for name, column in both.items()}}


def forecasts_of(
    columns: dict[str, list[Any]], trained_on: dict[str, list[Any]], **data: Any
) -> tuple[Part, list[str]]:
    """All windows of a file, and everything that is said of it."""
    recipe = {**SHOPS, **data}
    dataset = predicted(columns, loaded(trained_on, **recipe).state, **recipe)
    assert isinstance(dataset.test, Part)
    given = spec_of(**recipe).data
    assert given is not None
    return dataset.test, [*dataset.notes, *unpredicted(dataset.test, given), *beyond(dataset.test, given)]


def test_what_comes_next_takes_rows_with_what_is_known_ahead() -> None:
    """A file that ends with the past lacks nothing; a note says which rows to append to forecast beyond it."""
    rows = "append 3 rows to each series with `day`, `shop`, `promo`, `size` and leave `y` empty"

    _, said = forecasts_of(shops(60), shops(60))

    assert [FIRST, f"to forecast beyond 2024-02-29, {rows}"] == said


def test_a_single_series_is_told_its_own_rows() -> None:
    """Without a group and a time the last row is named, and no row before it is said to miss anything."""
    columns: dict[str, list[Any]] = {"y": noise(1, 60)["y"], "promo": [row % 3 for row in range(60)]}
    recipe = {"features": ["y", "promo"], "time": None, "group": None, "static": None}

    _, said = forecasts_of(columns, columns, **recipe)

    first = "no forecast starts at rows 1 to 4: the first window needs them"
    appended = "to forecast beyond row 60, append 3 rows with `promo` and leave `y` empty"
    assert [first, appended] == [note for note in said if not note.startswith("no `time`")]


def test_rows_that_were_appended_ask_for_no_more() -> None:
    """Where what is known ahead was appended, the newest forecast is about the days to come, and nothing is missing."""
    part, said = forecasts_of(shops(20, ahead=3), shops(60))

    assert [FIRST] == said
    assert ["2024-01-20"] * 2 == [str(stamp)[:10] for stamp in part.stamps(last_of_each(part))[:, -1]]


def test_a_gap_is_told_once() -> None:
    """A missing value costs the windows that hold it, and they are counted in one note."""
    _, said = forecasts_of(shops(20, gap=9), shops(60), missing="drop")

    told = [note for note in said if "missing" in note]
    assert ["no forecast starts at 8 more rows: a value that their window needs is missing"] == told


def test_the_newest_forecast_is_found_in_each_series() -> None:
    """Each series has its own, wherever it ends."""
    columns = shops(20)
    shorter = {name: [*column[:20], *column[20:35]] for name, column in columns.items()}

    part, _ = forecasts_of(shorter, shops(60))

    newest = last_of_each(part)
    assert ["a", "b"] == part.groups(newest)
    assert ["2024-01-18", "2024-01-13"] == [str(stamp)[:10] for stamp in part.stamps(newest)[:, 0]]


def said_of_newest(columns: dict[str, list[Any]], trained_on: dict[str, list[Any]], **data: Any) -> list[str]:
    """What is said where only the newest forecast of each series is asked for."""
    part, _ = forecasts_of(columns, trained_on, missing="drop", **data)
    given = spec_of(**{**SHOPS, **data}, missing="drop").data
    assert given is not None
    return [*without_any(part), *outdated(part, given)]


@pytest.mark.parametrize(("gap", "start"), [(19, 20), (18, 19), (17, 18), (12, None)])
def test_a_newest_forecast_of_old_rows_is_told(gap: int, start: int | None) -> None:
    """Where the file ends with a gap, the newest forecast is not about what comes after it."""
    sold: list[Any] = noise(1, 20)["y"]
    alone = dict.fromkeys(("features", "time", "group", "static", "known_future"))
    sold[gap] = None

    said = said_of_newest({"y": sold}, noise(1, 60), **alone)

    why = "a value that a later window needs is missing"
    assert said == ([f"the newest forecast starts at row {start}, and not at row 21: {why}"] if start else [])


@pytest.mark.parametrize(("ahead", "gap", "old"), [(0, None, False), (3, None, False), (5, None, False), (0, 15, True)])
def test_rows_that_only_hold_what_is_known_ahead_make_no_forecast_old(ahead: int, gap: int | None, old: bool) -> None:
    """They are there to be forecast; a gap before them is told."""
    why = "a value that a later window needs is missing"

    said = said_of_newest(shops(20, ahead, gap), shops(60))

    assert said == ([f"the newest forecast of `a`, `b` starts before what comes next: {why}"] if old else [])


def test_a_series_without_a_forecast_is_named() -> None:
    """It is shorter than a window, and nobody looks for what is not there."""
    shorter = {name: column[:24] for name, column in shops(20).items()}

    assert ["without a whole window, and so without a forecast: `b`"] == said_of_newest(shorter, shops(60))
