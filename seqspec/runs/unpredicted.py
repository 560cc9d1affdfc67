"""The rows of a file that no window leads to, in words."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.part import Part

_MOST_NAMED = 10


def unpredicted(part: Part) -> list[str]:
    """The first window's own rows, and those behind a gap that can't be filled; of several series how many."""
    first, starts = part.first_rows(), part.series.starts
    begin, reach = part.geometry.length - 1 + part.geometry.judged, part.geometry.judged
    if starts is None:
        said = [f"no forecast starts at rows 1 to {begin}: the first window needs them"] if begin > 0 else []
        return [*said, *_behind_gaps(_holes(first, begin, part.series.rows + reach))]
    said = [f"no forecast starts at the first {begin} rows of a series: the first window needs them"]
    count = 0
    for start, end in pairwise([*starts.tolist(), part.series.rows]):
        # The rows after the end of a series are counted on, into the numbers of the next one.
        here = first[np.searchsorted(first - reach, start) : np.searchsorted(first - reach, end)]
        count += sum(high - low + 1 for low, high in _holes(here, min(start + begin, end + reach), end + reach))
    if count:
        said.append(f"no forecast starts at {count:,} more rows: a value that their window needs is missing")
    return said[begin <= 0 :]


def _holes(first: NDArray[np.int64], begin: int, end: int) -> list[tuple[int, int]]:
    """Stretches of rows, counted from 1, between `begin` and `end` at which no forecast starts."""
    edges = np.concatenate([[begin - 1], first, [end]])
    return [(int(edges[place]) + 2, int(edges[place + 1])) for place in np.flatnonzero(np.diff(edges) > 1)]


def _behind_gaps(holes: list[tuple[int, int]]) -> list[str]:
    if not holes:
        return []
    named = ", ".join(str(low) if low == high else f"{low} to {high}" for low, high in holes[:_MOST_NAMED])
    more = f" and {len(holes) - _MOST_NAMED} more stretches" if len(holes) > _MOST_NAMED else ""
    return [f"no forecast starts at rows {named}{more}: a value that their window needs is missing"]
