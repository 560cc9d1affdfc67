"""Which class was taken for which."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from seqspec.runs.judgement import table
from seqspec.runs.report.chart import Chart
from seqspec.runs.report.drawing import shown
from seqspec.runs.report.palette import INK, MODEL, RULE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from seqspec.runs.report.material import Material

PLACE = 13
MOST_CLASSES = 30
_LONGEST = 24
_LETTER = 0.09
"""Of a name, in inches."""

_BESIDE, _WIDE = 0.6, 0.72
"""What else stands beside the cells, in inches; and how wide a digit is with the room around it, for its height."""

_LARGEST, _SMALLEST = 9.0, 4.5
"""Points of the letters in a cell; where smaller ones were needed the numbers are left to the table."""

_DARKEST = 0.55
"""A number has to be read on the darkest cell, too."""


def chart(material: Material) -> Chart | None:
    """A cell a pair of classes; None where there are no classes, or too many to be told apart."""
    judgement = material.judgement
    if judgement is None or not judgement.confusion or len(judgement.confusion) > MOST_CLASSES:
        return None
    rows = table.confusion_rows(judgement)
    names = [shown(name, _LONGEST) for name in rows[0][1:]]
    above = " A chance above a half counts as a 1." if judgement.kind == "chances" else ""
    return Chart(
        name="confusion",
        title="Confusion matrix: which class was taken for which",
        said="Each row is what was true, each column what it was taken for; the darker a cell, the larger its share of "
        f"the row. What lies on the diagonal is right.{above}",
        draw=partial(_draw, names=names, counts=judgement.confusion),
        rows=rows,
        height=1.25 + min(0.42 * len(names), 7.0),
    )


def _draw(figure: Figure, names: list[str], counts: list[list[int]]) -> None:
    from matplotlib.patches import Rectangle

    axes, count, turned = figure.subplots(), len(counts), _make_room(figure, names)
    size = _letters(figure, names, counts)
    for row, found in enumerate(counts):
        total = max(sum(found), 1)
        for column, each in enumerate(found):
            shade = _DARKEST * each / total
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=MODEL, alpha=shade, linewidth=0))
            if size >= _SMALLEST:
                axes.text(column + 0.5, row + 0.5, f"{each:,}", ha="center", va="center", color=INK, fontsize=size)
    places = [place + 0.5 for place in range(count)]
    axes.set_xticks(places, names, rotation=90 if turned else 0)
    axes.set_yticks(places, names)
    axes.set(xlim=(0, count), ylim=(count, 0), xlabel="taken for", ylabel="true")
    axes.grid(False)
    axes.hlines(range(1, count), 0, count, color=RULE, linewidth=0.6)
    axes.vlines(range(1, count), 0, count, color=RULE, linewidth=0.6)
    axes.tick_params(length=0)


def _letters(figure: Figure, names: list[str], counts: list[list[int]]) -> float:
    """How large numbers can be so that the longest one has room in its cell, in points."""
    longest = max(len(f"{each:,}") for row in counts for each in row)
    across = figure.get_figwidth() - _LETTER * max(map(len, names)) - _BESIDE
    return min(_LARGEST, 72 * across / len(counts) / (_WIDE * longest))


def _make_room(figure: Figure, names: list[str]) -> bool:
    """Whether the names below have to be turned, which takes height of its own."""
    room = _LETTER * max(map(len, names))
    turned = room * (len(names) + 1) > figure.get_figwidth() - _BESIDE
    if turned:
        figure.set_figheight(figure.get_figheight() + room)
    return turned
