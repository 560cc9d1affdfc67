"""The lines of a table of predictions: one shape for numbers, chances and classes, and one for texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np

from seqspec.data.examples import Grouped, Readable
from seqspec.data.tables import timeline
from seqspec.runs.scoring.texts import written

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples, Task

Row: TypeAlias = "tuple[str | int | float, ...]"

_SAID = {"numbers": ("prediction",), "chances": ("probability",), "classes": ("prediction", "probability")}


class Lines(Protocol):
    """How predictions are written down."""

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""

    def rows(self, ahead: NDArray[np.float64], part: Examples, index: NDArray[np.int64]) -> Iterator[Row]:
        """
        The lines of some examples.

        Args:
            ahead: what was predicted, in the form of `Examples.restore`; of numbers with a last axis of what stands in
                the columns, the prediction first.
        """


def lines(task: Task, part: Examples, timed: bool, beside: tuple[str, ...] = ()) -> Lines:
    """
    What fits a task.

    Args:
        part: where the examples are.
        timed: whether rows have a time.
        beside: the columns that stand beside the prediction of a number.
    """
    if task.kind == "text":
        return Written(task, isinstance(part, Readable))
    grouped = isinstance(part, Grouped) and part.groups(np.arange(min(1, len(part)))) is not None
    return Steps(task, timed, grouped, part, beside)


@dataclass(frozen=True)
class Steps:
    """
    Numbers, chances and classes: a line for each step of each target.

    Args:
        timed: steps have a time and not only a row.
        grouped: there are several series, and each line names its own.
        whole: all examples of the table, whose times are written alike.
        beside: the columns that stand beside the prediction of a number.
    """

    task: Task
    timed: bool
    grouped: bool
    whole: Examples
    beside: tuple[str, ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """Where and when, then what."""
        group, target = ("group",) * self.grouped, ("target",) * bool(self.task.targets)
        return (*group, "time" if self.timed else "row", "step", *target, *_SAID[self.task.kind], *self.beside)

    def rows(self, ahead: NDArray[np.float64], part: Examples, index: NDArray[np.int64]) -> Iterator[Row]:
        """See `Lines.rows`."""
        groups: Any = part.groups(index) if self.grouped and isinstance(part, Grouped) else repeat("", len(index))
        for group, when, steps in zip(groups, part.stamps(index), ahead, strict=True):
            for step, values in enumerate(steps):
                place: Row = (*(str(group),) * self.grouped, timeline.show(when[step], self.unit), step + 1)
                for cells in self._cells(values):
                    yield (*place, *cells)

    @cached_property
    def unit(self) -> timeline.Unit:
        """That of the times; rows have none."""
        return timeline.shared_unit([self.whole]) if self.timed else "D"

    def _cells(self, values: NDArray[np.float64]) -> Iterator[Row]:
        """One line for each target; of classes the likeliest."""
        if self.task.kind == "classes":
            best = int(values.argmax())
            target = self.task.targets[:1]
            yield (*target, self._label(best), float(values[best]))
        elif self.task.kind == "numbers":
            yield from ((target, *cells) for target, cells in zip(self.task.targets, values.tolist(), strict=True))
        else:
            yield from zip(self.task.targets, values.tolist(), strict=True)

    def _label(self, number: int) -> str:
        """A model may have room for more classes than there are."""
        return self.task.classes[number] if number < len(self.task.classes) else str(number)


@dataclass(frozen=True)
class Written:
    """
    Texts: a line for each example.

    Args:
        readable: what went in was a text, too.
    """

    task: Task
    readable: bool

    @property
    def header(self) -> tuple[str, ...]:
        """The text that went in, where one did, beside the text that came out."""
        return ("row", *("input",) * self.readable, "prediction")

    def rows(self, ahead: NDArray[np.float64], part: Examples, index: NDArray[np.int64]) -> Iterator[Row]:
        """See `Lines.rows`."""
        stamps, texts = part.stamps(index), written(ahead.argmax(axis=2), self.task)
        inputs = part.texts(index) if isinstance(part, Readable) else []
        for place, text in enumerate(texts):
            yield (timeline.show(stamps[place, 0]), *inputs[place : place + 1], text)
