"""Arrays that get longer while a file is read: in memory, and on the disk once they are long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.data.reading.scratch import Scratch, Spool, sweep

if TYPE_CHECKING:
    import pandas as pd

Column: TypeAlias = "NDArray[np.floating[Any]]"

LARGE = 1 << 20
"""Rows from which on a column is kept in single precision, if that loses nothing of it."""
CHUNK = 1 << 16
_EXACT = 2.0**53
"""Below it a float tells all integers apart."""
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]*)?")
"""Texts that stand for a number, as pandas takes them where a whole piece of a file has only such texts."""


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

    A long column goes on in single precision as long as that loses nothing of any value, so that no row becomes another
    number because of other rows: ten million rows are 80 MB in double precision and 40 in single.
    """

    def __init__(self, scratch: Scratch) -> None:
        super().__init__(np.float64, scratch)
        self._settled = False

    def extend(self, values: NDArray[np.float64]) -> None:
        """Take in more rows."""
        if self._rows >= LARGE and not self._settled:
            self._settle_precision()
        if self.dtype == np.float32 and not _lossless(values):
            self._turn(np.float64)
        super().extend(values)

    def _settle_precision(self) -> None:
        """Once, when a column turns out to be long."""
        self._settled = True
        if _lossless(self._so_far()):
            self._turn(np.float32)

    @property
    def values(self) -> Column:
        """All that was read, in single precision where nothing is lost by it; nothing can be added after."""
        if self.dtype == np.float64 and _lossless(self._so_far()):
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
    """
    A category as a text: equal for a number and the text of it, different for whatever is different.

    One piece of a file may come as numbers and the next as texts, so short numbers in texts are put as numbers are.
    """
    if isinstance(value, bool | np.bool_ | int | np.integer):
        return str(value)
    if isinstance(value, float | np.floating):
        return _shortest(value)
    text = str(value)
    return _shortest(float(text)) if _NUMBER.fullmatch(text) else text


def _shortest(number: float | np.floating[Any]) -> str:
    """The shortest text that reads back as this number, and no other of its precision."""
    whole = -_EXACT < float(number) < _EXACT and number == int(number)
    return str(int(number)) if whole else str(number)


def all_called(series: pd.Series[Any]) -> pd.Series[Any]:
    """Each cell of a column as a category; what is missing stays missing."""
    import pandas as pd

    codes, found = pd.factorize(series, use_na_sentinel=True)
    texts = np.array([*map(called, found), None], dtype=object)
    return pd.Series(texts[codes], index=series.index, dtype=object)


def _lossless(values: Column) -> bool:
    """Whether single precision holds every value as it is."""
    with np.errstate(over="ignore"):
        for rows in sweep(values):
            part = values[rows]
            if not np.all((part.astype(np.float32) == part) | np.isnan(part)):
                return False
    return True
