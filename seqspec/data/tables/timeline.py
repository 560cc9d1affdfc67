"""The column that says when: read, checked for order, and continued past its end."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.data.division.groups import Starts
from seqspec.data.reading.places import Here, Places
from seqspec.data.reading.scratch import let_go
from seqspec.errors import DataError
from seqspec.language.dates import format_of
from seqspec.language.recipe.time import Time

if TYPE_CHECKING:
    import pandas as pd

    from seqspec.data.examples import Examples

SAMPLE = 10_000
CHUNK = 1 << 20
Unit: TypeAlias = Literal["D", "s", "us"]
_FINER: tuple[Unit, ...] = ("D", "s", "us")
_COARSE = _FINER[:-1]
_NO_FORMAT = "write all of them in that way, or say with `format` how they are written"


def read_stamps(series: pd.Series[Any], time: Time, here: Here) -> NDArray[Any]:
    """
    One chunk of the column as dates (`datetime64[us]`, in UTC where a zone is given) or as numbers.

    Raises:
        DataError: a row has no date, or one that can't be read without guessing.
    """
    stamps, missing = as_stamps(series, time)
    if missing.any():
        raise _unreadable(series, int(missing.argmax()), here, f"`time: {{column: {time.column}", time.format)
    return stamps


def read_dates(series: pd.Series[Any], format: str | None, here: Here) -> NDArray[Any]:
    """
    One chunk of a column of dates, NaT where a cell is empty.

    Raises:
        DataError: a row holds no date, or one that can't be read without guessing.
    """
    import pandas as pd

    column = str(series.name)
    if pd.api.types.is_numeric_dtype(series.dtype) and format is None and series.notna().any():
        raise DataError(f"`{column}` holds numbers, and fields are taken from dates", help="take it out of `encode`")
    if not series.notna().any():
        return np.full(len(series), np.datetime64("NaT"), dtype="datetime64[us]")
    stamps, missing = as_stamps(series, Time.model_construct(column=column, format=format))
    wrong = missing & series.notna().to_numpy()
    if wrong.any():
        raise _unreadable(series, int(wrong.argmax()), here, f"`encode: {{{column}: {{calendar: [month]", format)
    return stamps


def as_stamps(series: pd.Series[Any], time: Time) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """The column as dates or numbers, and which rows have none that can be read."""
    import pandas as pd

    if pd.api.types.is_numeric_dtype(series.dtype) and time.format is None:
        numbers = series.to_numpy(dtype="float64", na_value=np.nan)
        return numbers, np.isnan(numbers)
    texts = series if pd.api.types.is_datetime64_any_dtype(series.dtype) else series.astype("string")
    dates = pd.to_datetime(texts, format=time.format or "ISO8601", errors="coerce", utc=True)
    return dates.dt.tz_localize(None).to_numpy(dtype="datetime64[us]"), dates.isna().to_numpy()


def _unreadable(series: pd.Series[Any], place: int, here: Here, written: str, format: str | None) -> DataError:
    import pandas as pd

    value, where = series.iloc[place], here.say(place, series.name)
    if pd.isna(value):
        return DataError(f"{where} has no time", help="fill the cell in, or take the row out")
    if format is not None:
        said = f"{where} is {str(value)!r}, which does not follow the format `{format}`"
        return DataError(said, help="correct the format, or the row")
    wrong = as_stamps(series, Time.model_construct(column=str(series.name)))[1] & series.notna().to_numpy()
    known, close = written_as(series, wrong), "}" * written.count("{")
    help = f"say how it is written: {written}, format: '{known}'{close}`"
    help = help if known and wrong.sum() == series.notna().sum() else _NO_FORMAT
    return DataError(f"{where} is {str(value)!r}, and no date as 2019-01-31", help=help)


def written_as(series: pd.Series[Any], unreadable: NDArray[np.bool_]) -> str | None:
    """The format of the cells that can't be read without one, as far as the first of them show it."""
    return format_of([str(text) for text in series[unreadable].dropna().head(SAMPLE)])


def require_order(column: NDArray[Any], time: Time, places: Places, starts: Starts) -> None:
    """
    Refuse rows that are not in order, each series by itself, or that are not as far apart as the recipe says.

    Raises:
        DataError: names the first row that is earlier than the one before, or the first that deviates.
    """
    for first, before, after, inner in _neighbours(column, starts):
        back = (after < before) & inner
        if back.any():
            row = first + int(back.argmax())
            where, unit = places.say(row, time.column), unit_of(column[row - 1 : row + 1])
            here, earlier = show(column[row], unit), show(column[row - 1], unit)
            same = " of its series" if starts is not None else ""
            said = f"{where} is {here}, earlier than the row before{same}, {earlier}"
            raise DataError(said, help=f"sort the file by `{time.column}`")
    if time.frequency is not None:
        _require_frequency(column, time, places, starts)


def _neighbours(
    column: NDArray[Any], starts: Starts
) -> Iterator[tuple[int, NDArray[Any], NDArray[Any], NDArray[np.bool_]]]:
    """
    Rows and those after them, piece by piece, as a column may be long: the number of the first one that has another
    before it, the earlier ones, the later ones, and whether both are of one series.
    """
    for start in range(0, len(column) - 1, CHUNK):
        stop = min(start + CHUNK, len(column) - 1)
        inner = np.ones(stop - start, dtype=np.bool_)
        if starts is not None:
            inner[starts[(starts > start) & (starts <= stop)] - start - 1] = False
        yield start + 1, column[start:stop], column[start + 1 : stop + 1], inner
        let_go(column)


