"""The arithmetic of reach, away from any layer."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.language.reach import Reach

WINDOWS = st.tuples(st.integers(1, 5), st.integers(1, 4))


@given(st.lists(WINDOWS, max_size=3), st.integers(1, 40))
def test_windows_add_up_as_when_followed_back_one_by_one(windows: list[tuple[int, int]], inputs: int) -> None:
    """A stack of windows inside the sequence sees exactly what one gets by going back from each step."""
    seen, steps = Reach(), inputs
    for width, stride in windows:
        seen, steps = seen.window(0, width - 1, stride), (steps - width) // stride + 1
    if steps < 1:
        return

    assert seen.extent(inputs, steps) == max(len(back(windows, step)) for step in range(steps))


def back(windows: list[tuple[int, int]], step: int) -> range:
    """The input steps between the first and the last that a step depends on."""
    first = last = step
    for width, stride in reversed(windows):
        first, last = first * stride, last * stride + width - 1
    return range(first, last + 1)


@pytest.mark.parametrize(("inputs", "outputs"), [(None, None), (10, None), (None, 10)])
def test_a_length_nobody_knows_leaves_a_window_what_it_is(inputs: int | None, outputs: int | None) -> None:
    """A window is as wide as it is; what has no end is not counted."""
    assert Reach().window(2, 1).extent(inputs, outputs) == 4
    assert Reach().so_far().extent(inputs, outputs) is None
    assert Reach().all(None).extent(inputs, outputs) is None


def test_all_that_is_left_is_less_than_all() -> None:
    """What a window leaves out at the end is not seen by what comes after it."""
    assert Reach().window(0, 2, 3).all(3).extent(11, 1) == 9


def test_repeated_steps_see_one() -> None:
    """A step that is one of three copies depends on one step, and a window over copies on few."""
    copies = Reach().window(Fraction(2, 3), 0, Fraction(1, 3))

    assert copies.extent(5, 15) == 1
    assert copies.window(0, 3).extent(5, 12) == 2


def test_a_step_that_stands_in_the_padding_sees_nothing() -> None:
    """Zeros are no steps."""
    assert Reach().window(9, -9).extent(4, 4) == 0
