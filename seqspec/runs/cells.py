"""Cells of tables: aligned for a terminal, harmless in a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

from seqspec.analysis.formats._text import escape, width

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 48


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def shown(text: str, most: int = _LONGEST) -> str:
    """A text from a file as a terminal may show it: on one line, nothing hidden in it, and not too long."""
    safe = escape(text)
    return safe if len(safe) <= most else f"{safe[: most - 1]}…"


def aligned(rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """
    A table as text.

    Args:
        rows: the first one is the heading; all have the same columns.
        left: so many columns stand to the left, the others to the right.
    """
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(_padded(row, widths, left)).rstrip() for row in rows)


def _padded(row: Sequence[str], widths: Sequence[int], left: int) -> list[str]:
    spaces = [" " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)]
    return [
        f"{cell}{gap}" if place < left else f"{gap}{cell}"
        for place, (cell, gap) in enumerate(zip(row, spaces, strict=True))
    ]
