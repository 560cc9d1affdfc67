"""The column that says when: read, checked for order, and continued past its end."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from seqspec.errors import DataError
from seqspec.language.recipe.time import Time

if TYPE_CHECKING:
    import pandas as pd

SAMPLE = 10_000


def read_stamps(series: pd.Series[Any], time: Time, before: int) -> NDArray[Any]:
    """
    One chunk of the column as dates (`datetime64[us]`, in UTC where a zone is given) or as numbers.

    Raises:
        DataError: a row has no date, or one that can't be read without guessing.
    """
    stamps, missing = as_stamps(series, time)
    if missing.any():
        place = int(missing.argmax())
        raise _unreadable(series, place, before + place + 1, time)
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


def _unreadable(series: pd.Series[Any], place: int, row: int, time: Time) -> DataError:
    import pandas as pd

    value = series.iloc[place]
    if pd.isna(value):
        return DataError(f"row {row} of `{time.column}` has no time", help="fill the cell in, or take the row out")
    if time.format is not None:
        said = f"row {row} of `{time.column}` is {str(value)!r}, which does not follow the format `{time.format}`"
        return DataError(said, help="correct the format, or the row")
    help = f"say how it is written: `time: {{column: {time.column}, format: '%d.%m.%Y'}}`"
    return DataError(f"row {row} of `{time.column}` is {str(value)!r}, and no date as 2019-01-31", help=help)


def joined(stamps: list[NDArray[Any]], time: Time) -> NDArray[Any]:
    """
    The whole column, whose rows have to be in order.

    Raises:
        DataError: names the first row that is earlier than the one before.
    """
    if len({stamp.dtype for stamp in stamps}) > 1:
        raise DataError(f"`{time.column}` holds dates in some rows and numbers in others", help="write them in one way")
    column = np.concatenate(stamps)
    back = column[1:] < column[:-1]
    if back.any():
        row = int(back.argmax()) + 2
        here, before = show(column[row - 1]), show(column[row - 2])
        said = f"row {row} of `{time.column}` is {here}, earlier than the row before, {before}"
        raise DataError(said, help=f"sort the file by `{time.column}`")
    return column


def notes(column: NDArray[Any], name: str) -> list[str]:
    """What is said aloud about the steps from row to row."""
    said = []
    steps = np.diff(column)
    same = int(np.count_nonzero(steps == np.zeros(1, steps.dtype)))
    if same:
        said.append(f"{same:,} rows have the same `{name}` as the row before")
    if len(steps) and not same and not _regular(column):
        said.append(f"the steps of `{name}` are not all equal; windows count rows, not time")
    return said


def _regular(column: NDArray[Any]) -> bool:
    steps = np.diff(column)
    if np.issubdtype(steps.dtype, np.floating):
        return bool(np.allclose(steps, steps[0], rtol=1e-6))
    return bool(np.all(steps == steps[0])) or _frequency(column[:SAMPLE]) is not None


def _frequency(column: NDArray[Any]) -> Any:
    """The calendar rule that rows follow, such as the first of each month; None where there is none."""
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas is about to return an object in place of a name; either will do
        return pd.infer_freq(pd.DatetimeIndex(column)) if len(column) > 2 else None


def continued(column: NDArray[Any], rows: int) -> NDArray[Any]:
    """The next `rows` stamps after the last: by the calendar rule the column follows, else by its usual step."""
    import pandas as pd

    if rows <= 0:
        return column[:0]
    tail = column[-SAMPLE:]
    if np.issubdtype(column.dtype, np.datetime64) and (frequency := _frequency(tail)):
        following = pd.date_range(tail[-1], periods=rows + 1, freq=frequency)[1:]
        return following.to_numpy(dtype=column.dtype)
    step = np.median(np.diff(tail)) if len(tail) > 1 else np.ones(1, np.diff(column[:1]).dtype)[0]
    return np.asarray(column[-1] + step * np.arange(1, rows + 1), dtype=column.dtype)


def show(stamp: Any) -> str:
    """A stamp as a person writes it, with nothing lost: 2019-01-31, 2019-01-31T12:30:00, 1958.25, 1546300800."""
    if not isinstance(stamp, np.datetime64):
        return f"{float(stamp):.15g}"
    return str(stamp.astype("datetime64[us]")).removesuffix(".000000").removesuffix("T00:00:00")
