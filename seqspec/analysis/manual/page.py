"""Pages of plain text, 100 columns wide, from what documentation says in Markdown."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator, Sequence

WIDTH = 100
_INDENT = "  "
_FENCE = re.compile(r"^```.*$")
_HEADING = re.compile(r"^#+ +(.*)$")
_PIECE = re.compile(r"- |Input shape:|Output shape:")
"""Where a line begins something of its own within a paragraph."""
_AS_WRITTEN = ("Example:",)
"""How paragraphs begin that are not prose."""


def page(title: str, documentation: str) -> str:
    """A title and what is said below it: headings stand alone, what they head is indented, code a bit more."""
    body = "\n".join(_plain(inspect.cleandoc(documentation))).rstrip("\n")
    return f"{title}\n\n{body}\n"


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Columns of equal width, the last of which is wrapped."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    left = sum(widths[:-1]) + 2 * len(widths[:-1])
    return "\n".join(line for row in rows for line in _row(row, widths, left))


def _row(row: tuple[str, ...], widths: Sequence[int], left: int) -> Iterator[str]:
    *cells, last = row
    first, *more = textwrap.wrap(last, WIDTH - len(_INDENT) - left, break_on_hyphens=False) or [""]
    yield "  ".join([*(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=False)), first]).rstrip()
    yield from (f"{'':<{left}}{line}" for line in more)


def _plain(markdown: str) -> Iterator[str]:
    indent, fenced = "", False
    paragraph: list[str] = []
    for line in [*markdown.splitlines(), ""]:
        if not fenced and line and not _FENCE.match(line) and not _HEADING.match(line):
            paragraph.append(line)
            continue
        yield from (f"{indent}{each}" for each in _fitted(paragraph, WIDTH - len(indent)))
        paragraph = []
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and (heading := _HEADING.match(line)):
            indent = _INDENT
            yield heading[1]
        else:
            yield f"{indent}{_INDENT * fenced}{line}".rstrip()


def _fitted(paragraph: list[str], width: int) -> Iterator[str]:
    """A paragraph as it is where it fits, else with its lines broken anew."""
    if all(len(line) <= width for line in paragraph) or paragraph[0].startswith(_AS_WRITTEN):
        yield from paragraph
        return
    pieces: list[list[str]] = []
    for line in paragraph:
        if not pieces or _PIECE.match(line):
            pieces.append([])
        pieces[-1].append(line)
    for piece in pieces:
        hanging = " " * (len(piece[-1]) - len(piece[-1].lstrip())) or "  " * piece[0].startswith("- ")
        text = " ".join(line.strip() for line in piece)
        yield from textwrap.wrap(text, width, subsequent_indent=hanging, break_on_hyphens=False, break_long_words=False)
