"""Several measurements of one thing."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from seqspec.timing.spread import Spread

TIMES = st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=9)


def test_the_middle_of_a_few_and_how_far_they_lie_apart() -> None:
    """One slow round moves the highest value, and not the median."""
    assert Spread(2.0, 1.0, 9.0) == Spread.of([9.0, 1.0, 2.0])
    assert Spread(1.5, 1.0, 2.0) == Spread.of([2.0, 1.0])


@given(TIMES)
def test_the_median_lies_between_the_ends(times: list[float]) -> None:
    """Whatever is measured."""
    spread = Spread.of(times)

    assert spread.low <= spread.median <= spread.high


@given(TIMES.filter(lambda times: len(times) % 2 == 1))
def test_rates_of_times_are_turned_round(times: list[float]) -> None:
    """The longest time is the lowest rate, as if each rate had been taken by itself."""
    found, expected = Spread.of(times).map(lambda each: 100 / each), Spread.of([100 / each for each in times])

    assert all(
        math.isclose(getattr(found, name), getattr(expected, name), rel_tol=1e-12) for name in ("median", "low", "high")
    )


def test_json() -> None:
    """Under names that say what they are."""
    assert {"median": 2.0, "low": 1.0, "high": 3.0} == Spread.of([1.0, 2.0, 3.0]).as_dict()
