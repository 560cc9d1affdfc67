"""Parts that are drawn with a seed: rows, rows with equal shares of their classes, whole groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec import wording
from seqspec.data.division.sizes import sizes_of
from seqspec.errors import DataError
from seqspec.language.recipe.split import PARTS, Split

Drawn: TypeAlias = "dict[str, NDArray[np.int64]]"


@dataclass(frozen=True)
class Strata:
    """
    What each part is to have the same share of.

    Args:
        column: what messages call it.
        codes: the class of each row by its number; below 0 where it is not known.
        names: the classes by their number.
    """

    column: str
    codes: NDArray[np.int32]
    names: Sequence[str]


def at_random(split: Split, rows: int, seed: int) -> Drawn:
    """
    Rows that do not depend on one another.

    Raises:
        DataError: the parts need more rows than there are.
    """
    sizes = _sizes(split, rows, f"the file has {rows:,} rows")
    return _dealt(np.random.default_rng(seed).permutation(rows), sizes)


def stratified(split: Split, strata: Strata, seed: int) -> Drawn:
    """
    Rows that do not depend on one another, each part with the same share of every class, to within one row.

    Raises:
        DataError: the parts need more rows than there are, or a class has fewer rows than there are parts.
    """
    rows = len(strata.codes)
    sizes = _sizes(split, rows, f"the file has {rows:,} rows")
    order = np.random.default_rng(seed).permutation(rows)
    order = order[np.argsort(strata.codes[order], kind="stable")]
    codes, counts = np.unique(strata.codes, return_counts=True)
    by_code = dict(zip(codes.tolist(), counts.tolist(), strict=True))
    by_name = {strata.names[code]: count for code, count in by_code.items() if code >= 0}
    require_enough(strata.column, by_name, sizes)
    shares = _shares([*sizes.values(), rows - sum(sizes.values())], counts)
    ends = np.cumsum(counts)
    dealt = [
        _dealt(order[end - count : end], dict(zip(PARTS, share.tolist(), strict=False)))
        for end, count, share in zip(ends, counts, shares.T, strict=True)
    ]
    return {part: np.sort(np.concatenate([each[part] for each in dealt])) for part in PARTS}


def whole_groups(split: Split, series: list[range], seed: int) -> Drawn:
    """
    Whole groups; sizes are fractions or numbers of groups.

    Raises:
        DataError: the parts need more groups than there are, or a part that is asked for gets none.
    """
    have = f"there {'is' if len(series) == 1 else 'are'} {wording.count(len(series), 'group')}"
    sizes = _sizes(split, len(series), have)
    for part in PARTS:
        if not sizes[part] and (part == "train" or split.sizes.get(part)):
            asked = f"`{part}: {split.sizes[part]}`" if part in split.sizes else f"what is left for `{part}`"
            raise DataError(f"{have}, and {asked} is none of them", help=f"write a number of groups: `{part}: 1`")
    drawn = _dealt(np.random.default_rng(seed).permutation(len(series)), sizes)
    return {part: joined([series[place] for place in places]) for part, places in drawn.items()}


def joined(spans: Sequence[range]) -> NDArray[np.int64]:
    """All rows of some spans."""
    return np.concatenate([np.empty(0, dtype=np.int64), *(np.arange(span.start, span.stop) for span in spans)])


def _sizes(split: Split, count: int, have: str) -> dict[str, int]:
    return sizes_of(split.model_copy(update={"gap": 0}), count, have)


def _dealt(order: NDArray[np.int64], sizes: dict[str, int]) -> Drawn:
    """Each part its share of what is in random order, sorted."""
    edges = np.cumsum([sizes[part] for part in PARTS])
    return {part: np.sort(order[edge - sizes[part] : edge]) for part, edge in zip(PARTS, edges, strict=True)}


def _shares(sizes: list[int], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """
    How many rows of each class each part gets: `[parts, classes]`, with these sums, each less than one row from exact.

    What rounding down leaves goes, class by class, to the parts that lack the most, which always comes out even
    (Gale and Ryser).
    """
    exact = np.outer(np.array(sizes, dtype=np.int64), counts)
    shares: NDArray[np.int64] = exact // max(int(counts.sum()), 1)
    lacking = np.array(sizes) - shares.sum(axis=1)
    for place, left in enumerate(counts - shares.sum(axis=0)):
        takers = np.argsort(-lacking, kind="stable")[:left]
        shares[takers, place] += 1
        lacking[takers] -= 1
    return shares


def require_enough(column: str, counts: Mapping[str, int], sizes: dict[str, int]) -> None:
    """
    Refuse to share out a class that has fewer rows than there are parts.

    Args:
        counts: the rows of each class.
        sizes: the rows of each part.

    Raises:
        DataError: names the first such class.
    """
    parts = sum(size > 0 for size in sizes.values())
    for name, count in counts.items():
        if count < parts:
            said = f"the class `{name}` of `{column}` has {wording.count(count, 'row')}"
            raise DataError(f"{said}, too few for one in each of {parts} parts",
                            help="take `stratify` out, or the class out of the file")  # fmt: skip
