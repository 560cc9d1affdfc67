"""Charts that fit: on a desk and on a phone, whatever their names are, and however little there is to draw."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from seqspec.runs.plots import Errors, Plots
from seqspec.runs.report import cards
from seqspec.runs.report.chart import Chart, sentence
from seqspec.runs.report.charts import charts
from seqspec.runs.report.drawing import NARROW, WIDTH, drawn, figure_of
from seqspec.runs.report.material import Material
from seqspec.runs.report.page import page
from tests.runs.report.materials import HISTORY, course, judgement, material, of_classes, plots

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def chart_of(name: str, made: Material) -> Chart:
    """One chart of a run."""
    return next(each for each in charts(made) if each.name == name)


def figure(name: str, made: Material, width: float = WIDTH) -> Figure:
    """One chart of a run, as matplotlib has it, after it was drawn."""
    chart = chart_of(name, made)
    found = figure_of(chart.draw, chart.height, width)
    found.draw_without_rendering()
    return found


@pytest.mark.parametrize("width", [WIDTH, NARROW])
def test_long_names_leave_the_axes_their_room(width: float) -> None:
    """A legend that is too wide for one line has several, and the figure grows by them."""
    short, long = (
        plots(steps={f"{name}{place}": [1.0, 2.0] for place in range(4)}) for name in ("a", "an overlong name ")
    )
    chart = chart_of("horizon", material(plots=short))

    (narrow,), (wide,) = (
        drawn(partial(chart_of("horizon", material(plots=each)).draw), chart.height, "svg", width).frames
        for each in (short, long)
    )

    assert narrow.width == pytest.approx(wide.width, rel=0.01)
    assert narrow.height == pytest.approx(wide.height, abs=6)


@pytest.mark.parametrize("name", ["forecast", "residuals", "over-time", "horizon"])
def test_a_name_that_begins_with_an_underscore_is_in_the_legend(name: str) -> None:
    """As every other one, and nothing that was given no name."""
    lines = {"model": [0.1] * 200, "_mine": [0.2] * 200}
    drawn = plots(
        courses=[course().model_copy(update={"lines": lines})],
        residuals=plots().residuals.model_copy(update={"counts": {each: [1] * 10 for each in lines}}),  # type: ignore[union-attr]
        errors=Errors(when=[float(place) for place in range(200)], lines=lines),
        steps=lines,
    )

    [axes] = figure(name, material(plots=drawn)).axes
    legend = axes.get_legend()

    assert legend is not None
    assert ["_mine", "model"] == sorted(text.get_text() for text in legend.get_texts())


NOTHING_TO_DRAW: dict[str, dict[str, Any]] = {
    "no known truth": {"cloud": {"truth": [None], "lines": {"model": [1]}}},
    "no truth": {"cloud": {"truth": [], "lines": {"model": []}}},
    "no chance": {"honesty": {"said": [None], "came": [0.5], "counts": [3]}},
    "nothing that came true": {"honesty": {"said": [0.5], "came": [None], "counts": [3]}},
    "no example": {"honesty": {"said": [0.5, None], "came": [0.5, None], "counts": [0, 3]}},
}


@pytest.mark.parametrize("case", NOTHING_TO_DRAW)
def test_a_chart_without_a_point_is_left_out(case: str) -> None:
    """Whatever a stranger's `plots.json` holds."""
    made = of_classes(plots=Plots(target="y", **NOTHING_TO_DRAW[case]), judgement=None)

    assert ["losses"] == [each.name for each in charts(made)]


EXTREME: dict[str, dict[str, Any]] = {
    "the ends of numbers": {"steps": {"model": [1e308, -1e308]}},
    "the first and the last year": {
        "courses": [course(places=2).model_copy(update={"when": ["0001-01-01", "9999-12-31"]})]
    },
    "a year that no calendar has": {
        "errors": Errors(when=["292277026596-12-04", "2020-01-01"], lines={"model": [1, 2]})
    },
    "edges too far apart": {"residuals": plots().residuals.model_copy(update={"edges": [-1e308, *range(9), 1e308]})},  # type: ignore[union-attr]
}


@pytest.mark.parametrize("case", EXTREME)
def test_what_no_axis_has_room_for_is_said_on_the_page(case: str) -> None:
    """In place of the picture; its numbers stand there all the same."""
    made = material(plots=plots(**EXTREME[case]))

    assert 1 == page(made).count("There is no picture: its numbers or dates lie beyond what can be drawn.")


