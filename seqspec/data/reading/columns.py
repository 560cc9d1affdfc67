"""Names of columns as the recipe writes them, found in the file's header."""

from __future__ import annotations

from pathlib import Path

from seqspec.analysis.facts import headers
from seqspec.errors import DataError


def require_columns(header: list[str], wanted: list[str], path: Path | str) -> None:
    """
    Refuse a recipe that names columns the file lacks, or has twice.

    Args:
        path: the file, or what messages call it.

    Raises:
        DataError: names the first such column, and the one that was probably meant.
    """
    for column in wanted:
        if column not in header:
            raise _unknown(header, column, path)
        if header.count(column) > 1:
            raise DataError(f"`{path}` has {header.count(column)} columns called `{column}`", help="rename one of them")


def _unknown(header: list[str], column: str, path: Path | str) -> DataError:
    message = f"`{path}` has no column `{column}`"
    variant = headers.variant_of(column, header)
    if variant is not None:
        said = f"{message}, but one called {variant!r}: {headers.difference(variant, column)}"
        return DataError(said, help=f"write {variant!r}")
    if found := headers.separator_of(header):
        return DataError(
            f"{message}: its first row is a single name, {header[0]!r}",
            help=f"the columns seem to be separated by {found!r}: write `csv: {{path: ..., separator: {found!r}}}`",
        )
    if headers.are_numbers(header):
        return DataError(f"{message}: its first row holds numbers, not names", help="add a first row with the names")
    guess = headers.guess(column, header)
    said = f"{message}; did you mean `{guess}`?" if guess else message
    return DataError(said, help=f"it has {headers.listed(header)}")
