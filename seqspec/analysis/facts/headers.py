"""Names of columns as a recipe writes them, beside the names that a file has."""

from __future__ import annotations

from collections.abc import Sequence

from seqspec.language.problems import nearest


def variant_of(column: str, header: Sequence[str]) -> str | None:
    """The name in the file that differs only in upper and lower case, in spaces or in a byte order mark."""
    return next((name for name in header if bare(name) == bare(column)), None)


def difference(variant: str, column: str) -> str:
    """How two such names differ."""
    if "\ufeff" in variant or variant.startswith("ï»¿"):
        return "a byte order mark stands before it"
    if variant.strip() == column.strip():
        return "the two differ in spaces"
    return "the two differ in upper and lower case" + (" and in spaces" if variant != variant.strip() else "")


def separator_of(header: Sequence[str]) -> str | None:
    """The sign that seems to stand between the columns of a file that was read as having one."""
    return next((mark for mark in ";\t|" if mark in header[0]), None) if len(header) == 1 else None


def are_numbers(header: Sequence[str]) -> bool:
    """Whether the first row holds no names at all."""
    return all(map(is_number, header))


def guess(column: str, header: Sequence[str]) -> str | None:
    """The name that was probably meant."""
    return nearest(column, header)


def listed(header: Sequence[str]) -> str:
    """The names of a file, the first dozen of them."""
    return ", ".join(f"`{name}`" for name in header[:12]) + (", ..." if len(header) > 12 else "")


def bare(name: str) -> str:
    """A name without what is easily overlooked."""
    return name.strip().removeprefix("ï»¿").strip("\ufeff").strip().casefold()


def is_number(name: str) -> bool:
    """Whether a text reads as a number, an infinite one or none among them."""
    try:
        float(name)
    except ValueError:
        return False
    return True
