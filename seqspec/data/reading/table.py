"""The columns of a source as numbers, categories and dates, read some ten thousand rows at a time."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.data.division import groups
from seqspec.data.division.groups import Starts
from seqspec.data.reading import columns as names
from seqspec.data.reading.feed import Feed
from seqspec.data.reading.growing import Codes, Growing, Numbers, taken
from seqspec.data.reading.places import Here, Places
from seqspec.data.reading.scratch import Scratch
from seqspec.data.tables import calendar, layout, timeline
from seqspec.data.tables.encoding import Coded
from seqspec.errors import DataError
from seqspec.language.data import Data

if TYPE_CHECKING:
    import pandas as pd

Column: TypeAlias = "NDArray[np.floating[Any]]"

LARGEST = 3e38
"""The largest number there may be: a model counts in single precision, which ends a little later."""


@dataclass
class Table:
    """
    What was read, the rows of each series in one piece.

    Args:
        name: what messages call the source.
        columns: numbers as read, NaN where there is a gap; single precision where nothing is lost by it.
        time: when each row was, as dates or numbers; None where the recipe names no column for it.
        codes: categories.
        fields: what the dates of a column became, one column for each of `Encoding.fields`.
        places: where the rows came from.
        starts: the first row of each series; None without a `group`.
        series: what each series is called.
    """

    name: str
    rows: int
    columns: dict[str, Column]
    time: NDArray[Any] | None
    codes: dict[str, Coded] = field(default_factory=dict)
    fields: dict[str, list[NDArray[np.float32]]] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    starts: Starts = None
    series: tuple[str, ...] = ()


def read_table(data: Data, feed: Feed, optional: frozenset[str], scratch: Scratch) -> Table:
    """
    Read the columns of a recipe.

    Args:
        optional: columns that may be absent; they are left out then.
        scratch: where long columns go.

    Raises:
        DataError: a column is missing or holds something else than it should, there are no rows, the time is not in
            order, or there is no room.
    """
    header = feed.header
    wanted = [column for column in data.columns if column in header or column not in optional]
    reader = _Reader(data, wanted, scratch)
    names.require_columns(header, reader.asked, feed.name)
    with closing(feed.chunks(reader.asked)) as chunks:
        for chunk in chunks:
            reader.take(chunk.frame, Here(chunk.before, chunk.place if chunk.place != feed.name else ""))
    if reader.rows == 0:
        raise DataError(f"`{feed.name}` has names of columns and no rows", help="check how the file was written")
    return reader.table(feed.name)


class _Reader:
    """Takes in chunk by chunk what a recipe needs."""

    def __init__(self, data: Data, wanted: list[str], scratch: Scratch) -> None:
        self._data = data
        self._scratch = scratch
        self._dates = layout.dated(data)
        coded = [column for column in layout.coded(data) if column in wanted]
        self._codes = {column: Codes(scratch) for column in coded}
        time = data.time.column if data.time else None
        apart = {*coded, *self._dates} | ({time} if time in data.encode else set())
        self._numbers = {column: Numbers(scratch) for column in wanted if column not in apart}
        self._fields = {
            column: [Growing(np.float32, scratch) for _ in range(encoding.width)]
            for column, encoding in self._dates.items()
        }
        self._groups = Codes(scratch) if data.group else None
        self._stamps: Growing | None = None
        self._files: dict[str, int] = {}
        self.rows = 0
        asked = [*wanted, *self._dates, *([time] if time else []), *([data.group] if data.group else [])]
        self.asked = list(dict.fromkeys(asked))

    def take(self, frame: pd.DataFrame, here: Here) -> None:
        """Take in some rows."""
        self._files.setdefault(here.file, self.rows)
        for column, numbers in self._numbers.items():
            numbers.extend(_numbers(frame[column], here))
        for column, codes in self._codes.items():
            codes.take(frame[column])
        for column, fields in self._fields.items():
            stamps = timeline.read_dates(frame[column], self._dates[column].format, here)
            for each, values in zip(fields, calendar.fields_of(self._dates[column], stamps), strict=True):
                each.extend(values)
        if self._data.time is not None:
            time = self._data.time
            self._take_time(timeline.read_stamps(frame[time.column], time, here), time.column)
        if self._groups is not None:
            _require_group(frame[self._data.group], here)
            self._groups.take(frame[self._data.group])
        self.rows += len(frame)

    def _take_time(self, stamps: NDArray[Any], name: str) -> None:
        if self._stamps is None:
            self._stamps = Growing(stamps.dtype, self._scratch)
        elif self._stamps.dtype != stamps.dtype:
            raise DataError(f"`{name}` holds dates in some rows and numbers in others", help="write them in one way")
        self._stamps.extend(stamps)

    def table(self, name: str) -> Table:
        """All that was read, with the rows of each series brought together."""
        order, starts, series = self._arranged()
        places = Places(tuple(self._files), tuple(self._files.values()), order)

        def move(values: NDArray[Any]) -> NDArray[Any]:
            return values if order is None else taken(values, order, self._scratch)

        time = self._data.time
        stamps = move(self._stamps.values) if self._stamps is not None else None
        if time is not None and stamps is not None:
            timeline.require_order(stamps, time, places, starts)
        fields = {column: [move(each.values) for each in found] for column, found in self._fields.items()}
        if time is not None and stamps is not None and time.column in self._data.encode:
            fields[time.column] = _fields_of_time(self._data, time.column, stamps)
        return Table(
            name,
            self.rows,
            {column: move(numbers.values) for column, numbers in self._numbers.items()},
            stamps,
            {column: Coded(move(codes.values), codes.names) for column, codes in self._codes.items()},
            fields,
            places,
            starts,
            series,
        )

    def _arranged(self) -> tuple[NDArray[np.int64] | None, Starts, tuple[str, ...]]:
        if self._groups is None:
            return None, None, ()
        codes = self._groups.values
        order, starts = groups.arrange(codes)
        firsts = starts if order is None else order[starts]
        return order, starts, tuple(self._groups.names[code] for code in codes[firsts])


def _fields_of_time(data: Data, column: str, stamps: NDArray[Any]) -> list[NDArray[np.float32]]:
    if not np.issubdtype(stamps.dtype, np.datetime64):
        raise DataError(f"`{column}` holds numbers, and fields are taken from dates", help="take it out of `encode`")
    return calendar.fields_of(data.encode[column], stamps)


def _require_group(series: pd.Series[Any], here: Here) -> None:
    empty = series.isna().to_numpy()
    if empty.any():
        said = f"{here.say(int(empty.argmax()), series.name)} is empty: nothing says to which series it belongs"
        raise DataError(said, help="fill the cell in, or take the row out")


def _numbers(series: pd.Series[Any], here: Here) -> NDArray[np.float64]:
    """One column of a chunk as floats."""
    if (held := no_numbers(series)) is not None:
        help = "turn them into numbers"
        if held == "dates":
            help = f"name it under `time`, or take fields from it: `encode: {{{series.name}: {{calendar: [month]}}}}`"
        raise DataError(f"the column `{series.name}` holds {held}", help=help)
    values, wrong = as_numbers(series)
    if wrong is not None and wrong.any():
        raise _text(series, int(wrong.argmax()), here)
    too_large = np.abs(values) > LARGEST
    if too_large.any():
        place = int(too_large.argmax())
        where, value = here.say(place, series.name), float(values[place])
        if np.isinf(value):
            raise DataError(f"{where} is infinite", help="take the row out, or leave the cell empty")
        said = f"{where} is {value:g}, which is beyond single precision"
        raise DataError(said, help="write the column in a larger unit, or leave the cell empty")
    return values


def no_numbers(series: pd.Series[Any]) -> str | None:
    """What a column holds by its type that is neither a number nor a text; None for all others."""
    import pandas as pd

    if isinstance(series.dtype, pd.PeriodDtype):
        return "periods"
    return {"M": "dates", "m": "durations", "c": "complex numbers"}.get(getattr(series.dtype, "kind", ""))


def as_numbers(series: pd.Series[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_] | None]:
    """A column as floats, NaN where there is none, and which cells hold a text; None where none can."""
    import pandas as pd

    if pd.api.types.is_numeric_dtype(series.dtype):
        return series.to_numpy(dtype="float64", na_value=np.nan), None
    numbers = pd.to_numeric(series, errors="coerce")
    wrong: NDArray[np.bool_] = (numbers.isna() & series.notna()).to_numpy()
    return numbers.to_numpy(dtype="float64", na_value=np.nan), wrong


def _text(series: pd.Series[Any], place: int, here: Here) -> DataError:
    value = str(series.iloc[place])
    shown = value if len(value) <= 40 else f"{value[:37]}..."
    help = "leave the cell empty where a value is missing, or name another column"
    if not any(character.isdigit() for character in value):
        help += f"; categories become numbers by `encode: {{{series.name}: {{one_hot: N}}}}`"
    if value.replace(",", "", 1).lstrip("-").isdigit():
        help = 'it has a comma: write `csv: {path: ..., decimal: ","}`, or take the thousands separators out'
    return DataError(f"{here.say(place, series.name)} holds the text {shown!r}, and not a number", help=help)
