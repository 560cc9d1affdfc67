"""The last forecasts of a long part, one by one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from seqspec.runs.report.chart import Chart, spread_over
from seqspec.runs.report.courses import HEIGHT, draw_courses, rows_of

if TYPE_CHECKING:
    from seqspec.runs.report.material import Material

PLACE = 11


def chart(material: Material) -> Chart | None:
    """As the chart of all forecasts; None where that one shows them one by one."""
    plots = material.plots
    if plots is None or not plots.newest:
        return None
    first = plots.newest[0]
    return Chart(
        name="newest",
        title=f"The last {first.examples:,} of these forecasts",
        said="Each as it was made, in original units.",
        draw=partial(draw_courses, courses=plots.newest, axis=plots.axis),
        rows=spread_over(rows_of(first, plots.axis)),
        height=0.6 + HEIGHT * len(plots.newest),
        zoom=True,
    )
