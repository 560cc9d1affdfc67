"""Figures as SVG or PNG, drawn by matplotlib; nothing here knows what is in them."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from seqspec.analysis.formats._text import escape
from seqspec.runs.report.palette import INK, RULE, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Format: TypeAlias = Literal["svg", "png"]
Draw: TypeAlias = "Callable[[Figure], None]"

WIDTH = 8.0
_INCH, _DAY = 72, 86_400_000
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


def figure_of(draw: Draw, height: float) -> Figure:
    """
    A figure of matplotlib.

    Args:
        draw: fills it.
        height: in inches, of 8 in width.
    """
    from matplotlib.figure import Figure

    with _quiet_style():
        figure = Figure(figsize=(WIDTH, height), dpi=150, layout="constrained")
        draw(figure)
    return figure


def drawn(draw: Draw, height: float, format: Format) -> Drawing:
    """
    A figure as a file, the same bytes each time.

    Args:
        draw: fills it.
        height: in inches, of 8 in width.
    """
    with _quiet_style():
        figure = figure_of(draw, height)
        written = io.BytesIO()
        metadata = {"Date": None, "Creator": None} if format == "svg" else {"Software": None}
        figure.savefig(written, format=format, metadata=metadata, transparent=format == "svg")
        return Drawing(written.getvalue(), tuple(_frame(axes, height) for axes in figure.axes))


def _frame(axes: Axes, height: float) -> Frame:
    """An SVG has 72 units to an inch, and its origin is at the top."""
    from matplotlib.dates import DateLocator

    box, dated = axes.get_position(), isinstance(axes.xaxis.get_major_locator(), DateLocator)
    scale = _DAY if dated else 1.0
    left, right = (float(edge) * scale for edge in axes.get_xlim())
    return Frame(
        left=round(box.x0 * WIDTH * _INCH, 2),
        top=round((1 - box.y1) * height * _INCH, 2),
        width=round(box.width * WIDTH * _INCH, 2),
        height=round(box.height * height * _INCH, 2),
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
        yield


def shown(name: str, longest: int = _LONGEST) -> str:
    """A name as it can be drawn: in one line, and not too long."""
    name = escape(name)
    return name if len(name) <= longest else f"{name[: longest - 3]}..."


def add_legend(axes: Axes, backwards: bool = False) -> None:
    """
    What the lines are, above them, so that it covers none.

    Args:
        backwards: the last line, which lies above all others, is named first.
    """
    count = len(axes.get_legend_handles_labels()[1])
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=min(count, 5), borderaxespad=0.2, handlelength=2.0,
                columnspacing=1.2, reverse=backwards)  # fmt: skip
