"""The last forecasts of a long part, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqspec.runs.report.courses import chart_of

if TYPE_CHECKING:
    from seqspec.runs.report.chart import Chart
    from seqspec.runs.report.material import Material

PLACE = 11


def chart(material: Material) -> Chart | None:
    """As the chart of all forecasts; None where that one shows them one by one."""
    plots = material.plots
    if plots is None or not plots.newest:
        return None
    title = f"The last {plots.newest[0].examples:,} of these forecasts"
    said = "Each as it was made, in original units."
    return chart_of(plots.newest, plots.axis, name="newest", title=title, said=said, shares=material.shares)
