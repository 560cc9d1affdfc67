"""Charts as parts of a page: a picture that needs no script, its numbers below it, and with a script buttons."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from seqspec.analysis import markup
from seqspec.analysis.markup import element, folded, paragraph, section, text
from seqspec.runs.report.chart import Chart
from seqspec.runs.report.charts import charts
from seqspec.runs.report.drawing import Drawing, can_draw, drawn
from seqspec.runs.report.embedding import embed
from seqspec.runs.report.material import Material

_MISSING = (
    "No chart was drawn, as matplotlib is not installed: pip install 'seqspec-keras[training]', then seqspec report "
    "RUN writes this page again."
)
_BUTTONS = (
    ("in", "Zoom in", "+"),
    ("out", "Zoom out", "−"),
    ("back", "Earlier", "←"),
    ("on", "Later", "→"),
    ("all", "Show all", "All"),
)


def figures(material: Material) -> Iterator[str]:
    """Every chart that a run has, as a section."""
    found = charts(material)
    if found and not can_draw():
        yield paragraph(_MISSING, class_="missing")
        return
    yield from map(figure, found)


def figure(chart: Chart) -> str:
    """A chart as a section: its heading, the picture, how to read it, and its numbers."""
    drawing = drawn(chart.draw, chart.height, "svg")
    image = embed(drawing.content.decode(), chart.name, f"{chart.title}. {chart.said}")
    sheet = element("div", image, class_="sheet", tabindex=0, role="group", aria_label=chart.title)
    content = "\n".join([_buttons(chart.title) if chart.zoom else "", sheet, element("figcaption", text(chart.said))])
    frames = _frames(drawing) if chart.zoom else None
    shown = element("figure", content, id=f"figure-{chart.name}", data_frames=frames)
    return section(chart.title, shown, folded("The same in numbers", markup.table(chart.rows, chart.title)))


def _frames(drawing: Drawing) -> str:
    """Where the axes are, for the script: in an attribute nothing can be taken for markup."""
    return json.dumps([asdict(frame) for frame in drawing.frames], allow_nan=False)


def _buttons(title: str) -> str:
    """Shown by the script: without it they would do nothing."""
    every = "".join(
        element("button", sign, type="button", data_zoom=action, aria_label=f"{said}: {title}", title=said)
        for action, said, sign in _BUTTONS
    )
    extent = element("span", "", class_="extent", role="status")
    hint = element("span", "Drag over the picture to look closer.", class_="hint")
    return f'<div class="buttons" role="group" aria-label="Zoom" hidden>{every} {extent} {hint}</div>'
