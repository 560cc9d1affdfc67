"""A table in a file of comma-separated values, with the names of the columns in its first row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from seqspec.errors import DataError
from seqspec.language.recipe.source import LocalPaths, Source

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 1 << 16


class Recipe(Source):
    """A CSV file; `separator` and `decimal` as spreadsheets write them."""

    table = True

    path: LocalPaths
    separator: Annotated[str, Field(min_length=1, max_length=1)] = ","
    decimal: Annotated[str, Field(min_length=1, max_length=1)] = "."
    encoding: str = "utf-8"

    def header(self, path: Path) -> list[str]:
        """
        The names of the columns.

        Raises:
            DataError: the file is not text in this encoding, or has no first row.
        """
        import csv

        with path.open(encoding=self._encoding, newline="") as file, _told(path, self):
            names = next(csv.reader(file, delimiter=self.separator), None)
        if not names:
            raise DataError(f"`{path}` is empty", help="it needs a first row with the names of the columns")
        return names

    def chunks(self, path: Path, columns: list[str]) -> Iterator[pd.DataFrame]:
        """
        The columns, some ten thousand rows at a time: numbers as numbers where all of them are, else as texts.

        Raises:
            DataError: the file is not a table in this encoding.
        """
        import pandas as pd

        names = self.header(path)
        places = {names.index(column): column for column in columns}
        with path.open("rb") as file, _told(path, self):
            # Columns are asked for by place: pandas would rename the second of two equal names.
            for chunk in pd.read_csv(
                file,
                sep=self.separator,
                decimal=self.decimal,
                encoding=self._encoding,
                header=0,
                names=list(range(len(names))),
                usecols=list(places),
                chunksize=CHUNK,
                index_col=False,
                skip_blank_lines=len(names) > 1,  # in a file of one column an empty line is a gap
            ):
                yield chunk.rename(columns=places)[columns]

    @property
    def _encoding(self) -> str:
        """UTF-8 without the mark that some programs put before the first name."""
        return "utf-8-sig" if self.encoding.lower().replace("_", "-") in {"utf-8", "utf8"} else self.encoding


@contextmanager
def _told(path: Path, recipe: Recipe) -> Iterator[None]:
    """Turns what the readers raise into what a user can act on."""
    try:
        yield
    except UnicodeDecodeError as error:
        said = f"`{path}` is not {recipe.encoding} text: byte 0x{error.object[error.start]:02x} can't be read"
        raise DataError(said, help="say how it is written: `csv: {path: ..., encoding: latin-1}`") from None
    except LookupError:
        raise DataError(f"there is no encoding `{recipe.encoding}`", help="write utf-8, latin-1 or cp1252") from None
    except ValueError as error:  # pandas' parser errors are ValueErrors
        said = str(error).strip().splitlines()[0].removeprefix("Error tokenizing data. C error: ").rstrip(".")
        help = "quote fields that contain the separator, and close every quote"
        raise DataError(f"`{path}` can't be read as CSV: {said[:1].lower()}{said[1:]}", help=help) from None
