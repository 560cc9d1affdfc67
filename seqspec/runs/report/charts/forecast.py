"""Forecasts over time, beside the truth and the baselines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqspec.runs.report.courses import chart_of

if TYPE_CHECKING:
    from seqspec.runs.plots import Course
    from seqspec.runs.report.chart import Chart
    from seqspec.runs.report.material import Material

PLACE = 10


def chart(material: Material) -> Chart | None:
    """A panel for the first step of the forecasts, and one for the last; None where rows have no order."""
    plots = material.plots
    if plots is None or not plots.courses:
        return None
    said = _said(material, plots.courses[0])
    title, shares = f"Forecast and truth: {plots.target}", material.shares
    return chart_of(plots.courses, plots.axis, name="forecast", title=title, said=said, shares=shares)


def _said(material: Material, course: Course) -> str:
    said = [f"{course.examples:,} forecasts of the {material.part} part, in original units."]
    if len(material.targets) > 1:
        said.append(f"Of {len(material.targets):,} targets this is the first.")
    if course.series is not None:
        said.append(f"Of several series this is the first, {course.series}.")
    if len(course.when) != course.examples:
        said.append("There are more than fit: each place shows the least and the greatest of those that fall there.")
    return " ".join(said)
