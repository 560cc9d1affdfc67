"""Several series in one file, static columns, what is known ahead, and the time they share."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.data.dataset import Dataset
from seqspec.data.tables import gaps, timeline
from seqspec.errors import DataError
from seqspec.language.recipe.missing import Missing
from tests.data.builders import loaded, noise, predicted

WINDOW = {"window": {"length": 3, "horizon": 2}}
DAYS = pd.date_range("2020-01-30", periods=40, freq="D").strftime("%Y-%m-%d").tolist()


def stored(dataset: Dataset) -> dict[str, Any]:
    """The state as a run folder gives it back."""
    found: dict[str, Any] = json.loads(json.dumps(dataset.state))
    return found


def shops(rows: int = 20) -> dict[str, list[Any]]:
    """Two series, row by row in turn: the values of `b` are those of `a` and 1,000 more."""
    days = DAYS[:rows]
    return {
        "day": [day for day in days for _ in "ab"],
        "shop": ["a", "b"] * rows,
        "y": [float(row + more) for row in range(1, rows + 1) for more in (0, 1_000)],
    }


# ------------------------------------------------------------------------------------------------------------ series


def test_no_window_crosses_two_series() -> None:
    """Inputs and targets of a window are rows of one series, in the file's order."""
    found = loaded(shops(), group="shop", time="day", **WINDOW)

    rows = np.concatenate([found.train.inputs()[:, :, 0], found.train.targets()], axis=1)
    np.testing.assert_array_equal(np.ones((len(rows), 4)), np.diff(rows, axis=1))
    assert ["a", "b"] == sorted(set(found.train.groups() or []))
    assert all((row[0] > 1_000) == (name == "b") for row, name in zip(rows, found.train.groups() or [], strict=True))


def test_rows_keep_the_numbers_they_have_in_the_file() -> None:
    """Without a time a step is called by its row in the file, wherever its series lies."""
    columns = {name: values for name, values in shops().items() if name != "day"}

    found = loaded(columns, group="shop", **WINDOW)

    for part in (found.train, found.validation, found.test):
        np.testing.assert_array_equal(np.array(columns["y"])[part.stamps() - 1], part.truth()[:, :, 0])


def test_each_series_goes_on_for_itself() -> None:
    """Forecasts past the end of a series follow its own time, and are held against no row of another."""
    columns = shops()
    state = stored(loaded(columns, group="shop", time="day", **WINDOW))
    short = {name: values[:-1] for name, values in columns.items()}  # `b` ends a day before `a`

    part = predicted(short, state, group="shop", time="day", **WINDOW).test

    ends = {name: str(stamps[-1])[:10] for name, stamps in zip(part.groups() or [], part.stamps(), strict=True)}
    assert {"a": "2020-02-20", "b": "2020-02-19"} == ends
    last = [place for place, name in enumerate(part.groups() or []) if name == "a"][-1]
    assert np.isnan(part.truth([last])).all()


def test_gaps_are_not_filled_across_series() -> None:
    """The first row of a series has nothing before it, whatever the series above it ends with."""
    columns = shops()
    columns["y"][1] = None  # the first row of `b`

    found = loaded(columns, group="shop", time="day", missing="ffill", **WINDOW)

    assert min(row.min() for row in found.train.inputs() if row[-1, 0] > 1_000) == 1_002


@given(
    columns=st.lists(
        st.lists(st.sampled_from([np.nan, 1.0, 4.0, 9.5]), min_size=1, max_size=8), min_size=1, max_size=4
    ),
    policy=st.sampled_from(["ffill", "interpolate"]),
)
def test_filling_is_that_of_pandas_in_each_series(columns: list[list[float]], policy: str) -> None:
    """Series laid end to end are filled as each of them is by itself."""
    starts = np.cumsum([0, *map(len, columns[:-1])]).astype(np.int64)

    found = gaps.fill(np.concatenate(columns), Missing.model_validate(policy), starts)

    alone = [pd.Series(column) for column in columns]
    lines = [each.interpolate(limit_area="inside") if policy == "interpolate" else each for each in alone]
    np.testing.assert_allclose(np.concatenate([each.ffill() for each in lines]), found)


