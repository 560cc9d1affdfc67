"""A line that is thinned loses nothing that could be seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.runs.witness.thinning import NEWEST, Thinned

PIECES = st.lists(st.lists(st.floats(-100, 100), max_size=20), max_size=12)


def grown(pieces: list[list[float]], places: int) -> Thinned:
    """A line that got these values, piece by piece."""
    line = Thinned(places)
    for piece in pieces:
        line.add(np.array(piece))
    return line


@given(PIECES, st.integers(2, 9))
def test_least_and_greatest_stay(pieces: list[list[float]], places: int) -> None:
    """However the values come, the line covers what they cover, in at most so many places and a last one."""
    every = [value for piece in pieces for value in piece]

    line = grown(pieces, places)

    shown = line.line()
    assert line.count == len(every)
    assert len(shown) <= 2 * (places + 1)
    if every:
        assert (min(every), max(every)) == (shown.min(), shown.max())
    if len(every) <= places:
        assert every == shown.tolist()


@given(PIECES, st.integers(2, 9))
def test_lines_that_grow_alike_are_thinned_alike(pieces: list[list[float]], places: int) -> None:
    """A place of one line is the same place of another, and both are in order."""
    count, when = 0, []
    for piece in pieces:
        when.append([float(count + place) for place in range(len(piece))])
        count += len(piece)

    line, stamps = grown(pieces, places), grown(when, places)

    assert len(line.line()) == len(stamps.first())
    assert sorted(stamps.first()) == stamps.first().tolist()


def test_dates_are_thinned_as_numbers_are() -> None:
    """Each place is named by its first day."""
    days = np.datetime64("2020-01-01") + np.arange(8)

    line = Thinned(4)
    line.add(days)

    assert ["2020-01-01", "2020-01-01", "2020-01-03"] == line.first()[:3].astype(str).tolist()


def test_missing_values_hide_nothing() -> None:
    """What is known in a stretch is shown."""
    line = Thinned(1)
    line.add(np.array([np.nan, 3.0, 1.0, np.nan]))

    assert [1.0, 3.0] == line.line().tolist()


@pytest.mark.parametrize("count", [3, NEWEST, 5 * NEWEST])
def test_the_newest_are_kept_as_they_came(count: int) -> None:
    """The last ones, thinned or not."""
    line = grown([[float(value)] for value in range(count)], 50)

    assert [float(value) for value in range(max(0, count - NEWEST), count)] == line.newest.tolist()
