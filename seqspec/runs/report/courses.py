"""Forecasts over time as a picture and as a table: what the charts of them share."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from seqspec.runs.plots import TRUTH, Course
from seqspec.runs.report.chart import Chart, Rows, number, spread_over
from seqspec.runs.report.drawing import add_legend, shown
from seqspec.runs.report.marks import known, stamped, style_of
from seqspec.runs.report.palette import MODEL
from seqspec.wording import count

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_HEIGHT = 2.6


def chart_of(
    courses: list[Course], axis: str, *, name: str, title: str, said: str, shares: tuple[float, ...] = ()
) -> Chart:
    """
    A panel for each course, and the first one in numbers.

    Args:
        courses: one at least.
        axis: what the places along it are.
        shares: the quantiles, of which the outer two hold the band of a course.
    """
    edges = (f"quantile {shares[0]:g}", f"quantile {shares[-1]:g}") if shares else ("lowest", "highest")
    return Chart(
        name=name,
        title=title,
        said=said,
        draw=partial(_draw, courses=courses, axis=axis, edges=edges),
        rows=spread_over(_rows(courses[0], axis, edges)),
        height=0.6 + _HEIGHT * len(courses),
        zoom=True,
    )


def _rows(course: Course, axis: str, edges: tuple[str, str]) -> Rows:
    """One row a place: when it is, the truth, and what each forecaster said."""
    shown = course.lines | dict(zip(edges, course.band or (), strict=False))
    lines = zip(*shown.values(), strict=True)
    return [
        (axis, *shown),
        *((str(when), *map(number, values)) for when, values in zip(course.when, lines, strict=True)),
    ]


def _draw(figure: Figure, courses: list[Course], axis: str, edges: tuple[str, str]) -> None:
    """A panel for each course, whose lines and axes can be found by name."""
    every = figure.subplots(len(courses), 1, sharex=True, squeeze=False)[:, 0]
    for row, (axes, course) in enumerate(zip(every, courses, strict=True)):
        when = stamped(course.when)
        for place, name in reversed([*enumerate(course.lines)]):  # the truth and the model lie above
            style = style_of(place - 1, name == TRUTH)
            axes.plot(when, known(course.lines[name]), label=shown(name), gid=f"line-{row}-{place}", **style)
        if course.band is not None:
            _draw_band(axes, when, course.band, label=" to ".join(edges), gid=f"line-{row}-band")
        axes.set_ylabel(f"{count(course.step, 'step')} ahead")
        axes.yaxis.set_gid(f"y-axis-{row}")
        axes.xaxis.set_gid(f"x-axis-{row}")
        axes.margins(x=0.01)
    add_legend(every[0], backwards=True)
    every[-1].set_xlabel(shown(axis))


def _draw_band(axes: Axes, when: Any, band: tuple[list[float | None], list[float | None]], **named: Any) -> None:
    """One shape, which the script can stretch as it stretches lines; a place where nothing is known is passed over."""
    import numpy as np

    low, high = (np.array(known(edge)) for edge in band)
    there = np.isfinite(low) & np.isfinite(high)
    along = np.asarray(when)[there]
    outline = np.concatenate([along, along[::-1]]), np.concatenate([low[there], high[there][::-1]])
    axes.fill(*outline, color=MODEL, alpha=0.22, linewidth=0, zorder=1.5, **named)
