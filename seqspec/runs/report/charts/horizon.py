"""How the error grows with the distance."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from seqspec.runs.report.chart import Chart, capital, number
from seqspec.runs.report.drawing import add_legend, count_along, shown
from seqspec.runs.report.marks import known, style_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from seqspec.runs.report.material import Material

PLACE = 30


def chart(material: Material) -> Chart | None:
    """The score that decides by step, of the model and of the best baselines; None where there is one step."""
    plots, judgement = material.plots, material.judgement
    if plots is None or not plots.steps or judgement is None:
        return None
    lines = {name: values for name, values in plots.steps.items() if any(value is not None for value in values)}
    where = "by place in the text" if material.kind == "text" else "by step ahead"
    score, longest = judgement.primary, max(map(len, plots.steps.values()))
    columns = [[*map(number, values), *["–"] * (longest - len(values))] for values in lines.values()]
    if not lines:
        return None
    return Chart(
        name="horizon",
        title=f"{capital(score)} {where}",
        said=f"Over all examples of the {material.part} part. {material.better(score)}",
        draw=partial(_draw, lines=lines, score=score, along="token" if material.kind == "text" else "steps ahead"),
        rows=[("step", *lines), *((str(step), *row) for step, row in enumerate(zip(*columns, strict=True), 1))],
        height=2.8,
    )


def _draw(figure: Figure, lines: dict[str, list[float | None]], score: str, along: str) -> None:
    axes = figure.subplots()
    for place, (name, values) in enumerate(lines.items()):
        dots: dict[str, Any] = {"marker": "o", "markersize": 3} if len(values) <= 40 else {}
        axes.plot(range(1, len(values) + 1), known(values), label=shown(name), **style_of(place), **dots)
    axes.set_xlabel(along)
    axes.set_ylabel(score)
    count_along(axes)
    add_legend(axes)