def _require_frequency(column: NDArray[Any], time: Time, places: Places, starts: Starts) -> None:
    frequency = time.frequency
    dates = np.issubdtype(column.dtype, np.datetime64)
    if dates != isinstance(frequency, str):
        held, wanted = ("dates", "`1D`") if dates else ("numbers", "a number")
        raise DataError(f"`{time.column}` holds {held}, and its frequency is {frequency}", help=f"write {wanted}")
    for first, before, after, inner in _neighbours(column, starts):
        expected = following(before, frequency)
        late = inner & ~is_same(after, expected)
        if late.any():
            place = int(late.argmax())
            where, found = places.say(first + place, time.column), [before[place], after[place], expected[place]]
            earlier, here, next_one = (show(stamp, unit_of(np.array(found))) for stamp in found)
            said = f"{where} is {here}, and the row before is {earlier}: that is not the frequency {frequency}"
            help = f"{next_one} was to follow: add or take out rows, or take `frequency` out"
            raise DataError(said, help=help)


def is_same(stamps: NDArray[Any], expected: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether they are equal; numbers to nine digits, since 0.1 is added with an error."""
    if np.issubdtype(stamps.dtype, np.datetime64):
        return np.asarray(stamps == expected)
    return np.asarray(np.isclose(stamps, expected, rtol=1e-9, atol=1e-9))


def following(column: NDArray[Any], frequency: Any) -> NDArray[Any]:
    """What comes after each stamp at this frequency."""
    import pandas as pd

    if not isinstance(frequency, str):
        return np.asarray(column + frequency)
    offset = pd.tseries.frequencies.to_offset(frequency)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some offsets are added one by one, and pandas says so
        return (pd.DatetimeIndex(column) + offset).to_numpy(dtype=column.dtype)


def notes(column: NDArray[Any], name: str, starts: Starts = None) -> list[str]:
    """What is said aloud about the steps from row to row of each series."""
    same, even = _steps(column, starts)
    if same:
        rows = "1 row has" if same == 1 else f"{same:,} rows have"
        return [f"{rows} the same `{name}` as the row before"]
    dates = bool(np.issubdtype(column.dtype, np.datetime64))
    if even or (starts is None and dates and _frequency(column[:SAMPLE]) is not None):
        return []
    return [f"the steps of `{name}` are not all equal; windows count rows, not time"]


def _steps(column: NDArray[Any], starts: Starts) -> tuple[int, bool]:
    """How many steps lead nowhere, and whether all are the same."""
    same, even = 0, True
    usual = None
    for _, before, after, inner in _neighbours(column, starts):
        steps = (after - before)[inner]
        same += int(np.count_nonzero(steps == np.zeros(1, steps.dtype)))
        usual = steps[0] if usual is None and len(steps) else usual
        if usual is not None and even:
            numbers = np.issubdtype(steps.dtype, np.floating)
            even = bool(np.allclose(steps, usual, rtol=1e-6) if numbers else np.all(steps == usual))
    return same, even


def _frequency(column: NDArray[Any]) -> Any:
    """The calendar rule that rows follow, such as the first of each month; None where there is none."""
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas is about to return an object in place of a name; either will do
        return pd.infer_freq(pd.DatetimeIndex(column)) if len(column) > 2 else None


def continued(column: NDArray[Any], rows: int, given: str | float | None = None) -> NDArray[Any]:
    """
    The next `rows` stamps after the last: by the calendar rule the column follows, else by its usual step.

    Args:
        given: the frequency that the recipe names.
    """
    import pandas as pd

    if rows <= 0:
        return column[:0]
    tail = column[-SAMPLE:]
    rule = given if isinstance(given, str) else None
    if np.issubdtype(column.dtype, np.datetime64) and (frequency := rule or _frequency(tail)):
        following = pd.date_range(tail[-1], periods=rows + 1, freq=frequency)[1:]
        return following.to_numpy(dtype=column.dtype)
    if given is not None and not isinstance(given, str):
        return np.asarray(column[-1] + given * np.arange(1, rows + 1), dtype=column.dtype)
    step = np.median(np.diff(tail)) if len(tail) > 1 else np.ones(1, np.diff(column[:1]).dtype)[0]
    return np.asarray(column[-1] + step * np.arange(1, rows + 1), dtype=column.dtype)


def show(stamp: Any, unit: Unit | None = None) -> str:
    """
    A stamp as a person writes it, with nothing lost: 2019-01-31, 2019-01-31T12:30:00, 1958.25, 1546300800.

    Args:
        unit: that of the column a date stands in, where midnight is not told from its day; else its own.
    """
    if not isinstance(stamp, np.datetime64):
        return f"{float(stamp):.15g}"
    return str(np.datetime_as_string(stamp.astype("datetime64[us]"), unit=unit or unit_of(np.array([stamp]))))


def unit_of(stamps: NDArray[Any]) -> Unit:
    """Whether dates say days, seconds or less, any of them; numbers say days."""
    if not np.issubdtype(stamps.dtype, np.datetime64):
        return "D"
    known = stamps[~np.isnat(stamps)]
    return next((unit for unit in _COARSE if np.array_equal(known, known.astype(f"datetime64[{unit}]"))), "us")


def shared_unit(parts: Iterable[Examples]) -> Unit:
    """The unit of all target steps of some parts, which are looked at piece by piece."""
    unit: Unit = "D"
    for part in parts:
        for start in range(0, len(part), CHUNK):
            unit = max(unit, unit_of(part.stamps(slice(start, start + CHUNK))), key=_FINER.index)
            if unit == _FINER[-1]:
                return unit
    return unit
