"""The rows of a file that no window leads to, in words, and how to go on past its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from seqspec.data.tables import timeline
from seqspec.data.tables.windows import take
from seqspec.wording import count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.tables.part import Part
    from seqspec.language.data import Data

_MOST_NAMED = 10


def unpredicted(part: Part, data: Data) -> list[str]:
    """
    The first window's own rows, and those behind a gap that can't be filled; of several series how many.

    Rows at the end whose windows only lack what is known ahead are no gap: see `beyond`.
    """
    first, starts = part.first_rows(), part.series.starts
    begin, reach = part.geometry.length - 1 + part.geometry.judged, part.geometry.judged
    if starts is None:
        said = [f"no forecast starts at rows 1 to {begin}: the first window needs them"] if begin > 0 else []
        holes = _holes(first, begin, part.series.rows + reach)
        return [*said, *_behind_gaps(_without_the_end(holes, part, data, part.series.rows))]
    said = [f"no forecast starts at the first {begin} rows of a series: the first window needs them"]
    count = 0
    for start, end in pairwise([*starts.tolist(), part.series.rows]):
        # The rows after the end of a series are counted on, into the numbers of the next one.
        here = first[np.searchsorted(first - reach, start) : np.searchsorted(first - reach, end)]
        holes = _holes(here, min(start + begin, end + reach), end + reach)
        count += sum(high - low + 1 for low, high in _without_the_end(holes, part, data, end))
    if count:
        said.append(f"no forecast starts at {count:,} more rows: a value that their window needs is missing")
    return said[begin <= 0 :]


def without_any(part: Part) -> list[str]:
    """The series that hold no whole window, by name; those that nothing was learnt of are named already."""
    which = part.series.which(take(part.places, None))
    if which is None:
        return []
    strange = {place for chain in part.series.chains for place, (center, _) in enumerate(chain.own) if isnan(center)}
    seen = {*which.tolist(), *strange}
    without = [name for place, name in enumerate(part.calendar.series) if place not in seen]
    return [f"without a whole window, and so without a forecast: {_some(without)}"] if without else []


def outdated(part: Part, data: Data) -> list[str]:
    """Where the newest forecast of a series is not about what follows its last row: a later window lacks a value."""
    newest, awaited = take(part.places, last_of_each(part)), _awaited(part, data)
    ends = np.broadcast_to(part.series.ends(newest), newest.shape)
    late = [place for place, end in enumerate(ends) if _passed_over(part, newest[place], end - awaited, awaited > 0)]
    if not late:
        return []
    why = "a value that a later window needs is missing"
    which = part.series.which(newest[late])
    if which is not None:
        named = _some([part.calendar.series[each] for each in which])
        return [f"the newest forecast of {named} starts before what comes next: {why}"]
    start, next_one = (int(row) + part.geometry.judged + 1 for row in (newest[0], ends[0] - awaited - 1))
    return [f"the newest forecast starts at row {start}, and not at row {next_one}: {why}"]


def _passed_over(part: Part, origin: int, end: int, awaited: bool) -> bool:
    """Whether rows after an origin should have had a forecast; those that were appended hold no target."""
    rows = part.series.originals[origin + 1 : end]
    return len(rows) > 0 and not (awaited and bool(np.isnan(rows).all()))


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED:,} more series" if len(names) > _MOST_NAMED else ""
    return f"{_listed(names[:_MOST_NAMED])}{more}"


def beyond(part: Part, data: Data) -> list[str]:
    """What to append to forecast what comes next, where features are known ahead and the file ends with the past."""
    newest, rows = last_of_each(part), _awaited(part, data)
    if not rows or np.isnan(part.truth(newest)).all():
        return []
    apart = [*([data.time.column] if data.time else []), *([data.group] if data.group else [])]
    given = dict.fromkeys([*apart, *data.known_future, *data.static])
    empty = [name for name in dict.fromkeys([*data.target_columns, *data.feature_columns]) if name not in given]
    each = " to each series" if part.series.starts is not None else ""
    rows_of = f"{count(rows, 'row')}{each} with {_listed(given)}"
    return [f"to forecast beyond {_end(part, newest)}, append {rows_of} and leave {_listed(empty)} empty"]


def last_of_each(part: Part) -> NDArray[np.int64]:
    """Where the newest forecast of each series is among the examples."""
    origins, starts = part.origins(), part.series.starts
    which = np.zeros(len(origins), np.int64) if starts is None else np.searchsorted(starts, origins, side="right")
    return np.append(np.flatnonzero(np.diff(which)), len(origins) - 1)


def _awaited(part: Part, data: Data) -> int:
    """Rows after the last one of an input that have to be in the file, as they hold what is known ahead."""
    timed = {data.time.column} if data.time else set()
    return part.geometry.fed_back + part.geometry.last if part.geometry.whole and set(data.known_future) - timed else 0


def _end(part: Part, newest: NDArray[np.int64]) -> str:
    """What the last forecasts are about."""
    ends = {timeline.show(stamp) for stamp in part.stamps(newest)[:, -1]}
    if len(ends) > 1 or (part.calendar.time is None and part.series.starts is not None):
        return "the last row of each series"
    return f"{'' if part.calendar.time is not None else 'row '}{ends.pop()}"


def _without_the_end(holes: list[tuple[int, int]], part: Part, data: Data, end: int) -> list[tuple[int, int]]:
    """The holes but for the rows that only lack what is known ahead."""
    rows = _awaited(part, data)
    if not rows or not holes or holes[-1][1] != end + part.geometry.judged:
        return holes
    *others, (low, high) = holes
    return [*others, (low, high - rows)] if high - low + 1 > rows else others


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


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
