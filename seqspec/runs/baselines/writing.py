"""Texts that are written without any model: always the same one, or the input again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqspec.data.examples import Copied, Referenced
from seqspec.runs.baselines.baseline import spread, walk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples, Task

_LOOKED_AT = 1_000
_WRITABLE = 0.5
"""A copy makes sense where at least this share of the input's characters can stand in a target."""


@dataclass(frozen=True)
class SameText:
    """
    The training part's most frequent target, whatever the input.

    Args:
        text: which one.
    """

    text: str
    name: str = "most frequent text"
    certain: bool = True

    def answer(self, part: Examples, index: NDArray[np.int64], steps: int) -> list[str]:
        """See `Baseline.answer`."""
        return [self.text] * len(index)


@dataclass(frozen=True)
class Copy:
    """The input, written once more as the target's tokens write it: as references are."""

    name: str = "copy of the input"
    certain: bool = True

    def answer(self, part: Examples, index: NDArray[np.int64], steps: int) -> list[str]:
        """See `Baseline.answer`."""
        assert isinstance(part, Copied)
        return part.copies(index)


def most_frequent_text(train: Examples) -> SameText | None:
    """The text that comes most often as a target; of several the one that sorts first."""
    if not isinstance(train, Referenced):
        return None
    counts: Counter[str] = Counter()
    for index in walk(train):
        counts.update(right[0] for right in train.references(index))
    return SameText(min(counts, key=lambda text: (-counts[text], text)))


def copy(train: Examples, task: Task) -> Copy | None:
    """A copy of the input where it is a text of about the same characters."""
    if not isinstance(train, Copied):
        return None
    writable = set("".join(task.classes[2:])) | {" "}  # 0 pads, 1 is out of vocabulary
    met = Counter("".join(train.copies(spread(train, _LOOKED_AT))))
    share = sum(count for character, count in met.items() if character in writable) / max(met.total(), 1)
    return Copy() if share >= _WRITABLE else None
