"""How messages say a number."""

from __future__ import annotations


def count(number: object, noun: str) -> str:
    """A number with its noun: `1 unit`, `3 units`, `2,024 rows`."""
    shown = f"{number:,}" if isinstance(number, int | float) else number
    return f"{shown} {noun}" if number == 1 else f"{shown} {noun}s"
