"""What one look at a recipe's file tells: the facts that rules of the data tier are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Profile:
    """
    The file that a recipe reads, in figures. Made by `seqspec.data.profile`, kept in a cache, plain JSON.

    Args:
        path: the file, as a message names it.
        rows: rows of the table.
        header: the names of all its columns, as they stand there.
        columns: what is known of each column that the recipe uses.
    """

    path: str
    rows: int
    header: tuple[str, ...]
    columns: Mapping[str, Column] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """One column that a recipe uses, in figures; those of numbers are None where it holds none."""

    missing: int = 0
    minimum: float | None = None
    maximum: float | None = None
