"""Forecasts over time as a picture and as a table: what the charts of them share."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from seqspec.runs.plots import TRUTH, Course
from seqspec.runs.report.chart import Chart, Rows, number, spread_over
from seqspec.runs.report.drawing import add_legend, shown
from seqspec.runs.report.marks import known, stamped, style_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HEIGHT = 2.6


def chart_of(courses: list[Course], axis: str, *, name: str, title: str, said: str) -> Chart:
    """A panel for each course, and the first one in numbers; at least one is needed."""
    return Chart(
        name=name,
        title=title,
        said=said,
        draw=partial(_draw, courses=courses, axis=axis),
        rows=spread_over(_rows(courses[0], axis)),
        height=0.6 + _HEIGHT * len(courses),
        zoom=True,
    )


def _rows(course: Course, axis: str) -> Rows:
    """One row a place: when it is, the truth, and what each forecaster said."""
    lines = zip(*course.lines.values(), strict=True)
    return [
        (axis, *course.lines),
        *((str(when), *map(number, values)) for when, values in zip(course.when, lines, strict=True)),
    ]


def _draw(figure: Figure, courses: list[Course], axis: str) -> None:
    """A panel for each course, whose lines and axes can be found by name."""
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
