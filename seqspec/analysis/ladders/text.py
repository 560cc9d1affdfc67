"""For people: a table with one line a layer, and what it all adds up to."""

from __future__ import annotations

from seqspec.analysis.formats._text import escape
from seqspec.analysis.ladder import Ladder, Rung
from seqspec.language.layer import show

_HEAD = ("#", "layer", "name", "output", "mask", "reach", "parameters", "multiply-adds")
_RIGHT = {"#", "reach", "parameters", "multiply-adds"}


def render(ladder: Ladder) -> str:
    """The table ends at the first layer that can't take its input."""
    parts = ["\n".join(part) for part in ([escape(ladder.title)], _aligned(columns(ladder)), ladder.totals())]
    return "\n\n".join(part for part in parts if part) + "\n"


def columns(ladder: Ladder) -> list[tuple[str, ...]]:
    """The table column by column, each with its head first; one that is empty but for its head is left out."""
    source = ladder.trace.input
    rows: list[tuple[str, ...]] = [_HEAD, ("", "input", "", show(source.shape), _yes(source.mask), "", "", "")]
    rows += [_row(rung, _has_steps(ladder)) for rung in ladder.whole]
    if (broken := ladder.broken) is not None:
        step = broken.step
        rows.append((str(step.index), step.layer.type, step.name, "?", "", "", "?", "?"))
    return [column for column in zip(*rows, strict=True) if any(column[1:])]


def _has_steps(ladder: Ladder) -> bool:
    """Whether the input is a sequence, and no row of features, all of which the first layer sees."""
    shape = ladder.trace.input.shape
    return (shape is not None and len(shape) > 2) or any(rung.sight == "window" for rung in ladder.whole)


def _row(rung: Rung, has_steps: bool) -> tuple[str, ...]:
    step = rung.step
    return (
        str(step.index),
        step.layer.type,
        step.name,
        show(step.output.shape),
        _yes(step.output.mask),
        rung.reach if has_steps else "",
        _number(step.params),
        _number(step.macs),
    )


def _aligned(columns: list[tuple[str, ...]]) -> list[str]:
    """Rows, their columns of equal width."""
    widths = [max(map(len, column)) for column in columns]
    return [
        "  ".join(_cell(*each) for each in zip(cells, widths, columns, strict=True)).rstrip()
        for cells in zip(*columns, strict=True)
    ]


def _cell(text: str, width: int, column: tuple[str, ...]) -> str:
    return text.rjust(width) if column[0] in _RIGHT else text.ljust(width)


def _yes(mask: bool) -> str:
    return "yes" if mask else ""


def _number(value: int | None) -> str:
    return "?" if value is None else f"{value:,}"
