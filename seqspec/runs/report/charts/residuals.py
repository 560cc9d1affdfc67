"""How errors are spread: whether a model says too much or too little, and how often it is far off."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from seqspec.runs.plots import Spread
from seqspec.runs.report.chart import Chart, number
from seqspec.runs.report.drawing import add_legend, shown
from seqspec.runs.report.marks import style_of
from seqspec.runs.report.palette import SOFT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from seqspec.runs.report.material import Material

PLACE = 32


def chart(material: Material) -> Chart | None:
    """A histogram of the errors of the model, and of the best baseline; None where nothing is a number."""
    plots = material.plots
    if plots is None or plots.residuals is None or None in plots.residuals.edges:
        return None
    spread = plots.residuals
    edges = [edge for edge in spread.edges if edge is not None]
    bins = zip(edges, edges[1:], *spread.counts.values(), strict=False)
    return Chart(
        name="residuals",
        title=f"Errors: {plots.target}, predicted minus true",
        said=_said(material, spread),
        draw=partial(_draw, spread=spread, edges=edges),
        rows=[("from", "to", *spread.counts), *(tuple(map(number, row)) for row in bins)],
        height=2.8,
    )


def _said(material: Material, spread: Spread) -> str:
    beyond = ", ".join(f"{count:,} of the {name}" for name, count in spread.outside.items() if count)
    said = f"In original units. {material.some(spread.examples)}."
    return f"{said} Beyond the edges: {beyond}." if beyond else said


def _draw(figure: Figure, spread: Spread, edges: list[float]) -> None:
    axes = figure.subplots()
    for place, (name, counts) in enumerate(spread.counts.items()):
        style = style_of(place)
        if place == 0:
            axes.stairs(counts, edges, color=style["color"], fill=True, alpha=0.25, linewidth=0)
        axes.stairs(counts, edges, label=shown(name), **style)
    axes.axvline(0, color=SOFT, linewidth=1)
    axes.set_xlabel("predicted minus true")
    axes.set_ylabel("forecasts")
    add_legend(axes)
