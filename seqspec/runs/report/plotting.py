"""Each plot of a run as a file of its own."""

from __future__ import annotations

from seqspec.errors import BackendError
from seqspec.runs.report.charts import charts
from seqspec.runs.report.drawing import Format, UndrawableError, can_draw, drawn
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


def plot_files(material: Material, format: Format) -> tuple[dict[str, bytes], list[str]]:
    """
    Every plot by the name of its file, and what is left out, and why.

    Raises:
        BackendError: what draws is not installed.
    """
    require_drawing()
    files, left_out = {}, []
    for chart in charts(material):
        try:
            files[f"{chart.name}.{format}"] = drawn(chart.draw, chart.height, format).content
        except UndrawableError as error:
            left_out.append(f"`{chart.name}` is left out: {error.message}")
    kept = {"ladder": material.ladder, "recipe": material.recipe and alone(material.recipe, "recipe")}
    drawings = {name: drawing for name, drawing in kept.items() if drawing is not None}
    if format == "svg":
        return files | {f"{name}.svg": drawing.encode() for name, drawing in drawings.items()}, left_out
    return files, left_out + [f"`{name}` is left out: the run keeps it as SVG, so `--svg` has it" for name in drawings]
