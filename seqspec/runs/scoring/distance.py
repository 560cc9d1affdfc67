"""How many characters two texts are apart: the distance of Levenshtein."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def distances(ones: Sequence[str], others: Sequence[str]) -> NDArray[np.int64]:
    """
    The fewest characters that have to be put in, taken out or replaced to make one text of the other: `[n]`.

    All pairs go side by side, one character of the first texts after the other. With the classical table `d`, putting
    in makes `d[j] = min(d[k] + j - k)` over all `k <= j`, which is a running minimum.
    """
    first, second = _codes(ones), _codes(others)
    lengths, ends = (np.array([len(text) for text in texts], np.int64) for texts in (ones, others))
    places = np.arange(second.shape[1] + 1)
    row = np.broadcast_to(places, (len(ones), len(places))).copy()
    for step in range(first.shape[1]):
        kept_or_replaced = row[:, :-1] + (first[:, [step]] != second)
        taken_out = row + 1
        taken_out[:, 1:] = np.minimum(taken_out[:, 1:], kept_or_replaced)
        next_row = places + np.minimum.accumulate(taken_out - places, axis=1)
        row = np.where((step < lengths)[:, None], next_row, row)
    return row[np.arange(len(ones)), ends]


def _codes(texts: Sequence[str]) -> NDArray[np.int64]:
    """The characters as numbers, `[n, longest]`, filled up with -1."""
    codes = np.full((len(texts), max(map(len, texts), default=0)), -1, np.int64)
    for place, text in enumerate(texts):
        codes[place, : len(text)] = [ord(character) for character in text]
    return codes
