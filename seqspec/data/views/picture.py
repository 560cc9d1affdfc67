"""A recipe as a picture: the series with its parts and one window of it, or how its values or lengths are spread."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from math import isqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from seqspec.analysis.formats._text import escape
from seqspec.data.dataset import Dataset
from seqspec.data.division.groups import spans
from seqspec.data.tables.part import Part
from seqspec.data.tables.windows import take
from seqspec.data.views.description import as_read
from seqspec.data.views.lengths import Lengths, lengths_of
from seqspec.errors import BackendError, DataError
from seqspec.language.recipe.split import PARTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

POINTS = 2000
"""Places along the axis; of a longer series each shows the least and the greatest value of the rows that fall there."""
CHUNK = 1 << 18
_ROOM = 100
"""Letters that names of classes may have side by side; more stand on end."""

_COLOURS = {"train": "#0072B2", "validation": "#E69F00", "test": "#009E73"}  # told apart by colour-blind eyes, too
_LINE, _INPUT, _TARGET = "#444444", "#0072B2", "#D55E00"
_STYLE: Any = {"text.parse_math": False, "svg.hashsalt": "seqspec", "svg.fonttype": "none", "date.converter": "concise"}


def require_drawing() -> None:
    """
    Refuse to draw without the package that draws.

    Raises:
        BackendError: it is not installed.
    """
    if find_spec("matplotlib") is None:
        said = "pictures are drawn by matplotlib, which is not installed"
        raise BackendError(said, help="pip install 'seqspec-keras[training]'")


def draw(dataset: Dataset, format: str, title: str) -> bytes:
    """
    The picture of a dataset.

    Args:
        format: `svg` or `png`.
        title: what stands above it.

    Raises:
        DataError: the recipe has nothing that could be drawn.
        BackendError: matplotlib is not installed.
    """
    require_drawing()
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # a name in a script that the font lacks is no fault
        figure = Figure(figsize=(10, 6), dpi=120, layout="constrained")
        lengths = lengths_of(dataset)
        if lengths:
            _draw_lengths(figure, lengths, title)
        elif not isinstance(dataset.train, Part):
            raise DataError("neither running texts nor arrays have a picture", help="leave --svg and --png out")
        elif dataset.train.geometry.whole:
            _draw_series(figure, dataset, dataset.train, title)
        else:
            _draw_targets(figure, dataset, dataset.train, title)
        written = io.BytesIO()
        metadata = {"Date": None} if format == "svg" else {}
        figure.savefig(written, format=format, metadata=metadata)
    return written.getvalue()


# ---------------------------------------------------------------------------------------------------------- a series


@dataclass(frozen=True)
class _Span:
    """
    One series.

    Args:
        rows: where it is among all rows.
        values: its first target, in original units.
        when: a date or a number for each row.
        axis: what `when` is.
    """

    rows: range
    values: NDArray[Any]
    when: NDArray[Any]
    axis: str

    def at(self, row: int) -> Any:
        """When a row of the whole table is."""
        return self.when[min(max(row - self.rows.start, 0), len(self.when) - 1)]


def _draw_series(figure: Figure, dataset: Dataset, part: Part, title: str) -> None:
    span = _span(dataset, part)
    above, below = figure.subplots(2, 1, height_ratios=[3, 2])
    chosen = np.array([_chosen(part, span)])
    origin = int(take(part.places, chosen)[0])
    figure.suptitle(_title(dataset, part, span, title))
    when, values = downsampled(span.when, span.values)
    above.plot(when, values, color=_LINE, linewidth=0.7, label=f"target: {_shown(dataset.task.targets[0])}")
    _shade_parts(above, dataset, span)
    for rows, colour, what in zip(_rows(part, origin), (_INPUT, _TARGET), ("input", "target"), strict=True):
        ends = span.at(rows.start), span.at(rows.stop - 1)
        above.axvspan(*ends, color=colour, alpha=0.45, zorder=1, label=f"{what} of the window below")
    above.set_xlabel(span.axis)
    above.set_ylabel(_shown(dataset.task.targets[0]))
    above.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
    _draw_window(below, dataset, part, span, chosen)


def _span(dataset: Dataset, part: Part) -> _Span:
    """The first series that has examples in every part, or in the training part at least."""
    series, calendar = part.series, part.calendar
    rows = spans(series.starts, series.rows)[_series_in_every_part(dataset)]
    if calendar.time is None:
        when, axis = np.arange(1, len(rows) + 1), "row" if series.starts is None else "row of the series"
    else:
        when, axis = calendar.time[rows.start : rows.stop], "time"
    return _Span(rows, series.originals[rows.start : rows.stop, 0], when, axis)


def _series_in_every_part(dataset: Dataset) -> int:
    parts = [part for name in PARTS if len(part := getattr(dataset, name))]
    starts = parts[0].series.starts
    if starts is None:
        return 0
    held = [set(np.unique(parts[0].series.which(take(part.places, None))).tolist()) for part in parts]
    return int(min(set.intersection(*held) or held[0]))


def _title(dataset: Dataset, part: Part, span: _Span, title: str) -> str:
    names, starts = part.calendar.series, part.series.starts
    said = [f"{_shown(title)}: {len(span.rows):,} rows"]
    if names and starts is not None:
        place = int(np.searchsorted(starts, span.rows.start, side="right")) - 1
        said.append(f"the series {_shown(names[place])}, one of {len(names):,}")
    if len(dataset.task.targets) > 1:
        said.append(f"the first of {len(dataset.task.targets):,} targets")
    return ", ".join(said)


def downsampled(when: NDArray[Any], values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The least and the greatest of each stretch of a long series: what a line through all points would cover."""
    if len(values) <= 2 * POINTS:
        return when, values
    room = -(-len(values) // POINTS)
    edges = np.arange(0, len(values), room)
    low, high = np.fmin.reduceat(values, edges), np.fmax.reduceat(values, edges)
    return np.repeat(when[edges], 2), np.stack([low, high], axis=1).reshape(-1)


def _shade_parts(axes: Axes, dataset: Dataset, span: _Span) -> None:
    """Each part behind the series, a line where it begins, and the rows between two parts hatched."""
    before, unused = None, "in no part"
    for name, first, last in _extents(dataset, span):
        axes.axvspan(span.at(first), span.at(last), color=_COLOURS[name], alpha=0.15, linewidth=0, label=f"{name} part")
        axes.axvline(span.at(first), color=_COLOURS[name], linewidth=1)
        if before is not None and first - before > 1:
            gap = span.at(before), span.at(first)
            axes.axvspan(*gap, facecolor="none", edgecolor="#888888", hatch="////", linewidth=0, label=unused)
            unused = ""
        before = last
    _mark_folds(axes, dataset, span)


def _mark_folds(axes: Axes, dataset: Dataset, span: _Span) -> None:
    """Where each fold of a backtest begins, but for the first one, which begins where the test part does."""
    for number, fold in enumerate(dataset.folds[1:]):
        first, last = _target_rows(fold, span)
        if first <= last:
            label = "" if number else f"{len(dataset.folds):,} folds"
            axes.axvline(span.at(first), color=_COLOURS["test"], linewidth=1, linestyle=":", label=label)


def _extents(dataset: Dataset, span: _Span) -> Iterator[tuple[str, int, int]]:
    """The first and the last row of each part in this series, in order."""
    found = []
    for name in PARTS:
        boundary = dataset.fingerprint["boundaries"].get(name)
        if isinstance(boundary, list):
            ends = boundary[0], boundary[1] - 1
        else:
            part = getattr(dataset, name)
            seen = part.geometry.length + part.geometry.first - 1 if name == "train" else 0  # its inputs are its own
            first, last = _target_rows(part, span)
            ends = first - seen, last
        if ends[1] >= ends[0]:
            found.append((ends[0], name, ends[1]))
    yield from ((name, first, last) for first, name, last in sorted(found))


def _target_rows(part: Any, span: _Span) -> tuple[int, int]:
    """The first and the last target row of the examples in this series."""
    least, most = span.rows.stop, span.rows.start - 1
    for start in range(0, len(part), CHUNK):
        origins = take(part.places, slice(start, start + CHUNK))
        origins = origins[(origins >= span.rows.start) & (origins < span.rows.stop)]
        if len(origins):
            least = min(least, int(origins.min()) + part.geometry.first)
            most = max(most, int(origins.max()) + part.geometry.last)
    return least, most


# ---------------------------------------------------------------------------------------------------------- a window


def _chosen(part: Part, span: _Span) -> int:
    """A training example from the middle of this series."""
    if part.series.starts is None:
        return len(part) // 2
    origins = take(part.places, None)
    inside = np.flatnonzero((origins >= span.rows.start) & (origins < span.rows.stop))
    return int(inside[len(inside) // 2])


def _rows(part: Part, origin: int) -> tuple[range, range]:
    """The rows of a window that go in, and those that are asked for."""
    geometry = part.geometry
    return (
        range(origin - geometry.length + 1, origin + 1),
        range(origin + geometry.first, origin + geometry.last + 1),
    )


def _draw_window(axes: Axes, dataset: Dataset, part: Part, span: _Span, chosen: NDArray[np.int64]) -> None:
    """The input and the target of one example: on one axis where the target is seen, else on two."""
    geometry, series, origin = part.geometry, part.series, int(take(part.places, chosen)[0])
    inputs, targets = map(np.asarray, _rows(part, origin))
    names, read = as_read(part, chosen)
    assert read is not None  # these are the examples of a table
    place = series.layout.targets[0] if series.layout.targets[0] < series.features else 0
    name, target = _shown(names[place]), _shown(dataset.task.targets[0])
    aside = axes if name == target else axes.twinx()
    axes.set_title("one window of the training part", fontsize="medium")
    when = [[span.at(int(row)) for row in rows] for rows in (inputs, targets)]
    dots: dict[str, Any] = {"marker": "." if geometry.length <= 200 else "", "linewidth": 1.0}
    lines = axes.plot(when[0], read[0, :, place], color=_INPUT, label=f"input: {name}", **dots)
    lines += aside.plot(when[1], series.originals[targets, 0], color=_TARGET, linestyle="--", marker="o", markersize=4,
                        label=f"target: {target}")  # fmt: skip
    lines.append(
        axes.axvline(span.at(origin), color="#888888", linewidth=0.8, linestyle=":", label="last row that goes in")
    )
    axes.set_xlabel(span.axis)
    axes.set_ylabel(name)
    aside.set_ylabel(target)
    axes.legend(handles=lines, loc="upper left", bbox_to_anchor=(1.0 if aside is axes else 1.08, 1.0), frameon=False)


# ----------------------------------------------------------------------------------------------------- distributions


def _draw_targets(figure: Figure, dataset: Dataset, part: Part, title: str) -> None:
    """How the target is spread over the parts of a recipe without windows."""
    task, axes = dataset.task, figure.subplots()
    truths = {name: _truth(getattr(dataset, name)) for name in PARTS if len(getattr(dataset, name))}
    figure.suptitle(f"{_shown(title)}: {sum(map(len, truths.values())):,} examples, row by row")
    if task.kind == "numbers":
        smallest = min(map(len, truths.values()))
        bins = np.histogram_bin_edges(np.concatenate([*truths.values()]), bins=min(max(isqrt(smallest), 5), 40))
        _bars(axes, {name: np.histogram(truth, bins)[0] for name, truth in truths.items()}, bins)
    else:
        classes = list(task.classes) or ["0", "1"]
        counts = {name: np.bincount(truth.astype(np.int64), minlength=len(classes)) for name, truth in truths.items()}
        _bars(axes, counts, np.arange(len(classes) + 1) - 0.5)
        some = slice(None, None, -(-len(classes) // 30))
        names = [_shown(each) for each in classes][some]
        turned = sum(map(len, names)) > _ROOM
        axes.set_xticks(range(len(classes))[some], names, rotation=90 if turned else 0)
    axes.set_xlabel(f"target: {_shown(task.targets[0])}")
    axes.set_ylabel("share of the part")
    axes.legend(frameon=False)


def _truth(part: Part) -> NDArray[np.float64]:
    truth = part.truth().reshape(len(part), -1)[:, 0]
    return truth[np.isfinite(truth)]


def _draw_lengths(figure: Figure, lengths: list[Lengths], title: str) -> None:
    """How many tokens texts have, beside how many of them are kept."""
    figure.suptitle(f"{_shown(title)}: lengths of the texts")
    every = figure.subplots(len(lengths), 1, squeeze=False)[:, 0]
    for axes, column in zip(every, lengths, strict=True):
        most = max([column.room, *(int(each.max(initial=0)) for each in column.by_part.values())])
        bins = np.arange(0, most + 2, max(most // 60, 1)) - 0.5
        _bars(axes, {name: np.histogram(each, bins)[0] for name, each in column.by_part.items() if len(each)}, bins)
        axes.axvline(column.room + 0.5, color=_TARGET, linestyle="--", label=f"cut after {column.room:,}")
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.set_xlabel(f"tokens of {_shown(column.column)}")
        axes.set_ylabel("share of the part")
        axes.legend(frameon=False)


def _bars(axes: Axes, counts: dict[str, NDArray[np.int64]], bins: NDArray[Any]) -> None:
    for name, count in counts.items():
        axes.stairs(count / max(count.sum(), 1), bins, color=_COLOURS[name], label=f"{name}: {count.sum():,}",
                    fill=name == "train", alpha=0.4 if name == "train" else 1.0, linewidth=1.5,
                    linestyle="--" if name == "test" else "-")  # fmt: skip


def _shown(name: str) -> str:
    """A name as it can be drawn: in one line, and not too long."""
    name = escape(name)
    return name if len(name) <= 40 else f"{name[:37]}..."
