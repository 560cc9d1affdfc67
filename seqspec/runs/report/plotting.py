"""Each plot of a run as a file of its own."""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.errors import BackendError
from seqspec.runs.report.charts import charts
from seqspec.runs.report.drawing import Format, can_draw, drawn
from seqspec.runs.report.embedding import alone
from seqspec.runs.report.material import Material


def require_drawing() -> None:
    """
    Refuse to draw with nothing.

    Raises:
        BackendError: what draws is not installed.
    """
    if not can_draw():
        said = "plots are drawn by matplotlib, which is not installed"
        raise BackendError(said, help="pip install 'seqspec-keras[training]'")


def plot_files(material: Material, format: Format) -> Iterator[tuple[str, bytes]]:
    """
    Every plot with the name of its file.

    The ladder of layers and the picture of the recipe, which are drawings already, come as SVG only.

    Raises:
        BackendError: what draws is not installed.
    """
    require_drawing()
    for chart in charts(material):
        yield f"{chart.name}.{format}", drawn(chart.draw, chart.height, format).content
    if format == "svg" and material.ladder is not None:
        yield "ladder.svg", material.ladder.encode()
    if format == "svg" and material.recipe is not None:
        yield "recipe.svg", alone(material.recipe, "recipe").encode()
