"""What the columns of a CSV file look like, judged by its first rows."""

from __future__ import annotations

import csv
import io
import math
import os
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from statistics import median

from seqspec.errors import DataError, UsageError
from seqspec.wording import count

MAX_ROWS = 100_000
MAX_BYTES = 16 << 20
MAX_CATEGORIES = 50

# What pandas takes for a gap.
_GAPS = {"", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
         "NULL", "NaN", "None", "n/a", "nan", "null"}  # fmt: skip
_NUMBER = re.compile(r" *[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? *")
_FORMATS = ("%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y %H:%M", "%m/%d/%Y %H:%M")
_COUNTERS = {"date", "day", "hour", "index", "month", "period", "step", "t", "time", "timestamp", "week", "year"}
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column.

    Args:
        numeric: every value is a number, gaps aside.
        gaps: rows without a value.
        constant: there is one value only, or none.
        stray: the first text among numbers, with its row as counted from 1 below the header.
        counter: its values only count the rows, or tell them apart.
        categories: how many classes there are: texts that come again and again, or 0 and 1; else 0.
        rarest: how many rows the rarest class has, and its name; None where there are no classes.
        words: how many the longest text has, where most texts have several and hardly one comes again; else 0.
        letters: how many the longest text has, where texts are words that hardly come again; else 0.
        still: it never changes within a series, where there are several.
    """

    name: str
    numeric: bool
    gaps: int
    constant: bool
    stray: tuple[int, str] | None = None
    counter: bool = False
    categories: int = 0
    rarest: tuple[int, str] | None = None
    words: int = 0
    letters: int = 0
    still: bool = False


@dataclass(frozen=True, slots=True)
class Time:
    """
    The column that orders the rows.

    Args:
        format: how its dates are written, None for ISO 8601 and for numbers.
        step: seconds from row to row, where it holds dates.
    """

    name: str
    format: str | None
    step: float | None


@dataclass(frozen=True, slots=True)
class Table:
    """
    A whole file.

    Args:
        rows: how many were looked at.
        complete: these are all there are.
        time: None where no column orders the rows.
        unordered: a column of dates that are not in order.
        group: the column that tells several series apart, each with its dates in order.
        series: how many rows a series has, the median of all; all rows where there is no group.
    """

    path: str
    separator: str
    decimal: str
    encoding: str
    rows: int
    complete: bool
    columns: tuple[Column, ...]
    time: Time | None
    unordered: str | None = None
    group: str | None = None
    series: int = 0

    @property
    def numeric(self) -> tuple[Column, ...]:
        """The columns a model can be trained on."""
        return tuple(column for column in self.columns if self._is_usable(column))

    def _is_usable(self, column: Column) -> bool:
        places = {self.group, self.time.name if self.time else None}
        return column.numeric and not column.constant and column.name not in places


def look(path: str) -> Table:
    """
    Look at a CSV file; of a large one at the first rows.

    Raises:
        UsageError: it can't be opened.
        DataError: it is no table with a header.
    """
    text, encoding, complete = _read(path)
    separator = _separator(path, text)
    header, *rows = _records(path, text, separator, complete)
    if not rows:
        raise DataError(f"`{path}` has a header and no rows", help="give a file with data in it")
    _check_header(path, header)
    decimal = "," if separator == ";" and _has_decimal_commas(rows) else "."
    values = [[cells[place].strip() for cells in rows] for place in range(len(header))]
    columns = tuple(_column(name, column, decimal) for name, column in zip(header, values, strict=True))
    time, group, series = _order(dict(zip(header, values, strict=True)), columns)
    if group is not None:
        apart = values[header.index(group)]
        columns = tuple(
            replace(each, still=_is_still(apart, cells)) for each, cells in zip(columns, values, strict=True)
        )
    unordered = next((name for name, column in zip(header, values, strict=True) if _holds_dates(name, column)), None)
    whole = complete and len(rows) < MAX_ROWS
    left = None if time else unordered
    return Table(path, separator, decimal, encoding, len(rows), whole, columns, time, left, group, series)


def _order(values: dict[str, list[str]], columns: tuple[Column, ...]) -> tuple[Time | None, str | None, int]:
    """The time, the group and the rows of a series: of all rows, or of each series that a column tells apart."""
    rows = len(next(iter(values.values())))
    time = next((found for name, column in values.items() if (found := _time(name, column))), None)
    dates = [] if time else [name for name, column in values.items() if _holds_dates(name, column)]
    for date in dates:
        for column in columns:
            if column.name != date and (not column.numeric or column.counter):
                apart = _time_of_series(date, values[date], values[column.name])
                if apart is not None:
                    return apart[0], column.name, apart[1]
    return time, None, rows


def _is_still(groups: list[str], cells: list[str]) -> bool:
    """Whether a column has one value in each series, gaps aside."""
    found = {(group, cell) for group, cell in zip(groups, cells, strict=True) if cell not in _GAPS}
    return len(found) == len({group for group, _ in found})


def _time_of_series(name: str, dates: list[str], groups: list[str]) -> tuple[Time, int] | None:
    """The time, and how many rows a series has, where in each series every date is later than the one before."""
    series: dict[str, list[str]] = {}
    for group, date in zip(groups, dates, strict=True):
        series.setdefault(group, []).append(date)
    if not 2 <= len(series) <= len(dates) // 10 or series.keys() & _GAPS:
        return None
    times = [_time(name, each) for each in series.values() if len(each) > 1]
    first = times[0] if times else None
    alike = first is not None and all(time is not None and time.format == first.format for time in times)
    return (first, int(median(map(len, series.values())))) if first is not None and alike else None


# ----------------------------------------------------------------------------------------------------------- reading


def _read(path: str) -> tuple[str, str, bool]:
    try:
        if not os.path.isfile(path) and os.path.exists(path):
            raise UsageError(f"`{path}` is not a file", help="give the path of a CSV file")
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"can't read `{path}`: {(error.strerror or str(error)).lower()}", help="check the path"
        ) from None
    if b"\x00" in data:
        raise DataError(f"`{path}` is not a text file", help="give a CSV file")
    complete = len(data) <= MAX_BYTES
    if not complete:
        data = data[: data.rfind(b"\n") + 1]
    try:
        return data.decode("utf-8-sig"), "utf-8", complete
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1", complete


def _separator(path: str, text: str) -> str:
    first = text.partition("\n")[0]
    if not first.strip():
        raise DataError(f"`{path}` has no header", help="its first row has to name the columns")
    return max(",;\t|", key=first.count)


def _records(path: str, text: str, separator: str, complete: bool) -> list[list[str]]:
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=complete)
    try:
        for record in reader:
            if record and records and len(record) != len(records[0]):
                said = f"{count(len(record), 'field')}, and its header names {len(records[0])}"
                raise DataError(
                    f"line {reader.line_num} of `{path}` has {said}", help="quote fields with a separator in them"
                )
            if record:
                records.append(record)
            if len(records) > MAX_ROWS:
                break
    except csv.Error as error:
        raise DataError(f"line {reader.line_num} of `{path}` can't be read as CSV: {error}") from None
    return records


def _check_header(path: str, header: list[str]) -> None:
    if all(_NUMBER.fullmatch(name) for name in header):
        raise DataError(f"the first row of `{path}` holds numbers, not names", help="add a first row with the names")
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise DataError(f"`{path}` has {header.count(twice)} columns called `{twice}`", help="rename one of them")


# ----------------------------------------------------------------------------------------------------------- columns


def _has_decimal_commas(rows: list[list[str]]) -> bool:
    return any(re.fullmatch(r"[-+]?[0-9]+,[0-9]+", cell.strip()) for cells in rows[:1000] for cell in cells)


def _column(name: str, values: list[str], decimal: str) -> Column:
    given = [value for value in values if value not in _GAPS]
    texts = [value for value in given if not _NUMBER.fullmatch(value.replace(decimal, "."))]
    stray = (values.index(texts[0]) + 1, texts[0]) if texts and len(texts) <= len(given) // 10 else None
    constant = len(set(given)) < 2
    numeric, gaps = bool(given) and not texts, len(values) - len(given)
    classes = _categories(given, numeric)
    rarest = min((count, text) for text, count in Counter(given).items()) if classes else None
    return Column(name, numeric, gaps, constant, stray, _counts(name, given), classes, rarest, _words(given),
                  _letters(given, numeric))  # fmt: skip


def _categories(given: list[str], numeric: bool) -> int:
    found = set(given)
    if numeric:
        return 2 if found == {"0", "1"} else 0
    return len(found) if 2 <= len(found) <= min(MAX_CATEGORIES, len(given) // 5) else 0


def _words(given: list[str]) -> int:
    counts = [len(text.split()) for text in given]
    prose = counts and median(counts) >= 3 and len(set(given)) > len(given) // 2
    return max(counts) if prose else 0


def _letters(given: list[str], numeric: bool) -> int:
    names = given and not numeric and len(set(given)) > len(given) // 2
    return max(map(len, given)) if names and any(map(str.isalpha, given[0])) else 0


def _counts(name: str, given: list[str]) -> bool:
    """Whether a column is called an identifier, or goes up by one from row to row."""
    if re.search(r"(^|_)id$|^(index|row|nr|no|unnamed.*|)$", name.strip(), re.IGNORECASE) or name.endswith("Id"):
        return True
    if len(given) < 3 or not all(re.fullmatch(r"[0-9]{1,15}", value) for value in given):
        return False
    return all(int(later) - int(sooner) == 1 for sooner, later in pairwise(given))


def _holds_dates(name: str, values: list[str]) -> bool:
    if len(values) < 2 or (_NUMBER.fullmatch(values[0]) and name.strip().lower() not in _COUNTERS):
        return False  # a number may look like 20200131
    return any(_moments(values, format) is not None for format in (None, *_FORMATS))


def _time(name: str, values: list[str]) -> Time | None:
    """The column as the time of its rows, where every value is one and they are in order."""
    if any(value in _GAPS for value in values) or len(values) < 2:
        return None
    if name.strip().lower() in _COUNTERS and all(re.fullmatch(r"-?[0-9]{1,15}", value) for value in values):
        numbers = [int(value) for value in values]
        return Time(name, None, None) if _ascending([float(number) for number in numbers]) else None
    for format in (None, *_FORMATS):
        moments = _moments(values, format)
        if moments is not None and _ascending(moments):
            return Time(name, format, median(later - sooner for sooner, later in pairwise(moments)))
    return None


def _moments(values: list[str], format: str | None) -> list[float] | None:
    """Every value as seconds since year 1, or None where one is no date."""
    if format is None and _NUMBER.fullmatch(values[0]):
        return None
    try:
        dates = [datetime.strptime(value, format) if format else datetime.fromisoformat(value) for value in values]
        return [(date.replace(tzinfo=None) - datetime.min).total_seconds() for date in dates]
    except (ValueError, OverflowError):
        return None


def _ascending(numbers: list[float]) -> bool:
    return all(sooner < later for sooner, later in pairwise(numbers))


def season_of(step: float | None) -> int | None:
    """Rows in a season, by the seconds between two rows: a day of hours, a week of days, a year of what is longer."""
    if step is None or not math.isfinite(step):
        return None
    days = step / _DAY
    for low, high, rows in ((0.04, 0.05, 24), (0.9, 1.1, 7), (6.9, 7.1, 52), (27, 32, 12), (88, 93, 4)):
        if low <= days <= high:
            return rows
    return None
