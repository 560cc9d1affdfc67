"""Where each row came from: what messages call it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Here:
    """
    Where a chunk lies.

    Args:
        before: rows of its file that came earlier.
        file: what messages call the file; empty where there is only one.
    """

    before: int
    file: str = ""

    def say(self, place: int, column: Any) -> str:
        """A cell of the chunk: row 3 of `price` in `b.csv`."""
        return _said(self.before + place + 1, column, self.file)


@dataclass(frozen=True)
class Places:
    """
    The rows as they stand after they were read.

    Args:
        files: what messages call the files; one without a name where there is only one.
        firsts: how many rows came before each file.
        order: the row of the source that each row was, where rows moved.
    """

    files: Sequence[str] = ("",)
    firsts: Sequence[int] = (0,)
    order: NDArray[np.int64] | None = None

    def number(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Rows of the source, counted from 1 over all its files."""
        return (rows if self.order is None else self.order[rows]) + 1

    def say(self, row: int, column: Any) -> str:
        """A cell: row 3 of `price` in `b.csv`."""
        number = int(self.number(np.array(row)))
        file = int(np.searchsorted(self.firsts, number - 1, side="right")) - 1
        return _said(number - self.firsts[file], column, self.files[file])


def _said(row: int, column: Any, file: str) -> str:
    return f"row {row:,} of `{column}`" + (f" in `{file}`" if file else "")
