"""What every chart of a page gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from seqspec.runs.report.drawing import Draw

Rows: TypeAlias = Sequence[tuple[str, ...]]

_SHOWN = 60


@dataclass(frozen=True)
class Chart:
    """
    One chart.

    Args:
        name: of its file, in letters.
        title: what it shows; above it.
        said: how to read it, in a sentence or two; below it.
        draw: draws it.
        rows: the same in numbers, for whoever reads rather than looks.
        height: in inches, of 8 in width.
        zoom: whether there is more to see than fits, along the horizontal axis. Each line has then the `gid`
            `line-<axes>-<number>`.
    """

    name: str
    title: str
    said: str
    draw: Draw
    rows: Rows
    height: float = 3.0
    zoom: bool = False


def spread_over(rows: Rows) -> Rows:
    """The head, and of many rows some at equal distances."""
    head, body = rows[:1], rows[1:]
    return [*head, *body[:: max(1, -(-len(body) // _SHOWN))]]


def capital(said: str) -> str:
    """As the beginning of a sentence."""
    return said[:1].upper() + said[1:]


def sentence(said: str) -> str:
    """As a whole one, with its full stop."""
    return f"{capital(said)}." if said[-1:].isalnum() or said[-1:] in {")", "%", "`"} else capital(said)


def number(value: object) -> str:
    """A number as it is read in a table; a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:.5g}" if isinstance(value, float) else str(value)