def test_losses_that_no_axis_has_room_for_are_left_out_of_a_notebook() -> None:
    """Its card has the scores."""
    history = tuple({"epoch": epoch, "loss": loss, "val_loss": -loss} for epoch, loss in ((1, 1e308), (2, -1e308)))

    assert "" == cards._losses(material(history=history))


def test_a_date_with_its_offset_is_drawn() -> None:
    """As an instant."""
    when = ["2020-01-01T00:00:00+02:00", "2020-01-02T00:00:00+02:00"]

    assert figure("over-time", material(plots=plots(errors=Errors(when=when, lines={"model": [1.0, 2.0]})))).axes


def test_one_epoch_alone_is_counted_in_whole_numbers() -> None:
    """The axis has no 0.98."""
    axes = figure("losses", material(history=HISTORY[:1])).axes[-1]

    assert [] == [tick for tick in axes.get_xticks() if tick != round(tick)]


@pytest.mark.parametrize("width", [WIDTH, NARROW])
@pytest.mark.parametrize("count", [2, 15])
def test_a_confusion_matrix_shows_the_numbers_that_were_counted(count: int, width: float) -> None:
    """Each in its cell, rows from top to bottom, in letters that its cell can hold."""
    counts = [[(7 * row + column) % 90 for column in range(count)] for row in range(count)]
    named = tuple(f"class {number} of these" for number in range(count))
    made = of_classes(judgement=judgement(kind="classes", classes=named, confusion=counts))

    [axes] = figure("confusion", made, width).axes
    shown = {text.get_position(): text.get_text() for text in axes.texts}
    cell = axes.get_window_extent().width / count

    assert {(col + 0.5, row + 0.5): f"{counts[row][col]:,}" for row in range(count) for col in range(count)} == shown
    assert all(text.get_window_extent().width < cell for text in axes.texts)
    assert list(named) == [tick.get_text() for tick in axes.get_yticklabels()]


def test_numbers_that_no_cell_can_hold_are_left_to_the_table() -> None:
    """A matrix that could not be read is a picture of shades."""
    made = of_classes(judgement=judgement(kind="classes", classes=(), confusion=[[10**6] * 30] * 30))

    assert [] == list(figure("confusion", made, NARROW).axes[0].texts)
    assert "1000000" == chart_of("confusion", made).rows[1][1]


def test_two_classes_are_told_apart_at_a_half() -> None:
    """Which is said where chances were predicted, and nowhere else."""
    counts = [[3, 1], [0, 2]]

    said = [
        chart_of("confusion", of_classes(judgement=judgement(kind=kind, confusion=counts))).said
        for kind in ("chances", "classes")
    ]

    assert [True, False] == ["above a half counts as a 1" in each for each in said]


def test_classes_come_before_losses() -> None:
    """What was taken for what is looked at first."""
    assert ["confusion", "losses", "calibration"] == [each.name for each in charts(of_classes())]


def test_quantiles_are_a_band_around_the_forecast() -> None:
    """Between the outer two, in the picture and in numbers; a place where nothing is known is passed over."""
    low, high = [-2.0] * 200, [2.0] * 199 + [None]
    banded = course().model_copy(update={"band": (low, high)})
    made = material(judgement=judgement(shares=(0.1, 0.5, 0.9)), plots=plots(courses=[banded]))

    [axes] = figure("forecast", made).axes
    [band] = axes.patches
    rows = chart_of("forecast", made).rows

    assert ("line-0-band", "quantile 0.1 to quantile 0.9") == (band.get_gid(), band.get_label())
    assert 2 * 199 + 1 == len(band.get_xy())
    assert ("quantile 0.1", "quantile 0.9") == rows[0][-2:]
    assert ("-2", "2") == rows[1][-2:]


@pytest.mark.parametrize("said", ["the model is ahead", "it held 85.2 %", "one (of two)", "it ends in `x`"])
def test_a_sentence_on_a_page_is_a_whole_one(said: str) -> None:
    """With a capital letter and a full stop, of which one is enough."""
    found = sentence(said)

    assert re.fullmatch(r"[A-Z].*[^.]\.", found)
    assert found == sentence(found)


def test_a_notebook_shows_a_figure() -> None:
    """Without `pyplot`: as pixels, two of them to a point."""
    chart = chart_of("losses", material())

    content, size = figure_of(chart.draw, chart.height)._repr_png_()  # type: ignore[attr-defined]

    assert b"\x89PNG" == content[:4]
    assert 600 == size["width"]
