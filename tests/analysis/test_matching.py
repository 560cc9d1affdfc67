"""The alignment of two sequences."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.analysis.matching import match


def same(before: str, after: str) -> int:
    """Letters are alike where they are the same, upper or lower case, and more so where the case is the same, too."""
    return 2 if before == after else int(before.lower() == after.lower())


@pytest.mark.parametrize(
    ("before", "after", "pairs"),
    [
        ("", "", []),
        ("abc", "abc", ["aa", "bb", "cc"]),
        ("abc", "ac", ["aa", "b-", "cc"]),
        ("ac", "abc", ["aa", "-b", "cc"]),
        ("axc", "ayc", ["aa", "x-", "-y", "cc"]),
        ("aBc", "abc", ["aa", "Bb", "cc"]),
        ("ab", "Aab", ["-A", "aa", "bb"]),
    ],
)
def test_what_belongs_together_is_paired(before: str, after: str, pairs: list[str]) -> None:
    """The best pairing is taken, and what goes stands before what comes in its place."""
    assert [f"{old or '-'}{new or '-'}" for old, new in match(before, after, same)] == pairs


@given(st.text("abAB", max_size=6), st.text("abAB", max_size=6))
def test_nothing_is_lost_and_nothing_pairs_better(before: str, after: str) -> None:
    """Both sequences come out whole and in order, and the pairs that are kept are at least as many as any."""
    found = list(match(before, after, same))

    assert "".join(old for old, _ in found if old) == before
    assert "".join(new for _, new in found if new) == after
    assert sum(same(old, new) for old, new in found if old and new) == best(before, after)


@pytest.mark.parametrize(("cut", "put"), [("", "x"), ("x" * 20, ""), ("y", "Y"), ("yyy", "xYYx")])
def test_long_sequences_are_paired_from_window_to_window(cut: str, put: str) -> None:
    """What changes everywhere would take the square of the length; a change is still found where it is."""
    text = "abcdefgh" * 150
    before, after = f"{text}{cut}{text.upper()}", f"x{text}{put}{text}"
    weighed = 0

    def counted(one: str, other: str) -> int:
        nonlocal weighed
        weighed += 1
        return same(one, other)

    found = list(match(before, after, counted))

    assert "".join(old for old, _ in found if old) == before
    assert "".join(new for _, new in found if new) == after
    assert weighed < 200 * 3 * len(before)
    assert sum(old is not None and new is not None for old, new in found) >= 1.9 * len(text)


def best(before: str, after: str) -> int:
    """The most that any pairing in order adds up to, tried out."""
    firsts = [
        same(before[row], after[column]) + best(before[row + 1 :], after[column + 1 :])
        for row, column in product(range(len(before)), range(len(after)))
        if same(before[row], after[column])
    ]
    return max(firsts, default=0)
