"""What becomes of missing values. No policy looks ahead of a window's last input row, or into another series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.data.reading.scratch import sweep
from seqspec.errors import DataError
from seqspec.language.recipe.missing import POLICIES, Missing

if TYPE_CHECKING:
    from seqspec.data.division.groups import Starts
    from seqspec.data.reading.places import Places

Column: TypeAlias = "NDArray[np.floating[Any]]"

_ADVICE = f"say what becomes of them with `missing`: {', '.join(f'`{each}`' for each in POLICIES if each != 'error')}"
_ADVICE_TO_RUNS = "fill them in; a run keeps the `missing` it was fitted with"


def require_whole(
    columns: dict[str, Column], places: Places, apart: NDArray[np.bool_] | None = None, settled: bool = False
) -> None:
    """
    Refuse gaps, as `missing: error` does.

    Args:
        columns: by the name of the source's column.
        apart: rows that are not looked at.
        settled: the recipe is that of a run, and can't be changed.

    Raises:
        DataError: says how many there are, where the first is, and what can be done.
    """
    for name, column in columns.items():
        gaps = rows_with_gaps(column)
        if apart is not None:
            gaps = gaps[~apart[gaps]]
        if count := len(gaps):
            values = "value" if count == 1 else "values"
            where = places.say(int(gaps[0]), name).replace(f" of `{name}`", "")
            raise DataError(
                f"`{name}` misses {count:,} {values} of {len(column):,}, the first in {where}",
                help=_ADVICE_TO_RUNS if settled else _ADVICE,
            )


def rows_with_gaps(values: Column) -> NDArray[np.int64]:
    """The rows of `[rows]` or `[rows, columns]` in which a value is missing."""
    columns = tuple(range(1, values.ndim))
    found = [np.flatnonzero(np.isnan(values[rows]).any(axis=columns)) + rows.start for rows in sweep(values)]
    return np.concatenate([np.empty(0, dtype=np.int64), *found])


def fill(column: Column, missing: Missing, starts: Starts = None, amount: bool = True) -> Column:
    """
    The column with its gaps filled, as far as that can be done; what can't be is still NaN.

    Args:
        starts: the first row of each series.
        amount: whether it holds amounts: between two categories there is no line, and no number stands for one.
    """
    if missing.policy in {"error", "drop"} or not len(rows_with_gaps(column)):
        return column
    if missing.policy == "fill":
        # In double precision, so that what is filled in does not depend on how the others are kept.
        return np.where(np.isnan(column), np.float64(missing.fill or 0.0), column) if amount else column
    before = last_observed(column, starts)
    if missing.policy == "interpolate" and amount:
        return _interpolated(column, before, starts)
    return column[before]


def _interpolated(column: Column, before: NDArray[np.int32], starts: Starts) -> Column:
    """A line over each gap that closes within its series; else the last value."""
    turned = None if starts is None else np.ascontiguousarray(len(column) - np.append(starts[1:], len(column))[::-1])
    after = len(column) - 1 - last_observed(column[::-1], turned)[::-1]
    open_ = np.isnan(column[after]) | np.isnan(column[before])
    way = np.where(open_ | (after == before), 0.0, (np.arange(len(column)) - before) / np.maximum(after - before, 1))
    start = column[before].astype(np.float64)
    line = start + np.where(open_, 0.0, column[after].astype(np.float64) - start) * way
    return np.where(np.isnan(column), line, column)


def last_observed(column: Column, starts: Starts = None) -> NDArray[np.int32]:
    """For each row the last one of its series, itself included, that holds a value; the row itself where none does."""
    rows = np.arange(len(column), dtype=np.int32)
    found = np.maximum.accumulate(np.where(np.isnan(column), np.int32(-1), rows))
    if starts is not None and len(starts) > 1:
        lengths = np.diff(np.append(starts, len(column)))
        found = np.where(found < np.repeat(starts, lengths), np.int32(-1), found)
    return np.where(found < 0, rows, found)
