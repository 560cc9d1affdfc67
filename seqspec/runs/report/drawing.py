"""Figures as SVG or PNG, drawn by matplotlib; nothing here knows what is in them."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from seqspec.analysis.formats._text import escape
from seqspec.errors import RunError
from seqspec.runs.report.palette import INK, RULE, SOFT

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Format: TypeAlias = Literal["svg", "png"]
Draw: TypeAlias = "Callable[[Figure], None]"

WIDTH, NARROW = 8.0, 4.8
"""In inches: of a drawing for a desk, and of one for a phone, whose letters are as large."""

_INCH, _DAY = 72, 86_400_000
_LETTER, _HANDLE = 0.083, 0.6
"""What a letter and what stands before a name take of a legend, in inches."""

_BESIDE, _LINE = 0.6, 0.2
"""What stands beside the axes, and what a further line of a legend takes above them, in inches."""

_LONGEST = 40
_STYLE: Any = {
    "text.parse_math": False,  # a column may be called `$x$`
    "text.color": INK,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": "medium",
    "axes.titlelocation": "left",
    "axes.formatter.useoffset": False,
    "date.converter": "concise",
    "font.size": 10,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "seqspec",
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
}


def can_draw() -> bool:
    """Whether the package that draws is installed."""
    return find_spec("matplotlib") is not None


class UndrawableError(RunError):
    """Numbers or dates for which there is no axis."""


@dataclass(frozen=True)
class Frame:
    """
    Where the axes of a drawing are, in its own coordinates, and what their edges stand for.

    Args:
        x, y: values at the left and the right, at the bottom and the top; dates in milliseconds since 1970.
        dated: whether `x` are dates.
    """

    left: float
    top: float
    width: float
    height: float
    x: tuple[float, float]
    y: tuple[float, float]
    dated: bool


@dataclass(frozen=True)
class Drawing:
    """A figure as a file, and its axes from top to bottom."""

    content: bytes
    frames: tuple[Frame, ...]


def figure_of(draw: Draw, height: float, width: float = WIDTH) -> Figure:
    """
    A figure of matplotlib, which a notebook shows.

    Args:
        draw: fills it.
        height, width: in inches.

    Raises:
        UndrawableError: there is no axis for its numbers or dates.
    """
    from seqspec.runs.report.pictured import Pictured

    with _quiet_style():
        figure = Pictured(figsize=(width, height), dpi=150, layout="constrained")
        draw(figure)
    return figure


def drawn(draw: Draw, height: float, format: Format, width: float = WIDTH) -> Drawing:
    """
    A figure as a file, the same bytes each time.

    Args:
        draw: fills it.
        height, width: in inches.

    Raises:
        UndrawableError: there is no axis for its numbers or dates.
    """
    with _quiet_style():
        figure = figure_of(draw, height, width)
        written = io.BytesIO()
        metadata = {"Date": None, "Creator": None} if format == "svg" else {"Software": None}
        figure.savefig(written, format=format, metadata=metadata, transparent=format == "svg")
        return Drawing(written.getvalue(), tuple(map(_frame, figure.axes)))


def _frame(axes: Axes) -> Frame:
    """An SVG has 72 units to an inch, and its origin is at the top."""
    from matplotlib.dates import DateLocator

    box, dated = axes.get_position(), isinstance(axes.xaxis.get_major_locator(), DateLocator)
    width, height = (inches * _INCH for inches in _figure(axes).get_size_inches())
    scale = _DAY if dated else 1.0
    left, right = (float(edge) * scale for edge in axes.get_xlim())
    return Frame(
        left=round(box.x0 * width, 2),
        top=round((1 - box.y1) * height, 2),
        width=round(box.width * width, 2),
        height=round(box.height * height, 2),
        x=(left, right),
        y=(float(axes.get_ylim()[0]), float(axes.get_ylim()[1])),
        dated=dated,
    )


@contextmanager
def _quiet_style() -> Iterator[None]:
    import matplotlib
    import numpy as np

    quiet = np.errstate(over="ignore", invalid="ignore")  # a forecast may be as large as a number can be
    with matplotlib.rc_context(_STYLE), warnings.catch_warnings(), quiet:
        warnings.filterwarnings("ignore", message="Glyph")  # a name in a script that the font lacks is no fault
        warnings.filterwarnings("ignore", message="constrained_layout not applied")  # names may leave too little room
        warnings.filterwarnings("ignore", message="Attempting to set identical")  # of places that no float tells apart
        try:
            yield
        except (ArithmeticError, ValueError) as error:  # from matplotlib: numbers near 1e308, the years 1 and 9999
            raise UndrawableError("its numbers or dates lie beyond what can be drawn") from error


def shown(name: str, longest: int = _LONGEST) -> str:
    """A name as it can be drawn: in one line, and not too long."""
    name = escape(name)
    return name if len(name) <= longest else f"{name[: longest - 3]}..."


def count_along(axes: Axes) -> None:
    """Whole numbers below the axes, even where there is one alone."""
    low, high = axes.dataLim.intervalx
    if low == high:
        axes.set_xlim(low - 1, low + 1)
    axes.locator_params(axis="x", integer=True)


def add_legend(axes: Axes, backwards: bool = False) -> None:
    """
    What the lines are, above them, so that it covers none; where it has several lines the figure grows by them.

    Args:
        backwards: the last line, which lies above all others, is named first.
    """
    from matplotlib.lines import Line2D

    every = _named(axes)
    lines = [each for each in every if isinstance(each[0], Line2D)]
    ordered = [*(lines[::-1] if backwards else lines), *(each for each in every if each not in lines)]
    handles, names = [handle for handle, _ in ordered], [name for _, name in ordered]
    figure = _figure(axes)
    columns = _columns(names, figure.get_figwidth() - _BESIDE)
    figure.set_figheight(figure.get_figheight() + _LINE * (max(len(names) - 1, 0) // columns))
    axes.legend(handles, names, loc="lower left", bbox_to_anchor=(0.0, 1.0), borderaxespad=0.2, handlelength=2.0,
                ncols=columns, columnspacing=1.2)  # fmt: skip


def _named(axes: Axes) -> list[tuple[Artist, str]]:
    """What was given a name, even one that begins with `_`: matplotlib takes that for none, and calls others so."""
    from matplotlib.collections import Collection
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    children = [(each, f"_child{place}", each.get_label()) for place, each in enumerate(axes.get_children())]
    kinds = Line2D, Patch, Collection
    return [(each, str(name)) for each, none, name in children if isinstance(each, kinds) and name not in {"", none}]


def _figure(axes: Axes) -> Figure:
    """The whole figure that axes are part of."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    return figure


def _columns(names: list[str], room: float) -> int:
    """As many as fit: what is wider than its figure would leave the axes less."""
    for count in range(len(names), 1, -1):
        most, longer = divmod(len(names), count)
        ends = [place * most + min(place, longer) for place in range(count + 1)]
        longest = [max(map(len, names[start:end])) for start, end in pairwise(ends)]
        if sum(_HANDLE + _LETTER * each for each in longest) <= room:
            return count
    return 1
