"""Fields of dates, as numbers and as sine and cosine."""

from __future__ import annotations

from datetime import date
from math import pi
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from seqspec.language.recipe.encode import Encoding

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 1 << 16


def fields_of(encoding: Encoding, stamps: NDArray[Any]) -> list[NDArray[np.float32]]:
    """
    What dates become.

    Args:
        stamps: dates, without a zone; NaT where there is none.

    Returns:
        one column for each of `Encoding.fields`, NaN where there is no date.
    """
    found = [np.empty(len(stamps), dtype=np.float32) for _ in range(encoding.width)]
    for start in range(0, len(stamps), CHUNK):
        some = slice(start, min(start + CHUNK, len(stamps)))
        for column, values in zip(found, _some_fields(encoding, stamps[some]), strict=True):
            column[some] = values
    return found


def _some_fields(encoding: Encoding, stamps: NDArray[Any]) -> list[NDArray[np.float64]]:
    import pandas as pd

    index = pd.DatetimeIndex(stamps)
    unknown = np.isnat(stamps)
    found = [field(index, name) for name in encoding.calendar or []]
    for name in encoding.cyclic or []:
        angle = 2 * pi * share(index, name)
        found += [np.sin(angle), np.cos(angle)]
    return [np.where(unknown, np.nan, values) for values in found]


def field(index: pd.DatetimeIndex, name: str) -> NDArray[np.float64]:
    """One field of dates, as a calendar shows it; `weekday` is 0 on Monday."""
    if name == "week":
        weeks: NDArray[np.float64] = index.isocalendar()["week"].to_numpy(dtype="float64", na_value=np.nan)
        return weeks
    return np.asarray(getattr(index, {"weekday": "day_of_week"}.get(name, name)), dtype=np.float64)


def share(index: pd.DatetimeIndex, name: str) -> NDArray[np.float64]:
    """How much of what comes round has passed when the field begins, from 0 to below 1."""
    passed = field(index, name) - (0 if name in {"minute", "hour", "weekday"} else 1)
    shares: NDArray[np.float64] = passed / _length(index, name)
    return shares


def _length(index: pd.DatetimeIndex, name: str) -> Any:
    """How many of a field there are until it comes round: in this month or year, where they are not all as long."""
    if name == "day":
        return np.asarray(index.days_in_month, dtype=np.float64)
    if name == "day_of_year":
        return 365.0 + np.asarray(index.is_leap_year)
    if name == "week":
        years = index.isocalendar()["year"].to_numpy(dtype="float64", na_value=np.nan)
        different, place = np.unique(years, return_inverse=True)
        return np.array([_weeks(year) for year in different])[place]
    return {"minute": 60, "hour": 24, "weekday": 7, "month": 12, "quarter": 4}[name]


def _weeks(year: float) -> float:
    """Weeks of a year of ISO 8601: the 28th of December is always in the last one."""
    return float(date(int(year), 12, 28).isocalendar().week) if year == year else np.nan
