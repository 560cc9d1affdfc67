"""A file of text pairs: two columns with a tab between them."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from seqspec.errors import DataError
from seqspec.language.recipe import characters
from seqspec.language.recipe.source import TableFile

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 1 << 14
COLUMNS = ("input", "target")


class Recipe(TableFile):
    """
    Pairs of texts, one a line, with a tab between what is read (`input`) and what is to be written (`target`).

    There is no row of names, quotes are part of the text, and what stands behind a second tab is left out: many
    collections name their authors there.

    Args:
        path: the file, seen from the spec's folder; a pattern such as `data/*.tsv`, or a list of files.
        encoding: how the text is written.

    Example:
        data:
          source: {pairs: dates.tsv}
          tokens: {max_tokens: 40, max_length: 20}
    """

    table = False  # a recipe of pairs names no columns

    encoding: str = "utf-8"

    @property
    def known(self) -> tuple[str, ...]:
        return COLUMNS

    def header(self, path: Path) -> list[str]:
        """The two names that every file of pairs has."""
        return list(COLUMNS)

    def chunks(
        self, path: Path, columns: list[str], texts: Collection[str] = ()
    ) -> Generator[pd.DataFrame, None, None]:
        """
        The texts without the spaces around them, some ten thousand lines at a time.

        Raises:
            DataError: a line is no pair, or the file is not text in this encoding.
        """
        import pandas as pd

        with characters.opened(path, self.encoding, self.name) as file:
            pairs = _pairs(file, path)
            while rows := list(islice(pairs, CHUNK)):
                yield pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")[columns]


def _pairs(file: TextIO, path: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(file, 1):
        first, tab, rest = line.rstrip("\n").partition("\t")
        pair = first.strip(), rest.partition("\t")[0].strip()
        if not tab:
            raise DataError(
                f"line {number} of `{path}` has no tab: {_shown(line)}", help="write each pair as `INPUT<tab>TARGET`"
            )
        if not all(pair):
            side = "before" if not pair[0] else "after"
            raise DataError(
                f"line {number} of `{path}` has nothing {side} its tab", help="write the text, or take the line out"
            )
        yield pair


def _shown(line: str) -> str:
    text = line.rstrip("\n")
    if not text.strip():
        return "it is empty"
    return repr(text if len(text) <= 40 else f"{text[:37]}...")
