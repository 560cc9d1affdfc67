"""Charts as parts of a page: a picture that needs no script, its numbers below it, and with a script buttons."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Literal

from seqspec.analysis import markup
from seqspec.analysis.markup import element, folded, paragraph, section, spoken
from seqspec.runs.report.chart import Chart
from seqspec.runs.report.charts import charts
from seqspec.runs.report.drawing import NARROW, WIDTH, Drawing, UndrawableError, can_draw, drawn
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
    try:
        sheets = [_sheet(chart, chart.name, "broad"), _sheet(chart, f"{chart.name}-slim", "slim")]
    except UndrawableError as error:
        sheets = [paragraph(f"There is no picture: {error.message}.", class_="missing")]
    shown = element("figure", "\n".join([*sheets, element("figcaption", spoken(chart.said))]))
    return section(chart.title, shown, folded("The same in numbers", markup.table(chart.rows, chart.title)))


def _sheet(chart: Chart, name: str, kind: Literal["broad", "slim"]) -> str:
    """The picture for a desk or for a phone: the style sheet shows the one that fits."""
    drawing = drawn(chart.draw, chart.height, "svg", WIDTH if kind == "broad" else NARROW)
    image = embed(drawing.content.decode(), name, f"{chart.title}. {chart.said}")
    sheet = element("div", image, class_="sheet", tabindex=0, role="group", aria_label=chart.title)
    content = f"{_buttons(chart.title)}\n{sheet}" if chart.zoom else sheet
    return element("div", content, class_=kind, id=f"figure-{name}", data_frames=_frames(drawing, chart))


def _frames(drawing: Drawing, chart: Chart) -> str | None:
    """Where the axes are, for the script that zooms: in an attribute nothing can be taken for markup."""
    if not chart.zoom:
        return None
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
