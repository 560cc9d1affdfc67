"""What was predicted, against what was true, where examples have no order."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from seqspec.runs.plots import Cloud
from seqspec.runs.report.chart import Chart, number, spread_over
from seqspec.runs.report.drawing import add_legend, shown
from seqspec.runs.report.marks import known
from seqspec.runs.report.palette import BASELINES, MODEL, SOFT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from seqspec.runs.report.material import Material

PLACE = 12


def chart(material: Material) -> Chart | None:
    """A point an example, for the model and the best baseline; None where rows have an order, or no truth is known."""
    plots = material.plots
    if plots is None or plots.cloud is None:
        return None
    cloud = plots.cloud
    real = [value for value in cloud.truth if value is not None]
    if not real:
        return None
    names = list(cloud.lines)[:2]
    columns = zip(cloud.truth, *(cloud.lines[name] for name in names), strict=True)
    return Chart(
        name="predicted",
        title=f"Predicted and true: {plots.target}",
        said=f"{material.some(len(cloud.truth))}. On the line a prediction is right.",
        draw=partial(_draw, cloud=cloud, names=names, ends=(min(real), max(real))),
        rows=spread_over([("truth", *names), *(tuple(map(number, row)) for row in columns)]),
        height=4.6,
    )


def _draw(figure: Figure, cloud: Cloud, names: list[str], ends: tuple[float, float]) -> None:
    axes, truth = figure.subplots(), known(cloud.truth)
    axes.plot(ends, ends, color=SOFT, linewidth=1, label="right")
    looks = (("o", MODEL), ("x", BASELINES[0]))
    for name, (marker, colour) in reversed([*zip(names, looks, strict=False)]):
        axes.plot(truth, known(cloud.lines[name]), marker, color=colour, markersize=3.5, alpha=0.6, label=shown(name))
    axes.set_xlabel("true")
    axes.set_ylabel("predicted")
    add_legend(axes, backwards=True)
