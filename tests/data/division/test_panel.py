"""What is said aloud of several series."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from seqspec.data.division.groups import spans
from seqspec.data.division.panel import notes
from seqspec.data.division.splits import divide
from seqspec.errors import DataError
from tests.data.builders import loaded, predicted, spec_of


def said(lengths: list[int], stamps: list[int] | None = None, **recipe: Any) -> list[str]:
    """The notes on series `a`, `b`, `c`, ... of these lengths."""
    data = spec_of(**{"group": "g", "window": {"length": 3}, **recipe}).data
    assert data is not None
    starts, rows = np.cumsum([0, *lengths[:-1]]), sum(lengths)
    parts = divide(data, rows, None if stamps is None else np.array(stamps), starts, seed=1)
    return notes(data, "abcdefghij"[: len(lengths)], spans(starts, rows), parts)


@pytest.mark.parametrize(
    ("recipe", "expected"),
    [
        ({}, "no `time` is given: each of the 2 series is split by itself"),
        ({"time": "t"}, "the parts are divided at the same instants in all 2 series"),
        (
            {"time": "t", "split": {"test": 2, "per_group": True}},
            "each of the 2 series is split by itself: the test rows of one may come before the training rows of"
            " another, and the model has seen that time",
        ),
        ({"split": {"test": 1, "by": "group"}}, "whole groups are drawn: 1 to train on, 1 to test on"),
    ],
)
def test_how_series_are_divided_is_said(recipe: dict[str, Any], expected: str) -> None:
    """One sentence says where the cut is, and what it means where it differs from series to series."""
    stamps = [*range(10)] * 2 if "time" in recipe else None

    assert [expected] == said([10, 10], stamps, **recipe)


def test_series_that_are_too_short_are_named_with_their_rows() -> None:
    """A series without room for a window is left out, and never silently."""
    assert ["2 series left out, and one window needs 4 rows: `b` (3 rows), `c` (1 row)"] == said([20, 3, 1])[1:]


def test_series_that_a_split_of_their_own_leaves_nothing_to_train_on_are_named() -> None:
    """A series that has room for a window, but none before its test part, is left out by name."""
    assert ["1 series left out, with nothing in the training part: `b` (5 rows)"] == said([20, 5], split={"test": 3})[
        1:
    ]


def test_series_that_begin_after_the_cut_are_named() -> None:
    """A series that is tested on and not trained on is a new one for the model: that is said."""
    stamps = [*range(20), *range(15, 20)]

    assert ["1 series has no row in the training part: `b`"] == said([20, 5], stamps, time="t", split={"test": 6})[1:]


def test_a_series_without_statistics_of_its_own_is_left_out() -> None:
    """A scaler of each series by itself needs training rows of each."""
    stamps, scale = [*range(20), *range(15, 20)], {"kind": "standard", "per_group": True}

    notes = said([20, 5], stamps, time="t", split={"test": 6}, scale=scale)

    assert ["1 series left out, with nothing in the training part: `b` (5 rows)"] == notes[1:]


def test_of_many_names_the_first_are_listed() -> None:
    """A long list ends with how many more there are."""
    (note,) = said([20, *[1] * 8])[1:]

    assert note.endswith("`b` (1 row), `c` (1 row), `d` (1 row), `e` (1 row), `f` (1 row) and 3 more")


# ---------------------------------------------------------------------------------------------------- from end to end


def in_turns(rows: int, series: int, seed: int = 0) -> dict[str, list[Any]]:
    """Series whose rows take turns in the file, each with a level of its own."""
    values = np.random.default_rng(seed).uniform(0, 1, (rows, series)) + 100 * np.arange(series)
    return {
        "y": values.round(3).ravel().tolist(),
        "g": [f"s{place}" for place in range(series)] * rows,
        "t": [row for row in range(rows) for _ in range(series)],
    }


PANEL: dict[str, Any] = {"group": "g", "window": {"length": 4}, "split": {"validation": 3, "test": 5}}


@pytest.mark.parametrize("time", [None, "t"])
def test_windows_of_series_in_turns_hold_rows_of_one_series(time: str | None) -> None:
    """No window of any part mixes series, whatever the order of the file, and every series is in every part."""
    dataset = loaded(in_turns(30, 3), **PANEL, time=time)

    for part, rows in ((dataset.train, 22), (dataset.validation, 3), (dataset.test, 5)):
        levels = np.floor(part.inputs()[:, :, 0] / 100)
        assert (levels == levels[:, :1]).all()
        np.testing.assert_array_equal(levels[:, 0], np.floor(part.targets()[:, 0] / 100))
        expected = rows - (4 if part is dataset.train else 0)
        assert [expected] * 3 == [int((levels[:, 0] == series).sum()) for series in range(3)]


def test_each_series_is_scaled_by_itself_and_back() -> None:
    """With `per_group` every series goes in on the same scale, and is judged in original units."""
    columns = in_turns(30, 3)

    test = loaded(columns, **PANEL, time="t", scale={"kind": "minmax", "per_group": True}).test

    assert test.inputs().max() < 2
    np.testing.assert_allclose(test.restore(test.targets().astype(np.float64)), test.truth(), rtol=1e-5)
    assert {0, 1, 2} == set(np.floor(test.truth().ravel() / 100).astype(int).tolist())


def test_statistics_of_a_series_are_found_again_by_its_name() -> None:
    """A file for prediction may hold the series in another order; one that was not trained on is left out by name."""
    recipe = {**PANEL, "time": "t", "scale": {"kind": "minmax", "per_group": True}}
    columns = in_turns(30, 3)
    trained = loaded(columns, **recipe)
    turned = {"y": columns["y"][2::3] + columns["y"][0::3], "g": ["s2"] * 30 + ["s0"] * 30, "t": [*range(30)] * 2}
    more = {"y": [*turned["y"], *range(30)], "g": [*turned["g"], *["new"] * 30], "t": [*turned["t"], *range(30)]}

    found, beside = predicted(turned, trained.state, **recipe), predicted(more, trained.state, **recipe)

    assert found.test.inputs().max() < 2
    assert len(found.test) == len(beside.test) == 2 * 27
    assert "1 series left out, without statistics of their own from training: `new`" in beside.notes
    with pytest.raises(DataError, match="no series of the file was trained on, and each is scaled by itself: `new`"):
        predicted({"y": [*range(30)], "g": ["new"] * 30, "t": [*range(30)]}, trained.state, **recipe)


def test_a_new_series_is_left_out_where_only_its_target_has_statistics() -> None:
    """A target that is no feature can't be said in original units for a series that was not trained on."""
    recipe = {**PANEL, "time": "t", "features": ["x"], "scale": {"y": {"kind": "minmax", "per_group": True}}}
    columns = in_turns(30, 3)
    trained = loaded({**columns, "x": columns["y"][::-1]}, **recipe)
    more = {"y": columns["y"][:60], "x": columns["y"][30:], "g": ["s0"] * 30 + ["new"] * 30, "t": [*range(30)] * 2}

    found = predicted(more, trained.state, **recipe)

    assert "1 series left out, without statistics of their own from training: `new`" in found.notes
    assert {"s0"} == set(found.test.groups() or [])


