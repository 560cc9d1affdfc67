"""HTML in which everything that was not written here is text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape as escape_markup
from itertools import islice
from typing import Literal

from seqspec.analysis.formats._text import escape_character

MOST_ROWS = 200
"""More rows of a table are left out, which is said."""

MOST_CHARACTERS = 75_000
"""A text is cut after so many, which is said."""

MONOSPACED = "font-family:monospace;overflow-x:auto"
"""For what is aligned by its letters: notebooks have styles of their own for it, some of which are not monospaced."""

_LONGEST_CELL = 2_000

_NAME = re.compile(r"`([^`]+)`")
_KEPT = {"\n", "\t"}


def text(value: object) -> str:
    """Anything as text of a page or of an attribute; what can't be seen is written out, but for line ends and tabs."""
    return escape_markup(visible(str(value)), quote=True)


def visible(content: str) -> str:
    """A text with everything that can't be seen written out, but for line ends and tabs."""
    return "".join(each if each in _KEPT else escape_character(each) for each in content)


def spoken(value: object) -> str:
    """A sentence as text of a page, in which names in backticks are names."""
    return _NAME.sub(r"<code>\1</code>", text(value))


def element(name: str, content: str, **attributes: object) -> str:
    """An element; `content` is HTML, attributes are text, and one that is None is left out."""
    return f"<{name}{_attributes(attributes)}>{content}</{name}>"


def _attributes(attributes: dict[str, object]) -> str:
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items() if value is not None}
    return "".join(f' {name}="{text(value)}"' for name, value in named.items())


def section(heading: str, *blocks: str) -> str:
    """A heading and what stands below it; nothing where nothing does."""
    content = "\n".join(block for block in blocks if block)
    return f"<section>\n<h2>{spoken(heading)}</h2>\n{content}\n</section>" if content else ""


def folded(summary: str, *blocks: str) -> str:
    """What is shown when it is asked for, which takes no script; nothing where there is nothing."""
    content = "\n".join(block for block in blocks if block)
    return f"<details>\n<summary>{text(summary)}</summary>\n{content}\n</details>" if content else ""


def listed(items: Iterable[str]) -> str:
    """A list of texts."""
    points = "".join(f"<li>{spoken(_cut(item))}</li>" for item in islice(items, MOST_ROWS))
    return f"<ul>{points}</ul>" if points else ""


def paragraph(said: str, **attributes: object) -> str:
    """A paragraph of text; nothing where nothing is said."""
    return element("p", spoken(said), **attributes) if said else ""


def literal(content: str, where: str, style: str | None = None) -> str:
    """
    A text as it was written, line by line.

    Args:
        where: the file that has all of it.
        style: `MONOSPACED` in a notebook.
    """
    cut = len(content) > MOST_CHARACTERS
    block = element("pre", text(content[:MOST_CHARACTERS]), style=style, tabindex=0)
    return block + (paragraph(f"Cut here; {where} has all of it.") if cut else "")


def table(rows: Sequence[Sequence[str]], caption: str = "", *, kind: Literal["words", "scores"] | None = None) -> str:
    """
    A table; nothing where there is a head alone.

    Args:
        rows: the first one is the head; the first cell of every other names its row.
        caption: what the table shows, for whoever can't see where it stands.
        kind: `words` where cells are no numbers, `scores` where the first row is what the others stand beside.
    """
    head, body = rows[:1], rows[1:]
    if not body:
        return ""
    lines = [element("caption", text(caption))] if caption else []
    lines += [_line("th", row, "col") for row in head if any(row)]
    lines += [_line("td", row, "row") for row in _some(body)]
    left = len(body) - MOST_ROWS
    content = element("table", "\n".join(lines), class_=kind)
    return element("div", content, class_="wide", tabindex=0, role="group", aria_label=caption or "table") + (
        paragraph(f"{left:,} rows in between are left out here.") if left > 0 else ""
    )


def _some(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """The first and the last rows of a long table."""
    half = MOST_ROWS // 2
    return rows if len(rows) <= MOST_ROWS else [*rows[:half], *rows[-half:]]


def _line(name: str, row: Sequence[str], scope: str) -> str:
    first, *others = map(_cut, row)
    cells = [f'<th scope="{scope}">{text(first)}</th>']
    same = f'<th scope="{scope}">' if name == "th" else "<td>"
    cells += [f"{same}{_unbroken(text(cell))}</{name}>" for cell in others]
    return f"<tr>{''.join(cells)}</tr>"


def _cut(cell: str) -> str:
    return cell if len(cell) <= _LONGEST_CELL else f"{cell[:_LONGEST_CELL]} …"


def _unbroken(cell: str) -> str:
    """A number stays on one line with its unit."""
    return f"{cell[:-2]}&nbsp;%" if cell.endswith(" %") else cell
