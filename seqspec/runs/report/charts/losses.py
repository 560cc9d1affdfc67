"""Loss and metrics, epoch by epoch."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from seqspec.runs.report.chart import Chart, number
from seqspec.runs.report.drawing import add_legend, count_along, shown
from seqspec.runs.report.marks import curve
from seqspec.runs.report.palette import BASELINES, MODEL, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from seqspec.runs.report.material import Material, Record

PLACE = 20
MOST_PANELS = 3
_FACTS = {"epoch", "batches", "seconds", "cut_short"}
_WIDE = 30.0
"""A loss that falls by more than this factor is drawn on a logarithmic axis."""


def chart(material: Material) -> Chart | None:
    """A panel for the loss, and one for each of the first metrics; None where no epoch was finished."""
    names = [name for name in material.columns if name not in _FACTS]
    watched = [name for name in names if not name.startswith("val_") and "learning_rate" not in name][:MOST_PANELS]
    if not watched:
        return None
    best = _best(material.history)
    said = f"The validation loss is lowest in epoch {best:,} (dotted line). " if best else ""
    return Chart(
        name="losses",
        title="Loss, epoch by epoch",
        said=said + "Solid: training part, while it learns. Dashed: validation part, after each epoch.",
        draw=partial(_draw, history=material.history, watched=watched, best=best),
        rows=[("epoch", *names), *(_row(record, names) for record in material.history)],
        height=0.6 + 2.1 * len(watched),
    )


def _row(record: Record, names: list[str]) -> tuple[str, ...]:
    return (str(record.get("epoch")), *(number(record.get(name)) for name in names))


def _best(history: tuple[Record, ...]) -> int | None:
    """The epoch in which the validation loss is lowest."""
    known = [(value, place) for place, record in enumerate(history) if (value := _validation(record)) is not None]
    return history[min(known)[1]]["epoch"] if known else None


def _validation(record: Record) -> float | None:
    return next((value for name, value in record.items() if name.split(" ")[0] == "val_loss"), None)


def _draw(figure: Figure, history: tuple[Record, ...], watched: list[str], best: int | None) -> None:
    every = figure.subplots(len(watched), 1, sharex=True, squeeze=False)[:, 0]
    for axes, name in zip(every, watched, strict=True):
        _draw_panel(axes, history, name, best)
    every[-1].set_xlabel("epoch")
    count_along(every[-1])


def _draw_panel(axes: Axes, history: tuple[Record, ...], name: str, best: int | None) -> None:
    dots: dict[str, Any] = {"marker": "o", "markersize": 3} if len(history) <= 40 else {}
    values = []
    for key, colour, dash in ((name, MODEL, "-"), (f"val_{name}", BASELINES[0], "--")):
        known = [(record["epoch"], record[key]) for record in history if record.get(key) is not None]
        if known:
            axes.plot(*curve(known), color=colour, linestyle=dash, label=shown(key), **dots)
            values += [value for _, value in known]
    if best is not None:
        axes.axvline(best, color=SOFT, linewidth=1, linestyle=":")
    if values and min(values) > 0 and max(values) > _WIDE * min(values):
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter("{x:g}")
        axes.yaxis.set_minor_formatter("")
    add_legend(axes)
