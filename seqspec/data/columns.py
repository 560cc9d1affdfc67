"""Names of columns as the recipe writes them, found in the file's header."""

from __future__ import annotations

from pathlib import Path

from seqspec.errors import DataError
from seqspec.language.problems import nearest


def require_columns(header: list[str], wanted: list[str], path: Path) -> None:
    """
    Refuse a recipe that names columns the file lacks, or has twice.

    Raises:
        DataError: names the first such column, and the one that was probably meant.
    """
    for column in wanted:
        if column not in header:
            raise _unknown(header, column, path)
        if header.count(column) > 1:
            raise DataError(f"`{path}` has {header.count(column)} columns called `{column}`", help="rename one of them")


def _unknown(header: list[str], column: str, path: Path) -> DataError:
    message = f"`{path}` has no column `{column}`"
    variant = next((name for name in header if _bare(name) == _bare(column)), None)
    if variant is not None:
        return DataError(
            f"{message}, but one called {variant!r}: {_difference(variant, column)}", help=f"write {variant!r}"
        )
    if len(header) == 1 and (found := next((mark for mark in ";\t|" if mark in header[0]), None)):
        return DataError(
            f"{message}: its first row is a single name, {header[0]!r}",
            help=f"the columns seem to be separated by {found!r}: write `csv: {{path: ..., separator: {found!r}}}`",
        )
    if all(_is_number(name) for name in header):
        return DataError(f"{message}: its first row holds numbers, not names", help="add a first row with the names")
    guess = nearest(column, header)
    listed = ", ".join(f"`{name}`" for name in header[:12]) + (", ..." if len(header) > 12 else "")
    return DataError(f"{message}; did you mean `{guess}`?" if guess else message, help=f"it has {listed}")


def _bare(name: str) -> str:
    return name.strip().strip("\ufeff").strip().casefold()


def _difference(variant: str, column: str) -> str:
    if "\ufeff" in variant:
        return "a byte order mark stands before it"
    if variant.strip() == column.strip():
        return "the two differ in spaces"
    return "the two differ in upper and lower case" + (" and in spaces" if variant != variant.strip() else "")


def _is_number(name: str) -> bool:
    try:
        float(name)
    except ValueError:
        return False
    return True
