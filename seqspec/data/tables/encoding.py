"""Categories: learnt from the training part, sorted, and numbered from 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.data.reading.growing import taken
from seqspec.data.reading.places import Places
from seqspec.data.reading.scratch import Scratch, sweep
from seqspec.errors import DataError
from seqspec.language.data import Data

ZEROS = -1
"""The id of a category that becomes a row of zeros."""
MOST_NAMED = 8
MOST_CLASSES = 100_000
"""Class numbers that are believed without being declared."""
Rows: TypeAlias = "slice | NDArray[np.int64]"


@dataclass(frozen=True)
class Coded:
    """
    A column of categories as read.

    Args:
        codes: `[rows]`, the number of each name; -1 for none.
        names: what the numbers stand for.
    """

    codes: NDArray[np.int32]
    names: Sequence[str]


@dataclass(frozen=True)
class Categories:
    """
    The categories of one column.

    Args:
        names: each at its number.
        room: how many there may be.
        strangers: what becomes of one that the training part lacks: a row of `zeros`, the first number that is `spare`,
            or, where labels are their own numbers, an error.
    """

    column: str
    names: tuple[str, ...]
    room: int
    strangers: Literal["zeros", "spare", "refused"] = "spare"

    @property
    def state(self) -> dict[str, Any]:
        """The categories as JSON."""
        return {**asdict(self), "names": list(self.names)}

    @property
    def labels(self) -> tuple[str, ...]:
        """A name for every number there is room for."""
        return (*self.names, *(str(number) for number in range(len(self.names), self.room)))

    def ids(self, coded: Coded, places: Places, scratch: Scratch) -> tuple[NDArray[np.float32], list[str]]:
        """
        The number of each row's category, NaN where there is none, and what is said of those that are not known.

        Args:
            scratch: where long columns go.

        Raises:
            DataError: names the first row whose category has no number; or there is no room.
        """
        known = {name: number for number, name in enumerate(self.names)}
        strange = np.array([name not in known for name in coded.names] + [False])
        table = np.array([known.get(name, self._stranger) for name in coded.names] + [np.nan], dtype=np.float32)
        count, notes = 0, []
        if strange.any() and (rows := strange[coded.codes]).any():
            row, count = int(rows.argmax()), int(np.count_nonzero(rows))
            name = coded.names[coded.codes[row]]
            if self.strangers == "refused":
                raise self._no_number(name, places.say(row, self.column))
            if self.strangers == "spare" and self._stranger >= self.room:
                raise self._no_room(name, places.say(row, self.column))
            became = "a row of zeros" if self.strangers == "zeros" else f"the spare number {self._stranger}"
            rows_, hold = ("row", "holds") if count == 1 else ("rows", "hold")
            notes = [
                f"{count:,} {rows_} of `{self.column}` {hold} what the training part lacks, first `{name}`: {became}"
            ]
        return taken(table, coded.codes, scratch), notes

    @property
    def _stranger(self) -> int:
        return ZEROS if self.strangers == "zeros" else len(self.names)

    def _no_number(self, name: str, where: str) -> DataError:
        said = f"{where} holds the label {name}, and {self.room:,} classes are numbered 0 to {self.room - 1:,}"
        help = f"number the labels from 0, or let them be numbered: `encode: {{{self.column}: {{ids: N}}}}`"
        return DataError(said, help=help)

    def _no_room(self, name: str, where: str) -> DataError:
        said = f"{where} holds `{name}`, which the training part lacks, and all {self.room:,} numbers are taken"
        return DataError(said, help="make room for one more, or give the training part a row of it")


def learn(data: Data, column: str, coded: Coded, train: Rows) -> Categories:
    """
    The categories of the training part.

    Raises:
        DataError: there are more than there is room for, or labels that are no class numbers.
    """
    codes, present = coded.codes[train], np.zeros(len(coded.names) + 1, dtype=np.bool_)
    for rows in sweep(codes):
        present[codes[rows]] = True  # the last one for rows without a category
    names = ordered([name for name, there in zip(coded.names, present, strict=False) if there])
    if not names:
        raise DataError(f"the training part holds no value of `{column}`", help="name another column, or split later")
    target = next((each for each in data.target or [] if each.column == column), None)
    encoding = data.encode.get(column)
    room = data.classes(target) if target is not None else None
    room = room or (encoding.categories if encoding else None)
    if target is not None and encoding is None and all(map(_is_number, names)):
        return _numbered(column, names, room)
    if room is not None and len(names) > room:
        raise _too_many(column, names, room, encoding is not None)
    zeros = target is None and encoding is not None and encoding.one_hot is not None
    return Categories(column, tuple(names), room or len(names), "zeros" if zeros else "spare")


def ordered(names: list[str]) -> list[str]:
    """Sorted: by size where all of them are numbers, else by their characters."""
    return sorted(names, key=float) if all(map(_is_number, names)) else sorted(names)


def _is_number(name: str) -> bool:
    try:
        return bool(np.isfinite(float(name)))
    except ValueError:
        return False


def _numbered(column: str, names: list[str], room: int | None) -> Categories:
    """Labels that are class numbers stay what they are."""
    most = max(float(name) for name in names)
    if room is None and most >= MOST_CLASSES:
        help = f"say how many there are: `target: {{column: {column}, kind: classes, classes: N}}`"
        raise DataError(f"`{column}` holds labels up to {most:.15g}, taken for class numbers", help=help)
    room = room or max(int(most) + 1, 1)
    return Categories(column, tuple(str(number) for number in range(room)), room, "refused")


def _too_many(column: str, names: list[str], room: int, encoded: bool) -> DataError:
    listed = ", ".join(f"`{name}`" for name in names[:MOST_NAMED]) + (", ..." if len(names) > MOST_NAMED else "")
    where = "`encode`" if encoded else "`classes`"
    said = (
        f"`{column}` has {len(names):,} categories in the training part, and {where} makes room for {room:,}: {listed}"
    )
    write = f"write {len(names)}" if encoded else f"write `classes: {len(names)}`"
    return DataError(said, help=f"{write}, or join some of them")