def test_a_series_is_scaled_by_itself_where_that_is_asked() -> None:
    """Two series that differ by a thousand look the same to the model, and are told apart for people."""
    scale = {"kind": "standard", "per_group": True}

    found = loaded(shops(), group="shop", time="day", scale={"y": scale}, **WINDOW)

    inputs, names = found.train.inputs(), np.array(found.train.groups())
    np.testing.assert_allclose(inputs[names == "a"], inputs[names == "b"], atol=1e-5)
    np.testing.assert_allclose(found.test.restore(found.test.targets()), found.test.truth(), rtol=1e-5)


def test_a_series_without_room_for_a_window_is_named() -> None:
    """It is left out, and said to be."""
    columns = shops()
    columns = {
        name: [*values, extra] for (name, values), extra in zip(columns.items(), (DAYS[0], "c", 5.0), strict=True)
    }

    found = loaded(columns, group="shop", time="day", **WINDOW)

    assert any("1 series left out, and one window needs 5 rows: `c` (1 row)" in note for note in found.notes)


def test_every_row_belongs_to_a_series() -> None:
    """An empty cell under `group` is an error with its row."""
    columns = shops()
    columns["shop"][4] = None

    with pytest.raises(DataError, match="row 5 of `shop` is empty: nothing says to which series it belongs"):
        loaded(columns, group="shop", time="day", **WINDOW)


# ------------------------------------------------------------------------------------------------------------ static


def test_a_static_column_is_repeated_on_every_row() -> None:
    """One row of the series is enough to hold it; a model sees it in each row of a window."""
    columns = {**shops(), "area": [None] * 20 + [7.0, 9.0] + [None] * 18}

    found = loaded(columns, group="shop", time="day", static=["area"], features=["y", "area"], **WINDOW)

    expected = [[7.0] * 3 if name == "a" else [9.0] * 3 for name in found.train.groups() or []]
    assert expected == found.train.inputs()[:, :, 1].tolist()


def test_a_static_column_that_changes_is_an_error() -> None:
    """It names the series and the row."""
    columns = {**shops(), "area": [7.0, 9.0] * 18 + [7.0, 9.0, 7.0, 8.0]}

    with pytest.raises(
        DataError, match="`area` is static, and row 40 of `area` differs from the rows of `b` before it"
    ):
        loaded(columns, group="shop", time="day", static=["area"], features=["y", "area"], **WINDOW)


# ------------------------------------------------------------------------------------------------------- known ahead


def ahead(rows: int = 30) -> dict[str, list[Any]]:
    """A series, and a column that counts its rows."""
    return {"day": DAYS[:rows], **noise(1, rows), "plan": [float(row) for row in range(rows)]}


KNOWN = {"features": ["y", "plan"], "known_future": ["plan"], "time": "day", **WINDOW}


def test_a_row_shows_what_is_known_at_the_last_target() -> None:
    """Row t holds what the column is `offset + horizon - 1` rows later: the last row that of the last target."""
    found = loaded(ahead(), **KNOWN)

    assert [[2, 3, 4], [3, 4, 5]] == found.train.inputs()[:2, :, 1].tolist()
    assert ["2020-02-02", "2020-02-03"] == [str(stamp)[:10] for stamp in found.train.stamps()[0]]


def test_rows_whose_target_is_still_to_come_are_used() -> None:
    """At the end of a file for prediction they hold what is known ahead, and nothing else."""
    state = stored(loaded(ahead(), **KNOWN))
    columns = ahead(12)
    columns["y"][10:] = [None, None]

    found = predicted(columns, state, **KNOWN).test

    assert [9, 10, 11] == found.inputs()[-1, :, 1].tolist()
    assert ["2020-02-09", "2020-02-10"] == [str(stamp)[:10] for stamp in found.stamps()[-1]]
    assert np.isnan(found.truth()[-1]).all()


def test_a_gap_in_what_is_known_ahead_is_an_error() -> None:
    """Rows to come have to hold it; a target in the middle may not be missing either."""
    state = stored(loaded(ahead(), **KNOWN))
    columns = ahead(12)
    columns["y"][10:], columns["plan"][11] = [None, None], None

    with pytest.raises(DataError, match="`plan` misses 1 value of 12, the first in row 12"):
        predicted(columns, state, **KNOWN)


