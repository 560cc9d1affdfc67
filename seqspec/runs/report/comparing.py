"""Several runs on one page: who is ahead, by how much and since when, and what they have otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from seqspec.analysis.markup import element, folded, literal, paragraph, section, spoken, table, text
from seqspec.runs.comparison import contrast
from seqspec.runs.comparison.comparison import Comparison, Contender
from seqspec.runs.record import VALIDATION, number_in
from seqspec.runs.report.chart import Chart, capital, number, sentence
from seqspec.runs.report.document import document
from seqspec.runs.report.drawing import add_legend, can_draw, count_along, shown
from seqspec.runs.report.figures import figure
from seqspec.runs.report.marks import curve, style_of
from seqspec.runs.report.palette import INK, MODEL

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 10
"""Runs that are drawn: more could not be told apart."""


def page(comparison: Comparison) -> str:
    """The whole page as HTML, the verdict first."""
    names = [run.record.name for run in comparison.runs]
    return document(f"{len(names):,} runs side by side", _body(comparison))


def _body(comparison: Comparison) -> Iterator[str]:
    yield element("h1", text(f"{len(comparison.runs):,} runs side by side"))
    first, *more = contrast.sentences(comparison)
    yield element("p", spoken(capital(first)), class_="verdict")
    yield from map(paragraph, map(sentence, more))
    yield section("Scores", table(contrast.rows(comparison), "Scores, time and size of each run"))
    if can_draw():
        yield from map(figure, _charts(comparison))
    changes = [folded(heading, literal(said, "seqspec compare")) for heading, said in contrast.changes(comparison)]
    yield section("What their specs have otherwise", *changes)


def _charts(comparison: Comparison) -> Iterator[Chart]:
    runs = comparison.runs[:MOST]
    curves = {run.record.name: _curve(run) for run in runs if len(_curve(run))}
    if curves:
        yield Chart(
            name="curves",
            title="Validation loss, epoch by epoch",
            said="; ".join(comparison.unranked) and f"Not to be ranked: {'; '.join(comparison.unranked)}.",
            draw=partial(_draw_curves, curves=curves),
            rows=[("run", "epochs", "lowest"), *((name, f"{len(each):,}", number(min(loss for _, loss in each)))
                                                 for name, each in curves.items())],
            height=3.2,
        )  # fmt: skip
    scored = [(run.record.name, *each) for run in runs if (each := _scored(run))]
    if scored and not comparison.unpaired:
        yield Chart(
            name="scores",
            title=f"{capital(str(runs[0].record.score))} on the test part",
            said="A line is where 95 % of the scores of such parts lie.",
            draw=partial(_draw_scores, scored=scored, score=str(runs[0].record.score)),
            rows=[("run", "score", "from", "to"), *((name, *map(number, each)) for name, *each in scored)],
            height=1.0 + 0.4 * len(scored),
        )


def _scored(run: Contender) -> tuple[float, float, float] | None:
    """Its score, and the interval around it; None where one of them is not known."""
    return None if run.record.test is None or run.interval is None else (run.record.test, *run.interval)


def _curve(run: Contender) -> list[tuple[int, float]]:
    """The epochs of the model that was kept, and its validation loss after each."""
    own = [record for record in run.history if "fold" not in record]
    losses = [(record["epoch"], number_in(record, VALIDATION)) for record in own]
    return [(epoch, loss) for epoch, loss in losses if loss is not None]


def _draw_curves(figure: Figure, curves: dict[str, list[tuple[int, float]]]) -> None:
    axes = figure.subplots()
    for place, (name, losses) in enumerate(curves.items()):
        axes.plot(*curve(losses), label=shown(name), **style_of(place))
    axes.set_xlabel("epoch")
    axes.set_ylabel("validation loss")
    count_along(axes)
    add_legend(axes)


def _draw_scores(figure: Figure, scored: list[tuple[str, float, float, float]], score: str) -> None:
    axes = figure.subplots()
    for place, (_, value, low, high) in enumerate(scored):
        axes.plot([low, high], [place, place], color=MODEL, linewidth=2)
        axes.plot([value], [place], "o", color=INK, markersize=6)
    axes.set_yticks(range(len(scored)), [shown(name) for name, *_ in scored])
    axes.set_ylim(len(scored) - 0.5, -0.5)
    axes.set_xlabel(score)
