"""The columns of a file as numbers, read some ten thousand rows at a time."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.data import columns as names
from seqspec.data import timeline
from seqspec.data.feed import Feed
from seqspec.errors import DataError
from seqspec.language.data import Data

if TYPE_CHECKING:
    import pandas as pd

Column: TypeAlias = "NDArray[np.floating[Any]]"

LARGE = 1 << 20
"""Rows from which on a column is kept in single precision, if that resolves it."""
CHUNK = 1 << 16


@dataclass
class Table:
    """
    What was read.

    Args:
        name: what messages call the file.
        columns: each as floats as read, NaN where there is a gap; single precision where nothing is lost by it.
        time: when each row was, as dates or numbers; None where the recipe names no column for it.
    """

    name: str
    rows: int
    columns: dict[str, Column]
    time: NDArray[Any] | None


def read_table(data: Data, feed: Feed, optional: frozenset[str] = frozenset()) -> Table:
    """
    Read the columns of a recipe.

    Args:
        optional: columns that may be absent; they are left out then.

    Raises:
        DataError: a column is missing or holds something else than finite numbers, there are no rows, or the time is
            not in order.
    """
    header = feed.header
    wanted = [column for column in data.columns if column in header or column not in optional]
    asked = wanted + ([data.time.column] if data.time and data.time.column not in wanted else [])
    names.require_columns(header, asked, feed.name)
    buffers = {column: _Growing() for column in wanted}
    stamps: list[NDArray[Any]] = []
    rows = 0
    with closing(feed.chunks(asked)) as chunks:
        for chunk in (each.frame for each in chunks):
            for column, buffer in buffers.items():
                buffer.extend(_numbers(chunk[column], rows))
            if data.time is not None:
                stamps.append(timeline.read_stamps(chunk[data.time.column], data.time, rows))
            rows += len(chunk)
    if rows == 0:
        raise DataError(f"`{feed.name}` has names of columns and no rows", help="check how the file was written")
    time = timeline.joined(stamps, data.time) if data.time else None
    return Table(feed.name, rows, {column: buffer.values for column, buffer in buffers.items()}, time)


def _numbers(series: pd.Series[Any], before: int) -> NDArray[np.float64]:
    """One column of a chunk as floats; `before` rows came earlier."""
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        raise DataError(f"the column `{series.name}` holds dates", help="name it under `time`, not as a feature")
    values, wrong = as_numbers(series)
    if wrong is not None and wrong.any():
        raise _text(series, int(wrong.argmax()), before)
    infinite = np.isinf(values)
    if infinite.any():
        row = before + int(infinite.argmax()) + 1
        raise DataError(f"row {row} of `{series.name}` is infinite", help="take the row out, or leave the cell empty")
    return values


def as_numbers(series: pd.Series[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_] | None]:
    """A column as floats, NaN where there is none, and which cells hold a text; None where none can."""
    import pandas as pd

    if pd.api.types.is_numeric_dtype(series.dtype):
        return series.to_numpy(dtype="float64", na_value=np.nan), None
    numbers = pd.to_numeric(series, errors="coerce")
    wrong: NDArray[np.bool_] = (numbers.isna() & series.notna()).to_numpy()
    return numbers.to_numpy(dtype="float64", na_value=np.nan), wrong


def _text(series: pd.Series[Any], place: int, before: int) -> DataError:
    value = str(series.iloc[place])
    shown = value if len(value) <= 40 else f"{value[:37]}..."
    help = "leave the cell empty where a value is missing, or name another column"
    if value.replace(",", "", 1).lstrip("-").isdigit():
        help = 'it has a comma: write `csv: {path: ..., decimal: ","}`, or take the thousands separators out'
    return DataError(
        f"row {before + place + 1} of `{series.name}` holds the text {shown!r}, and not a number", help=help
    )


class _Growing:
    """
    A column that gets longer; grows in place by a quarter, so that memory follows what was read.

    A long column goes on in single precision where that keeps six digits of what varies: ten million rows are 80 MB in
    double precision and 40 in single, and the model sees single precision anyway.
    """

    def __init__(self) -> None:
        self._room: Column = np.empty(CHUNK)
        self._rows = 0
        self._allowed = 0.0

    def extend(self, values: NDArray[np.float64]) -> None:
        if self._rows >= LARGE and self._allowed == 0.0:
            self._settle_precision()
        elif self._room.dtype == np.float32 and not _resolved(values, self._allowed):
            self._room = self._room.astype(np.float64)
        rows = self._rows + len(values)
        if rows > len(self._room):
            self._room.resize(max(rows, len(self._room) * 5 // 4), refcheck=False)
        self._room[self._rows : rows] = values
        self._rows = rows

    def _settle_precision(self) -> None:
        """Once, when a column turns out to be long."""
        known = self._room[: self._rows].astype(np.float64)
        self._allowed = 1e-6 * float(np.nanstd(known)) + np.finfo(np.float64).tiny
        if _resolved(known, self._allowed):
            self._room = self._room.astype(np.float32)

    @property
    def values(self) -> Column:
        """All that was read, in single precision where nothing is lost by it; nothing can be added after."""
        self._room.resize(self._rows, refcheck=False)
        lossless = self._room.dtype == np.float64 and _resolved(self._room, 0.0)
        return self._room.astype(np.float32) if lossless else self._room


def _resolved(values: Column, allowed: float) -> bool:
    """Whether single precision moves no value by more than is allowed."""
    with np.errstate(over="ignore"):
        for start in range(0, len(values), CHUNK):
            part = values[start : start + CHUNK]
            lost = np.abs(part.astype(np.float32).astype(np.float64) - part)
            if not np.all((lost <= allowed) | np.isnan(part)):
                return False
    return True
