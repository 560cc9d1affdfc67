"""A table in a file of comma-separated values, with the names of the columns in its first row."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from seqspec.errors import DataError
from seqspec.language.recipe import characters
from seqspec.language.recipe.source import TableFile

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 1 << 16
_GAPS = ("", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
         "NULL", "NaN", "None", "n/a", "nan", "null")  # fmt: skip
"""What pandas takes for a gap by default; where a column is a text, it has to be told of which ones it is not."""


class Recipe(TableFile):
    """
    A table in a CSV file, with the names of the columns in its first row.

    Written as the file alone, or as a mapping where it is not written as usual.

    Args:
        path: the file, seen from the spec's folder; a pattern such as `data/*.csv`, or a list of files.
        separator: the character between two cells.
        decimal: the character before the decimals of a number.
        encoding: how the text is written, such as `latin-1`.
        columns: the names of the columns, where the first row does not give them.
        quoting: whether quotes hold a cell together; else they are part of the text.

    Example:
        data:
          source: {csv: {path: prices.csv, separator: ";", decimal: ","}}
          target: price
          window: {length: 30}
    """

    separator: Annotated[str, Field(min_length=1, max_length=1)] = ","
    decimal: Annotated[str, Field(min_length=1, max_length=1)] = "."
    encoding: str = "utf-8"
    columns: Annotated[list[str], Field(min_length=1)] | None = None
    quoting: bool = True

    @property
    def known(self) -> tuple[str, ...] | None:
        return tuple(self.columns) if self.columns else None

    @property
    def _quotes(self) -> Literal[0, 3]:
        """Python's `QUOTE_MINIMAL`, or its `QUOTE_NONE`."""
        return 0 if self.quoting else 3

    def header(self, path: Path) -> list[str]:
        """
        The names of the columns.

        Raises:
            DataError: the file is not text in this encoding, or has no first row.
        """
        import csv

        with _told(path, self), characters.opened(path, self.encoding, self.name, newline="") as file:
            try:
                names = next(csv.reader(file, delimiter=self.separator, quoting=self._quotes), None)
            except csv.Error as error:
                raise ValueError(f"its first row has no end: {error}") from None
        if not names:
            raise DataError(f"the first row of `{path}` is empty", help="write the names of the columns into it")
        if self.columns and len(names) != len(self.columns):
            said = f"the first row of `{path}` has {len(names):,} cells, and `columns` names {len(self.columns):,}"
            raise DataError(said, help="name every column, and the `separator` between them")
        return self.columns or names

    def expected(self, path: Path) -> int:
        """As many as there are lines after the one with the names."""
        return max(super().expected(path) - (self.columns is None), 0)

    def chunks(
        self, path: Path, columns: list[str], texts: Collection[str] = ()
    ) -> Generator[pd.DataFrame, None, None]:
        """
        The columns, some ten thousand rows at a time: numbers as numbers where all of them are, else as texts.

        Raises:
            DataError: the file is not a table in this encoding.
        """
        import pandas as pd

        names = self.header(path)
        wanted = [names.index(column) for column in columns]
        written = [place for place, column in zip(wanted, columns, strict=True) if column in texts]
        numbers: dict[Any, Any] = {place: _GAPS for place in range(len(names)) if place not in written}
        with path.open("rb") as file, _told(path, self):
            # All columns are read and named by place: with a choice of columns pandas lets rows that are too long pass,
            # and it renames the second of two equal names.
            reader = pd.read_csv(
                file,
                sep=self.separator,
                decimal=self.decimal,
                encoding=characters.codec(self.encoding),
                header=None if self.columns else 0,
                names=list(range(len(names))),
                quoting=self._quotes,
                dtype=dict.fromkeys(written, str) or None,  # as it is written: `007` is no number, and `NA` no gap
                keep_default_na=not written,
                na_values=numbers if written else None,
                chunksize=max(CHUNK // len(names), 1 << 10),
                index_col=False,
                skip_blank_lines=len(names) > 1,  # in a file of one column an empty line is a gap
            )
            with reader:
                while (chunk := _next(reader)) is not None:
                    yield chunk[wanted].set_axis(columns, axis=1)


def _next(reader: Iterator[pd.DataFrame]) -> pd.DataFrame | None:
    """The next chunk; rows that are longer than the first one are an error, and not a warning."""
    from pandas.errors import ParserWarning

    with warnings.catch_warnings():
        warnings.simplefilter("error", ParserWarning)
        return next(reader, None)


@contextmanager
def _told(path: Path, recipe: Recipe) -> Iterator[None]:
    """Turns what the readers raise into what a user can act on."""
    try:
        with characters.told(path, recipe.encoding, recipe.name):
            yield
    except Warning:
        said = f"`{path}` can't be read as CSV: its rows have more fields than its first row has names"
        raise DataError(said, help="name every column in the first row") from None
    except ValueError as error:  # pandas' parser errors are ValueErrors
        said = str(error).strip().splitlines()[0].removeprefix("Error tokenizing data. C error: ").rstrip(".")
        help = "quote fields that contain the separator, and close every quote"
        raise DataError(f"`{path}` can't be read as CSV: {said[:1].lower()}{said[1:]}", help=help) from None