def test_a_fold_holds_the_same_instants_of_every_series() -> None:
    """The folds of a backtest have windows of every series, and none of them has targets in two folds."""
    split = {"backtest": {"windows": 3, "step": 4}}

    dataset = loaded(in_turns(30, 2), **{**PANEL, "window": {"length": 4, "horizon": 2}, "split": split}, time="t")

    expected = [list(range(start, start + 4)) for start in (18, 22, 26)]
    assert expected == [sorted(set(fold.stamps().ravel().tolist())) for fold in dataset.folds]
    assert [6, 6, 6] == [len(fold) for fold in dataset.folds]
    assert 18 == len(dataset.test)


def test_groups_that_are_drawn_share_no_row() -> None:
    """With `by: group` a series is in one part from its first row to its last."""
    dataset = loaded(in_turns(20, 4), **{**PANEL, "split": {"validation": 1, "test": 1, "by": "group"}})

    held = [set(np.floor(part.truth().ravel() / 100)) for part in (dataset.train, dataset.validation, dataset.test)]
    assert [2, 1, 1] == [len(each) for each in held]
    assert 4 == len(set.union(*held))


def test_a_part_in_which_no_series_has_room_for_a_window_says_how_many_rows_are_missing() -> None:
    """The rows of a series count, not those of all of them together."""
    split = {"validation": 0.1, "test": 0.2}

    with pytest.raises(DataError) as caught:
        loaded(in_turns(30, 3), **{**PANEL, "window": {"length": 4, "horizon": 5}, "split": split})

    have = "the validation part has 3 rows of a series at the most"
    assert f"{have}, and one window needs 5: all its 5 targets lie in the part" == caught.value.message
    assert "with this split a series needs about 50 rows; shorten `window`, or use a longer one" == caught.value.help
