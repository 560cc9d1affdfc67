"""Forecasts over time, beside the truth and the baselines."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from seqspec.runs.plots import TRUTH, Course
from seqspec.runs.report.chart import Chart, Rows, number, spread_over
from seqspec.runs.report.drawing import add_legend, shown
from seqspec.runs.report.marks import known, stamped, style_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from seqspec.runs.report.material import Material

PLACE = 10


def chart(material: Material) -> Chart | None:
    """A panel for the first step of the forecasts, and one for the last; None where rows have no order."""
    plots = material.plots
    if plots is None or not plots.courses:
        return None
    first = plots.courses[0]
    return Chart(
        name="forecast",
        title=f"Forecast and truth: {plots.target}",
        said=_said(material, first),
        draw=partial(_draw, courses=plots.courses, axis=plots.axis),
        rows=spread_over(_rows(first, plots.axis)),
        height=0.6 + 2.6 * len(plots.courses),
        zoom=True,
    )


def _said(material: Material, course: Course) -> str:
    said = [f"{course.examples:,} forecasts of the {material.part} part, in original units."]
    if course.series is not None:
        said.append(f"Of several series this is the first, {course.series}.")
    if len(course.when) != course.examples:
        said.append("There are more than fit: each place shows the least and the greatest of those that fall there.")
    return " ".join(said)


def _rows(course: Course, axis: str) -> Rows:
    lines = zip(*course.lines.values(), strict=True)
    return [
        (axis, *course.lines),
        *((str(when), *map(number, values)) for when, values in zip(course.when, lines, strict=True)),
    ]


def _draw(figure: Figure, courses: list[Course], axis: str) -> None:
    every = figure.subplots(len(courses), 1, sharex=True, squeeze=False)[:, 0]
    for row, (axes, course) in enumerate(zip(every, courses, strict=True)):
        when = stamped(course.when)
        for place, name in reversed([*enumerate(course.lines)]):  # the truth and the model lie above
            style = style_of(place - 1, name == TRUTH)
            axes.plot(when, known(course.lines[name]), label=shown(name), gid=f"line-{row}-{place}", **style)
        axes.set_ylabel(f"{course.step} step{'s' * (course.step > 1)} ahead")
        axes.yaxis.set_gid(f"y-axis-{row}")
        axes.xaxis.set_gid(f"x-axis-{row}")
        axes.margins(x=0.01)
    add_legend(every[0], backwards=True)
    every[-1].set_xlabel(shown(axis))
