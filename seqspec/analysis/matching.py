"""Two sequences, item by item: the longest common subsequence, where items may be more or less alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Likeness = Callable[[Item, Item], int]

_LARGEST = 500_000
"""How many pairs are weighed against each other at once: about half a second."""
_WINDOW = 200
"""How far ahead is looked, in items of each side, where there are more."""


def match(
    before: Sequence[Item], after: Sequence[Item], likeness: Likeness[Item]
) -> Iterator[tuple[Item | None, Item | None]]:
    """
    Pairs of items that belong together, in order; None beside one that has no counterpart.

    Args:
        likeness: 0 for two that can't belong together, else the more the more they are alike. Of all ways to pair
            the items in order, the one whose likeness adds up to most is taken; between long sequences the best within
            some hundred items.
    """
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    middle = slice(start, len(before) - end), slice(start, len(after) - end)
    yield from zip(before[:start], after[:start], strict=True)
    yield from _paired(before[middle[0]], after[middle[1]], likeness)
    yield from zip(before[len(before) - end :], after[len(after) - end :], strict=True)


def _alike(before: Sequence[Item], after: Sequence[Item]) -> int:
    """How many items at the start are equal; they need no search."""
    count = 0
    for old, new in zip(before, after, strict=False):
        if old != new:
            break
        count += 1
    return count


def _paired(
    before: Sequence[Item], after: Sequence[Item], likeness: Likeness[Item]
) -> Iterator[tuple[Item | None, Item | None]]:
    while len(before) * len(after) > _LARGEST:
        pairs = _best(before[:_WINDOW], after[:_WINDOW], likeness)
        rows = columns = 0
        while max(rows, columns) < _WINDOW // 2:  # what is near the end of a window may pair with what lies behind
            old, new = next(pairs)
            yield old, new
            rows, columns = rows + (old is not None), columns + (new is not None)
        before, after = before[rows:], after[columns:]
    yield from _best(before, after, likeness)


def _best(
    before: Sequence[Item], after: Sequence[Item], likeness: Likeness[Item]
) -> Iterator[tuple[Item | None, Item | None]]:
    best = _scores(before, after, likeness)
    row = column = 0
    while row < len(before) or column < len(after):
        here = best[row][column]
        if row < len(before) and here == best[row + 1][column]:
            yield before[row], None
            row += 1
        elif column < len(after) and here == best[row][column + 1]:
            yield None, after[column]
            column += 1
        else:
            yield before[row], after[column]
            row, column = row + 1, column + 1


def _scores(before: Sequence[Item], after: Sequence[Item], likeness: Likeness[Item]) -> list[list[int]]:
    """For each pair of places the most that the rest behind them can add up to."""
    best = [[0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for row in range(len(before) - 1, -1, -1):
        for column in range(len(after) - 1, -1, -1):
            alike = likeness(before[row], after[column])
            together = best[row + 1][column + 1] + alike if alike else 0
            best[row][column] = max(together, best[row + 1][column], best[row][column + 1])
    return best
