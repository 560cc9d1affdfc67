"""Forecasts over time as a picture and as a table: what the charts of them share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqspec.runs.plots import TRUTH, Course
from seqspec.runs.report.chart import Rows, number
from seqspec.runs.report.drawing import add_legend, shown
from seqspec.runs.report.marks import known, stamped, style_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT = 2.6


def rows_of(course: Course, axis: str) -> Rows:
    """One row a place: when it is, the truth, and what each forecaster said."""
    lines = zip(*course.lines.values(), strict=True)
    return [
        (axis, *course.lines),
        *((str(when), *map(number, values)) for when, values in zip(course.when, lines, strict=True)),
    ]


def draw_courses(figure: Figure, courses: list[Course], axis: str) -> None:
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
