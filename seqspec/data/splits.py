"""Which rows belong to which part. Boundaries are computed on rows as read, before anything is dropped."""

from __future__ import annotations

from math import floor
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.errors import DataError
from seqspec.language.recipe.split import PARTS, Split

Rows: TypeAlias = "range | NDArray[np.int64]"


def in_order(split: Split, rows: int, time: NDArray[Any] | None) -> dict[str, Rows]:
    """
    The parts one after the other.

    Raises:
        DataError: the parts need more rows than there are.
    """
    return laid_out(split, rows, _reached(split, time) if split.unit == "date" else {})


def laid_out(split: Split, rows: int, reached: dict[str, int]) -> dict[str, Rows]:
    """
    The parts one after the other.

    Args:
        reached: for a split by date, how many rows come before the date of each part.

    Raises:
        DataError: the parts need more rows than there are.
    """
    if split.unit == "date":
        starts, ends = _between(split, rows, reached)
    else:
        sizes = _sizes(split, rows)
        starts, ends, start = {}, {}, 0
        for part in PARTS:
            starts[part], ends[part] = start, start + sizes[part]
            start = ends[part] + (split.gap if sizes[part] else 0)
    return {part: range(starts[part], max(starts[part], ends[part])) for part in PARTS}


def at_random(split: Split, rows: int, seed: int) -> dict[str, Rows]:
    """
    The parts drawn at random, for rows that do not depend on one another.

    Raises:
        DataError: the parts need more rows than there are.
    """
    sizes = _sizes(split.model_copy(update={"gap": 0}), rows)
    order = np.random.default_rng(seed).permutation(rows)
    found: dict[str, Rows] = {}
    start = 0
    for part in PARTS:
        found[part] = np.sort(order[start : start + sizes[part]])
        start += sizes[part]
    return found


def _sizes(split: Split, rows: int) -> dict[str, int]:
    """Rows of each part; training gets what the others leave, unless it is given."""
    sizes = {part: _rows(size, rows) for part, size in split.sizes.items()}
    held_out = {part: sizes.get(part, 0) for part in ("validation", "test")}
    gaps = split.gap * sum(size > 0 for size in held_out.values())
    train = sizes.get("train", rows - sum(held_out.values()) - gaps)
    if train < 0 or train + sum(held_out.values()) + gaps > rows:
        asked = ", ".join(f"{size:,} for {part}" for part, size in sizes.items()) + (
            f", {gaps:,} for gaps" if gaps else ""
        )
        raise DataError(f"the split asks for {asked}, and the file has {rows:,} rows", help="ask for less")
    return {"train": train, **held_out}


def _rows(size: int | float | str, rows: int) -> int:
    # A billionth keeps 0.29 * 100 = 28.999999999999996 from losing a row.
    count = floor(rows * size + 1e-9) if isinstance(size, float) else int(size)
    if count < 0 or (isinstance(size, float) and size >= 1):
        raise DataError(f"a part can't have a size of {size}", help="write a fraction below 1, or a number of rows")
    return count


def _reached(split: Split, time: NDArray[Any] | None) -> dict[str, int]:
    """How many rows come before the date of each part: the given instant is the first of the next part."""
    if time is None or not np.issubdtype(time.dtype, np.datetime64):
        raise DataError("the split is by date, and `time` holds numbers", help="split by fractions or numbers of rows")
    return {part: int(np.searchsorted(time, instant)) for part, instant in instants(split).items()}


def instants(split: Split) -> dict[str, Any]:
    """The dates of a split, as the rows' times are kept."""
    return {part: _instant(str(date)) for part, date in split.sizes.items() if date != 0}


def _between(split: Split, rows: int, given: dict[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    # With `train` a date ends its part, without it begins it.
    if "train" in given:
        edges = [0, given["train"], given.get("validation", given["train"]), given.get("test", rows)]
    else:
        test = given.get("test", rows)
        edges = [0, given.get("validation", test), test, rows]
    if edges != sorted(edges):
        raise DataError("the dates of the split are not in order", help="train comes first, then validation, then test")
    starts = dict(zip(PARTS, edges[:-1], strict=True))
    ends = dict(zip(PARTS, edges[1:], strict=True))
    for part in ("validation", "test"):
        _leave_gap(part, starts, ends, split)
    return starts, ends


def _leave_gap(part: str, starts: dict[str, int], ends: dict[str, int], split: Split) -> None:
    """A gap takes its rows from the end of the part before: the date of the next part stands."""
    if starts[part] == ends[part]:
        return
    for before in PARTS[: PARTS.index(part)]:
        ends[before] = min(ends[before], max(starts[before], starts[part] - split.gap))


def _instant(text: str) -> Any:
    """A date as the rows' times are kept: without a zone, in UTC where one is given."""
    import pandas as pd

    instant = pd.Timestamp(text)
    return (instant if instant.tzinfo is None else instant.tz_convert("UTC").tz_localize(None)).to_datetime64()
