"""A table in a file of JSON Lines: one object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Generator, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from seqspec.errors import DataError
from seqspec.language.recipe import characters
from seqspec.language.recipe.source import TableFile

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 1 << 14
_NAMED = 1_000
"""Rows whose keys make the header: a key that first comes up later is no column."""


class Recipe(TableFile):
    """
    A table in a file of JSON Lines: every line is an object such as `{"date": "2024-01-01", "price": 3.5}`.

    The columns are the keys of the first thousand lines. A key that is absent, or `null`, is a missing value; empty
    lines are passed over.

    Args:
        path: the file, seen from the spec's folder; a pattern such as `data/*.jsonl`, or a list of files.
        encoding: how the text is written.

    Example:
        data:
          source: {jsonl: prices.jsonl}
          target: price
          window: {length: 30}
    """

    encoding: str = "utf-8"

    def header(self, path: Path) -> list[str]:
        """
        The keys of the first thousand objects.

        Raises:
            DataError: one of the lines is no object, or the file is not text in this encoding.
        """
        with characters.opened(path, self.encoding, self.name) as file:
            found = {key: None for _, row in islice(_rows(file, path), _NAMED) for key in row}
        if not found:
            raise DataError(f"`{path}` has no objects with keys", help='write lines such as {"price": 3.5}')
        return list(found)

    def chunks(
        self, path: Path, columns: list[str], texts: Collection[str] = ()
    ) -> Generator[pd.DataFrame, None, None]:
        """
        The columns, some ten thousand rows at a time.

        Raises:
            DataError: a line is no object, holds something else than a plain value, or is not in this encoding.
        """
        with characters.opened(path, self.encoding, self.name) as file:
            rows = _rows(file, path)
            while some := list(islice(rows, CHUNK)):
                yield _table(some, columns, path)


def _rows(file: TextIO, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every object with the number of its line."""
    for number, line in enumerate(file, 1):
        if line.isspace():
            continue
        try:
            row = json.loads(line)
            if _HALF.search(line):
                json.dumps(row, ensure_ascii=False).encode()
        except json.JSONDecodeError as error:
            said = f"line {number:,} of `{path}` is not JSON: column {error.colno}: {error.msg.lower()}"
            raise DataError(said, help="write one whole object a line") from None
        except UnicodeEncodeError:
            said = f"line {number:,} of `{path}` holds half a character: a surrogate without the other one of its pair"
            raise DataError(said, help="write the character itself, or take it out") from None
        except (ValueError, RecursionError):  # Python's own bounds
            said = f"line {number:,} of `{path}` holds too long a number, or too many lists in lists"
            raise DataError(said, help=_HELP) from None
        if not isinstance(row, dict):
            raise DataError(f"line {number:,} of `{path}` is no object: {line.strip()[:40]!r}", help=_HELP)
        yield number, row


_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
"""A surrogate, escaped or not: most come in pairs, which are one character."""
_HELP = 'write each row as an object, such as {"price": 3.5}'


def _table(rows: list[tuple[int, dict[str, Any]]], columns: list[str], path: Path) -> pd.DataFrame:
    import pandas as pd

    table = pd.DataFrame({column: [row.get(column) for _, row in rows] for column in columns})
    for column in (name for name in columns if pd.api.types.is_object_dtype(table[name])):
        for (number, _), value in zip(rows, table[column], strict=True):
            if wrong := _wrong(value):
                said = f"line {number:,} of `{path}` holds {wrong} under `{column}`, and not a plain value"
                raise DataError(said, help="give each value a key of its own")
    return table


def _wrong(value: Any) -> str | None:
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    return "a number beyond 64 bits" if isinstance(value, int) and value.bit_length() > 63 else None
