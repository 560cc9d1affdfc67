"""Each plot as a file of its own."""

from __future__ import annotations

import numpy as np
import pytest

from seqspec.errors import BackendError
from seqspec.runs.report import plotting
from seqspec.runs.report.charts import REGISTRY
from seqspec.runs.report.embedding import LARGEST
from seqspec.runs.report.marks import curve
from seqspec.runs.report.plotting import plot_files
from tests.runs.report.materials import CLOUD, course, material, of_classes, plots

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><text>a</text></svg>'


def test_every_chart_is_drawn_by_some_run() -> None:
    """A file in the folder of charts is a chart, and each is named as a file can be."""
    drawn = plots(cloud=CLOUD, newest=[course(1, dated=True)])

    names = [name for made in (material(plots=drawn), of_classes()) for name in plot_files(made, "svg")[0]]

    assert len(REGISTRY.names) == len({name for name in names if name not in {"ladder.svg", "recipe.svg"}})
    assert all(name.removesuffix(".svg").replace("-", "").isalpha() for name in names)


def test_a_long_training_fits_on_a_page() -> None:
    """However many epochs it had, its curve is drawn, and no peak of it is left out."""
    losses = np.random.default_rng(0).uniform(1, 2, 20_000).tolist()
    losses[1234] = 99.0
    history = tuple({"epoch": epoch, "loss": loss, "val_loss": loss} for epoch, loss in enumerate(losses, 1))

    drawn = plot_files(material(history=history, plots=None), "svg")[0]
    places, values = curve([*enumerate(losses, 1)])

    assert len(drawn["losses.svg"]) < LARGEST / 2
    assert (99.0, sorted(places)) == (values[places.index(1235)], places)


def test_pixels_are_pixels() -> None:
    """PNG as PNG begins; and it is said why there are fewer than as SVG."""
    drawn, left_out = plot_files(of_classes(ladder=SVG), "png")

    assert ["calibration.png", "confusion.png", "losses.png"] == sorted(drawn)
    assert {b"\x89PNG"} == {content[:4] for content in drawn.values()}
    assert ["`ladder` is left out: the run keeps it as SVG, so `--svg` has it"] == left_out


def test_drawings_that_are_there_come_along() -> None:
    """The ladder and the recipe, which is cleaned, as it may be a stranger's."""
    evil = SVG.replace("<text>", "<script>alert(1)</script><text>")

    drawn, left_out = plot_files(material(history=(), plots=None, ladder=SVG, recipe=evil), "svg")

    assert [] == left_out
    assert SVG.encode() == drawn["ladder.svg"]
    assert b"alert" not in drawn["recipe.svg"]


def test_what_no_axis_has_room_for_is_left_out_with_a_word() -> None:
    """The others are drawn."""
    drawn, left_out = plot_files(material(plots=plots(steps={"model": [1e308, -1e308]})), "svg")

    assert "losses.svg" in drawn
    assert ["`horizon` is left out: its numbers or dates lie beyond what can be drawn"] == left_out


def test_without_matplotlib_it_is_said_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error, as plots were asked for."""
    monkeypatch.setattr(plotting, "can_draw", lambda: False)

    with pytest.raises(BackendError, match="matplotlib, which is not installed"):
        plot_files(material(), "svg")
