"""How long the texts of a dataset are, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqspec.data.dataset import Dataset
from seqspec.data.examples import Examples
from seqspec.data.texts.composed import Composed
from seqspec.data.texts.padded import TextPart
from seqspec.language.recipe.split import PARTS


@dataclass(frozen=True)
class Lengths:
    """
    The texts of one column.

    Args:
        room: tokens that are kept of a text.
        by_part: how many tokens each text has, before it is cut.
    """

    column: str
    room: int
    by_part: dict[str, NDArray[np.int64]]


def lengths_of(dataset: Dataset) -> list[Lengths]:
    """The columns that are texts, row by row; none where there are none."""
    parts = {name: {each.texts.column: each for each in _columns(getattr(dataset, name))} for name in PARTS}
    return [
        Lengths(column, each.texts.ids.shape[1], {name: _measured(parts[name][column]) for name in PARTS})
        for column, each in parts["train"].items()
    ]


def _columns(part: Examples) -> Iterator[TextPart]:
    halves = (part.fed, part.asked) if isinstance(part, Composed) else (part,)
    yield from (half for half in halves if isinstance(half, TextPart))


def _measured(part: TextPart) -> NDArray[np.int64]:
    kept: NDArray[np.int64] = np.count_nonzero(part.texts.ids[part.rows], axis=1)
    return kept + part.texts.cut[part.rows]
