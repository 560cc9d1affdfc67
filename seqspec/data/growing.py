"""Columns that get longer while a file is read, so that memory follows what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Column: TypeAlias = "NDArray[np.floating[Any]]"

LARGE = 1 << 20
"""Rows from which on a column is kept in single precision, if that resolves it."""
CHUNK = 1 << 16


class Growing:
    """A column of one type; grows in place by a quarter."""

    def __init__(self, dtype: Any) -> None:
        self._room: NDArray[Any] = np.empty(CHUNK, dtype=dtype)
        self._rows = 0

    @property
    def dtype(self) -> np.dtype[Any]:
        """What its values are."""
        return self._room.dtype

    def extend(self, values: NDArray[Any]) -> None:
        """Take in more rows."""
        rows = self._rows + len(values)
        if rows > len(self._room):
            self._room.resize(max(rows, len(self._room) * 5 // 4), refcheck=False)
        self._room[self._rows : rows] = values
        self._rows = rows

    @property
    def values(self) -> NDArray[Any]:
        """All that was read; nothing can be added after."""
        self._room.resize(self._rows, refcheck=False)
        return self._room


class Numbers(Growing):
    """
    A column of numbers.

    A long column goes on in single precision where that keeps six digits of what varies: ten million rows are 80 MB in
    double precision and 40 in single, and the model sees single precision anyway.
    """

    def __init__(self) -> None:
        super().__init__(np.float64)
        self._allowed = 0.0

    def extend(self, values: NDArray[np.float64]) -> None:
        """Take in more rows."""
        if self._rows >= LARGE and self._allowed == 0.0:
            self._settle_precision()
        elif self._room.dtype == np.float32 and not _resolved(values, self._allowed):
            self._room = self._room.astype(np.float64)
        super().extend(values)

    def _settle_precision(self) -> None:
        """Once, when a column turns out to be long."""
        known = self._room[: self._rows].astype(np.float64)
        self._allowed = 1e-6 * float(np.nanstd(known)) + np.finfo(np.float64).tiny
        if _resolved(known, self._allowed):
            self._room = self._room.astype(np.float32)

    @property
    def values(self) -> Column:
        """All that was read, in single precision where nothing is lost by it; nothing can be added after."""
        room: Column = super().values
        return room.astype(np.float32) if room.dtype == np.float64 and _resolved(room, 0.0) else room


class Codes(Growing):
    """A column of categories: each as the number of its name, in the order in which they come, or -1 for none."""

    def __init__(self) -> None:
        super().__init__(np.int32)
        self._known: dict[str, int] = {}

    def take(self, series: pd.Series[Any]) -> None:
        """Take in more rows."""
        import pandas as pd

        codes, found = pd.factorize(series, use_na_sentinel=True)
        numbers = [self._known.setdefault(called(name), len(self._known)) for name in found]
        self.extend(np.array([*numbers, -1], dtype=np.int32)[codes])

    @property
    def names(self) -> list[str]:
        """What each number stands for."""
        return list(self._known)


def called(value: Any) -> str:
    """A category as a text: numbers in their shortest form, however they are written."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return str(value)
    return f"{number:.15g}" if np.isfinite(number) else str(value)


def _resolved(values: Column, allowed: float) -> bool:
    """Whether single precision moves no value by more than is allowed."""
    with np.errstate(over="ignore"):
        for start in range(0, len(values), CHUNK):
            part = values[start : start + CHUNK]
            lost = np.abs(part.astype(np.float32).astype(np.float64) - part)
            if not np.all((lost <= allowed) | np.isnan(part)):
                return False
    return True
