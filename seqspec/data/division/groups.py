"""Several series in one file: each brought into one piece, and those that are too short to learn from."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.data.tables.windows import Geometry
from seqspec.errors import DataError

Starts: TypeAlias = "NDArray[np.int64] | None"
"""The first row of each series, from 0 on; None stands for a single one."""


def arrange(codes: NDArray[np.int32]) -> tuple[NDArray[np.int64] | None, NDArray[np.int64]]:
    """
    Bring the rows of each series together, and leave their order as it is.

    Args:
        codes: the number of each row's series.

    Returns:
        The rows in their new order, or None where nothing moves; and the first row of each series in that order.
    """
    starts = _changes(codes)
    if len(starts) == len(np.unique(codes[starts])):
        return None, starts
    order = np.argsort(codes, kind="stable")
    return order, _changes(codes[order])


def _changes(codes: NDArray[np.int32]) -> NDArray[np.int64]:
    """The rows in which another series begins."""
    first = np.zeros(min(len(codes), 1), dtype=np.int64)
    return np.concatenate([first, np.flatnonzero(codes[1:] != codes[:-1]) + 1])


def spans(starts: Starts, rows: int) -> list[range]:
    """The rows of each series."""
    if starts is None:
        return [range(rows)]
    return [range(start, stop) for start, stop in zip(starts.tolist(), [*starts[1:].tolist(), rows], strict=True)]


def long_enough(series: list[range], geometry: Geometry) -> list[range]:
    """
    The series that have room for a window.

    Raises:
        DataError: none has.
    """
    kept = [span for span in series if len(span) >= geometry.rows]
    if not kept:
        raise all_too_short(series, geometry)
    return kept


def all_too_short(series: list[range], geometry: Geometry) -> DataError:
    """No series is long enough: what it would take."""
    longest = max(map(len, series))
    if longest < geometry.rows:
        said = f"none of the {len(series):,} series has the {geometry.rows:,} rows that one window needs"
        return DataError(f"{said}: the longest has {longest:,}", help="shorten `window`, or take longer series")
    said = f"none of the {len(series):,} series has a window in its training part: one needs {geometry.rows:,} rows"
    return DataError(
        f"{said}, and the longest series has {longest:,} in all", help="shorten `window`, or hold out less"
    )
