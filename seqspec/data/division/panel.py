"""What is said of several series: how they are divided, and which of them are left out and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from seqspec import wording
from seqspec.data.division.splits import Rows
from seqspec.data.tables.scaling import Chain
from seqspec.data.tables.windows import Geometry
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe.split import PARTS

MOST_NAMES = 5
_VERBS = {"train": "train on", "validation": "validate on", "test": "test on"}


def notes(data: Data, names: Sequence[str], series: list[range], parts: dict[str, Rows]) -> list[str]:
    """
    How the series are divided, and each that has no part, or not all of them, by its name.

    Args:
        names: what each series is called.
        series: the rows of each; of a single one nothing is said.
        parts: the rows of each part.
    """
    if len(series) < 2:
        return []
    held = {part: _held(rows, series) for part, rows in parts.items()}
    without = [place for place in range(len(series)) if not any(place in held[part] for part in PARTS)]
    kept = len(series) - len(without)
    return [
        *_division(data, kept, {part: len(held[part]) for part in PARTS}),
        *_left_out(data, names, series, without),
        *(_lacking(part, held[part], without, names) for part in PARTS if _lacks(data, held[part], kept)),
    ]


def unknown(chains: Sequence[Chain], names: Sequence[str]) -> list[str]:
    """
    Series of another file that were not trained on, though each is scaled by itself.

    Args:
        chains: as they were learnt.
        names: what each series of the file is called.

    Raises:
        DataError: none of them was.
    """
    known = next((chain.groups for chain in chains if chain.own), None)
    new = [] if known is None else [f"`{name}`" for name in names if name not in known]
    if not new:
        return []
    if len(new) == len(names):
        said = f"no series of the file was trained on, and each is scaled by itself: {_listed(new)}"
        raise DataError(said, help="train on these series as well, or take `per_group` out of `scale`")
    return [f"{len(new):,} series left out, without statistics of their own from training: {_listed(new)}"]


def _held(rows: Rows, series: list[range]) -> set[int]:
    """The series that have rows in a part."""
    starts = [span.start for span in series]
    return set(np.unique(np.searchsorted(starts, rows, side="right") - 1).tolist())


def _division(data: Data, kept: int, groups: dict[str, int]) -> Iterator[str]:
    split = data.parts
    if data.by == "group":
        sizes = ", ".join(f"{groups[part]:,} to {_VERBS[part]}" for part in PARTS if groups[part])
        yield f"whole groups are drawn: {sizes}"
    elif data.by == "random":
        return
    elif data.time is None:
        yield f"no `time` is given: each of the {kept:,} series is split by itself"
    elif split.per_group and split.unit != "date":
        yield (
            f"each of the {kept:,} series is split by itself: the test rows of one may come before the training rows of"
            " another, and the model has seen that time"
        )
    else:
        yield f"the parts are divided at the same instants in all {kept:,} series"


def _left_out(data: Data, names: Sequence[str], series: list[range], without: list[int]) -> Iterator[str]:
    """Series in no part: too short for a window, for a split of their own, or for statistics of their own."""
    geometry = Geometry.of(data.window)
    short = [place for place in without if len(series[place]) < geometry.rows]
    if short:
        listed = _listed([f"`{names[place]}` ({wording.count(len(series[place]), 'row')})" for place in short])
        yield f"{len(short):,} series left out, and one window needs {geometry.rows:,} rows: {listed}"
    rest = [place for place in without if place not in short]
    if rest:
        listed = _listed([f"`{names[place]}` ({wording.count(len(series[place]), 'row')})" for place in rest])
        yield f"{len(rest):,} series left out, with nothing in the training part: {listed}"


def _lacks(data: Data, held: set[int], kept: int) -> bool:
    """Whether some series are in other parts only, though each could be in this one."""
    return data.by == "time" and 0 < len(held) < kept


def _lacking(part: str, held: set[int], without: list[int], names: Sequence[str]) -> str:
    lacking = [place for place in range(len(names)) if place not in held and place not in without]
    listed = _listed([f"`{names[place]}`" for place in lacking])
    have, name = "has" if len(lacking) == 1 else "have", "training" if part == "train" else part
    return f"{len(lacking):,} series {have} no row in the {name} part: {listed}"


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")
