"""What is said aloud of several series."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from seqspec.data.groups import spans
from seqspec.data.panel import notes
from seqspec.data.splits import divide
from tests.data.builders import spec_of


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

    assert ["1 series has no row in the train part: `b`"] == said([20, 5], stamps, time="t", split={"test": 6})[1:]


def test_a_series_without_statistics_of_its_own_is_left_out() -> None:
    """A scaler of each series by itself needs training rows of each."""
    stamps, scale = [*range(20), *range(15, 20)], {"kind": "standard", "per_group": True}

    notes = said([20, 5], stamps, time="t", split={"test": 6}, scale=scale)

    assert ["1 series left out, with nothing in the training part: `b` (5 rows)"] == notes[1:]


def test_of_many_names_the_first_are_listed() -> None:
    """A long list ends with how many more there are."""
    (note,) = said([20, *[1] * 8])[1:]

    assert note.endswith("`b` (1 row), `c` (1 row), `d` (1 row), `e` (1 row), `f` (1 row) and 3 more")
