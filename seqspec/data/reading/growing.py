"""Arrays that get longer while a file is read: in memory, and on the disk once they are long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.data.reading.scratch import Scratch, Spool, sweep

if TYPE_CHECKING:
    import pandas as pd

Column: TypeAlias = "NDArray[np.floating[Any]]"

LARGE = 1 << 20
"""Rows from which on a column is kept in single precision, if that resolves it."""
CHUNK = 1 << 16


class Growing:
    """
    An array of one type that gets longer: in memory, where it grows by a quarter, and once it is long in a file.

    Args:
        scratch: where long arrays go.
    """

    def __init__(self, dtype: Any, scratch: Scratch) -> None:
        self._room: NDArray[Any] = np.empty(CHUNK, dtype=dtype)
        self._rows = 0
        self._spool: Spool | None = None
        self._scratch = scratch

    @property
    def dtype(self) -> np.dtype[Any]:
        """What its values are."""
        return self._room.dtype

    def extend(self, values: NDArray[Any]) -> None:
        """
        Take in more.

        Raises:
            DataError: it is long, and there is no room for it.
        """
        rows = self._rows + len(values)
        if self._spool is None and rows * self.dtype.itemsize > self._scratch.most:
            self._spool = self._scratch.spool(self.dtype)
            self._spool.write(self._room[: self._rows])
            self._room = self._room[:0].copy()
        if self._spool is not None:
            self._spool.write(values)
        else:
            self._keep(values, rows)
        self._rows = rows

    def _keep(self, values: NDArray[Any], rows: int) -> None:
        if rows > len(self._room):
            self._room.resize(max(rows, len(self._room) * 5 // 4), refcheck=False)
        self._room[self._rows : rows] = values

    @property
    def values(self) -> NDArray[Any]:
        """All that was taken in; nothing can be added after."""
        if self._spool is None:
            self._room.resize(self._rows, refcheck=False)
        return self._so_far()

    def _so_far(self) -> NDArray[Any]:
        return self._room[: self._rows] if self._spool is None else self._spool.values

    def _turn(self, dtype: Any) -> None:
        """Become of another type."""
        turned, known = Growing(dtype, self._scratch), self._so_far()
        for rows in sweep(known):
            turned.extend(known[rows])
        self._room, self._spool = turned._room, turned._spool


class Numbers(Growing):
    """
    A column of numbers.

    A long column goes on in single precision where that keeps six digits of what varies: ten million rows are 80 MB in
    double precision and 40 in single, and the model sees single precision anyway.
    """

    def __init__(self, scratch: Scratch) -> None:
        super().__init__(np.float64, scratch)
        self._allowed = 0.0

    def extend(self, values: NDArray[np.float64]) -> None:
        """Take in more rows."""
        if self._rows >= LARGE and self._allowed == 0.0:
            self._settle_precision()
        elif self.dtype == np.float32 and not _resolved(values, self._allowed):
            self._turn(np.float64)
        super().extend(values)

    def _settle_precision(self) -> None:
        """Once, when a column turns out to be long."""
        known = self._so_far().astype(np.float64)
        self._allowed = 1e-6 * float(np.nanstd(known)) + np.finfo(np.float64).tiny
        if _resolved(known, self._allowed):
            self._turn(np.float32)

    @property
    def values(self) -> Column:
        """All that was read, in single precision where nothing is lost by it; nothing can be added after."""
        if self.dtype == np.float64 and _resolved(self._so_far(), 0.0):
            self._turn(np.float32)
        return super().values


class Codes(Growing):
    """A column of categories: each as the number of its name, in the order in which they come, or -1 for none."""

    def __init__(self, scratch: Scratch) -> None:
        super().__init__(np.int32, scratch)
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


def taken(values: NDArray[Any], places: NDArray[np.integer[Any]], scratch: Scratch) -> NDArray[Any]:
    """`values[places]`, for many places."""
    found = Growing(values.dtype, scratch)
    for rows in sweep(places):
        found.extend(values[places[rows]])
    return found.values


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
        for rows in sweep(values):
            part = values[rows]
            lost = np.abs(part.astype(np.float32).astype(np.float64) - part)
            if not np.all((lost <= allowed) | np.isnan(part)):
                return False
    return True