def test_the_calendar_goes_on_past_the_last_row() -> None:
    """Dates need no rows of their own to be known ahead."""
    recipe = {"time": "day", "encode": {"day": {"calendar": ["day"]}}, "known_future": ["day"], **WINDOW}
    columns = {name: values for name, values in ahead().items() if name != "plan"}
    state = stored(loaded(columns, features=["y"], **recipe))

    found = predicted({name: values[:12] for name, values in columns.items()}, state, features=["y"], **recipe).test

    assert "2020-02-12" == str(found.stamps()[-1, -1])[:10]
    assert [10, 11, 12] == found.inputs()[-1, :, 1].tolist()


# -------------------------------------------------------------------------------------------------------------- time


def test_each_series_has_a_time_of_its_own() -> None:
    """It is in order if every series is; the first row that is not is named, with both instants."""
    columns = shops()
    assert loaded(columns, group="shop", time="day", **WINDOW)
    columns["day"][5] = DAYS[0]

    with pytest.raises(DataError) as caught:
        loaded(columns, group="shop", time="day", **WINDOW)

    said = "row 6 of `day` is 2020-01-30, earlier than the row before of its series, 2020-01-31"
    assert said == caught.value.message


FREQUENCIES: list[tuple[Any, list[Any], str | None]] = [
    ("1D", DAYS, None),
    ("1D", [*DAYS[:20], *DAYS[21:]], "row 21 of `t` is 2020-02-20, and the row before is 2020-02-18"),
    ("1D", [*DAYS[:20], *DAYS[19:]], "row 21 of `t` is 2020-02-18, and the row before is 2020-02-18"),
    ("2D", DAYS, "row 2 of `t` is 2020-01-31, and the row before is 2020-01-30"),
    ("MS", pd.date_range("2019-01-01", periods=40, freq="MS").strftime("%Y-%m-%d").tolist(), None),
    ("ME", pd.date_range("2019-01-31", periods=40, freq="ME").strftime("%Y-%m-%d").tolist(), None),
    ("B", pd.date_range("2019-01-01", periods=40, freq="B").strftime("%Y-%m-%d").tolist(), None),
    ("15min", pd.date_range("2019-01-01", periods=40, freq="15min").strftime("%Y-%m-%dT%H:%M").tolist(), None),
    ("1h", DAYS, "2020-01-30T01:00:00 was to follow"),
    (0.1, [0.1 * row for row in range(40)], None),
    (1, [*range(20), *range(21, 41)], "row 21 of `t` is 21, and the row before is 19"),
    (1, DAYS, "`t` holds dates, and its frequency is 1"),
    ("1h", list(range(40)), "`t` holds numbers, and its frequency is 1h"),
]


@pytest.mark.parametrize(("frequency", "stamps", "trouble"), FREQUENCIES)
def test_the_first_row_that_deviates_from_the_frequency_is_an_error(
    frequency: Any, stamps: list[Any], trouble: str | None
) -> None:
    """Gaps and repeats are told with their row and both instants."""
    recipe = {"time": {"column": "t", "frequency": frequency}, "window": {"length": 2}}
    columns = {"t": stamps, **noise(1, len(stamps))}

    if trouble is None:
        assert loaded(columns, **recipe)
        return
    with pytest.raises(DataError) as caught:
        loaded(columns, **recipe)
    assert trouble in f"{caught.value.message}; {caught.value.help}"


def test_a_frequency_says_how_time_goes_on() -> None:
    """Two rows are too few to see that a month comes after the other; the recipe knows."""
    stamps = np.array(["2020-01-01", "2020-02-01"], dtype="datetime64[us]")

    assert ["2020-03-01", "2020-04-01"] == [timeline.show(each) for each in timeline.continued(stamps, 2, "MS")]


def test_nothing_is_predicted_from_an_origin_without_a_level() -> None:
    """A difference is added to the target's last value: where that is missing, there is no forecast."""
    recipe = {"features": ["x"], "difference": ["y"], "missing": "drop", "window": {"length": 3}}
    columns = noise(0, 60, ("x", "y"))
    trained = loaded(columns, **recipe)
    gap = {**columns, "y": [*columns["y"][:40], None, *columns["y"][41:]]}

    whole, found = predicted(columns, trained.state, **recipe), predicted(gap, trained.state, **recipe)

    assert {40} == set(whole.test.origins().tolist()) - set(found.test.origins().tolist())
    assert np.isfinite(found.test.restore(np.zeros((len(found.test), 1)))).all()
