"""Which class was taken for which."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from seqspec.runs import table
from seqspec.runs.report.chart import Chart
from seqspec.runs.report.drawing import shown
from seqspec.runs.report.palette import INK, MODEL

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from seqspec.runs.report.material import Material

PLACE = 33
MOST_CLASSES = 30
_MOST_NUMBERED = 12
_LONGEST, _ROOM = 24, 60
_DARKEST = 0.55
"""A number has to be read on the darkest cell, too."""


def chart(material: Material) -> Chart | None:
    """A cell a pair of classes; None where there are no classes, or too many to be told apart."""
    judgement = material.judgement
    if judgement is None or not judgement.confusion or len(judgement.confusion) > MOST_CLASSES:
        return None
    rows = table.confusion_rows(judgement)
    names = [shown(name, _LONGEST) for name in rows[0][1:]]
    longest = max(map(len, names))
    turned = longest * len(names) > _ROOM
    return Chart(
        name="confusion",
        title="Who was taken for whom",
        said="Each row is what was true, each column what it was taken for; the darker a cell, the larger its share of "
        "the row. What lies on the diagonal is right.",
        draw=partial(_draw, names=names, counts=judgement.confusion, turned=turned),
        rows=rows,
        height=0.9 + max(0.35, 0.09 * longest * turned) + min(0.42 * len(names), 7.0),
    )


def _draw(figure: Figure, names: list[str], counts: list[list[int]], turned: bool) -> None:
    from matplotlib.patches import Rectangle

    axes, count = figure.subplots(), len(counts)
    for row, found in enumerate(counts):
        total = max(sum(found), 1)
        for column, each in enumerate(found):
            shade = _DARKEST * each / total
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=MODEL, alpha=shade, linewidth=0))
            if count <= _MOST_NUMBERED:
                axes.text(column + 0.5, row + 0.5, f"{each:,}", ha="center", va="center", color=INK, fontsize=9)
    places = [place + 0.5 for place in range(count)]
    axes.set_xticks(places, names, rotation=90 if turned else 0)
    axes.set_yticks(places, names)
    axes.set(xlim=(0, count), ylim=(count, 0), xlabel="taken for", ylabel="true")
    axes.grid(False)
    axes.tick_params(length=0)
