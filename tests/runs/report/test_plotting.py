"""Each plot as a file of its own."""

from __future__ import annotations

import pytest

from seqspec.errors import BackendError
from seqspec.runs.report import plotting
from seqspec.runs.report.charts import REGISTRY
from seqspec.runs.report.plotting import plot_files
from tests.runs.report.materials import CLOUD, course, material, of_classes, plots

pytest.importorskip("matplotlib")

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><text>a</text></svg>'


def test_every_chart_is_drawn_by_some_run() -> None:
    """A file in the folder of charts is a chart, and each is named as a file can be."""
    drawn = plots(cloud=CLOUD, newest=[course(1, dated=True)])

    names = [name for made in (material(plots=drawn), of_classes()) for name, _ in plot_files(made, "svg")]

    assert len(REGISTRY.names) == len({name for name in names if name not in {"ladder.svg", "recipe.svg"}})
    assert all(name.removesuffix(".svg").replace("-", "").isalpha() for name in names)


def test_pixels_are_pixels() -> None:
    """PNG as PNG begins."""
    drawn = dict(plot_files(of_classes(ladder=SVG), "png"))

    assert ["calibration.png", "confusion.png", "losses.png"] == sorted(drawn)
    assert {b"\x89PNG"} == {content[:4] for content in drawn.values()}


def test_drawings_that_are_there_come_along() -> None:
    """The ladder and the recipe, which is cleaned, as it may be a stranger's."""
    evil = SVG.replace("<text>", "<script>alert(1)</script><text>")

    drawn = dict(plot_files(material(history=(), plots=None, ladder=SVG, recipe=evil), "svg"))

    assert SVG.encode() == drawn["ladder.svg"]
    assert b"alert" not in drawn["recipe.svg"]


def test_without_matplotlib_it_is_said_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error, as plots were asked for."""
    monkeypatch.setattr(plotting, "can_draw", lambda: False)

    with pytest.raises(BackendError, match="matplotlib, which is not installed"):
        list(plot_files(material(), "svg"))
