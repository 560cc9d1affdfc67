"""When the model was wrong."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from seqspec.runs.plots import Errors
from seqspec.runs.report.chart import Chart, capital, number
from seqspec.runs.report.drawing import add_legend, shown
from seqspec.runs.report.marks import known, stamped, style_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from seqspec.runs.report.material import Material

PLACE = 31


def chart(material: Material) -> Chart | None:
    """The score that decides, stretch by stretch; None where rows have no order."""
    plots, judgement = material.plots, material.judgement
    if plots is None or plots.errors is None or judgement is None or len(plots.errors.when) < 2:
        return None
    errors, score = plots.errors, judgement.primary
    lines = zip(*errors.lines.values(), strict=True)
    return Chart(
        name="over-time",
        title=f"{capital(score)} over time",
        said=f"The {material.part} part in {len(errors.when):,} stretches of equal length{_together(material)}. "
        f"{material.better(score)}",
        draw=partial(_draw, errors=errors, score=score, axis=plots.axis),
        rows=[
            (f"from {plots.axis}", *errors.lines),
            *((str(when), *map(number, row)) for when, row in zip(errors.when, lines, strict=True)),
        ],
        height=2.8,
    )


def _together(material: Material) -> str:
    """What each stretch throws together."""
    steps = bool(material.plots and material.plots.steps)
    series = bool(material.judgement and material.judgement.by_group)
    said = " and ".join([*["all series"] * series, *["all steps"] * steps])
    return f", {said} together" if said else ""


def _draw(figure: Figure, errors: Errors, score: str, axis: str) -> None:
    axes, when = figure.subplots(), stamped(errors.when)
    for place, (name, values) in enumerate(errors.lines.items()):
        axes.plot(when, known(values), drawstyle="steps-post", label=shown(name), **style_of(place))
    axes.set_xlabel(shown(axis))
    axes.set_ylabel(score)
    axes.margins(x=0.01)
    add_legend(axes)
