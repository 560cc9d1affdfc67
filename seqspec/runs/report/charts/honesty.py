"""Whether chances come true as often as they say."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from seqspec.runs.plots import Honesty
from seqspec.runs.report.chart import Chart, number
from seqspec.runs.report.drawing import add_legend
from seqspec.runs.report.palette import MODEL, SOFT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from seqspec.runs.report.material import Material

PLACE = 34


def chart(material: Material) -> Chart | None:
    """What came true of what was said to come, in bins; None where nothing has a chance."""
    plots = material.plots
    if plots is None or plots.honesty is None:
        return None
    honesty = plots.honesty
    points = _points(honesty)
    if not points:
        return None
    what = "the likeliest class" if material.kind == "classes" else plots.target
    columns = zip(honesty.said, honesty.came, honesty.counts, strict=True)
    return Chart(
        name="calibration",
        title=f"Chances and what came of them: {what}",
        said="On the line a chance comes true as often as it says; below it the model is too sure. The larger a point, "
        "the more examples it stands for.",
        draw=partial(_draw, points=points),
        rows=[("said", "came true", "examples"), *((number(said), number(came), f"{count:,}")
                                                   for said, came, count in columns if count)],
        height=3.6,
    )  # fmt: skip


def _points(honesty: Honesty) -> list[tuple[float, float, int]]:
    """The bins that something fell into: what was said, what came true, and how many there were."""
    return [
        (said, came, count)
        for said, came, count in zip(honesty.said, honesty.came, honesty.counts, strict=True)
        if said is not None and came is not None and count
    ]


def _draw(figure: Figure, points: list[tuple[float, float, int]]) -> None:
    axes = figure.subplots()
    said, came, counts = zip(*points, strict=True)
    most = max(counts)
    axes.plot([0, 1], [0, 1], color=SOFT, linewidth=1, label="as often as said")
    axes.plot(said, came, color=MODEL, linewidth=1.2, label="model")
    axes.scatter(said, came, s=[12 + 90 * count / most for count in counts], color=MODEL, clip_on=False, zorder=3)
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), xlabel="chance that was said", ylabel="share that came true")
    add_legend(axes)
