"""What is shown while training goes on, and in which units."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from seqspec.data.examples import Task
from seqspec.engines.progress import Bar, Lines, Silent, progress
from seqspec.engines.units import Units, units


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_elsewhere_than_on_a_terminal_there_is_one_plain_line_an_epoch() -> None:
    """The line counts from 1, names its figures, and has no control characters."""
    stream = io.StringIO()
    shown = progress(stream)

    shown.begin(100, 10)
    shown.batch(2, 5, {"loss": 1.0})
    shown.epoch(2, {"loss (scaled)": 0.001234, "val_loss (scaled)": 0.5}, 12.34)
    shown.end()

    assert "epoch   3/100  loss (scaled) 0.001234  val_loss (scaled) 0.5  12.3 s\n" == stream.getvalue()


def test_a_part_of_an_epoch_is_called_so() -> None:
    """Ctrl-C within an epoch ends it, and its line is not that of a whole one."""
    stream = io.StringIO()
    shown = progress(stream)

    shown.begin(2, 10)
    shown.epoch(1, {"loss": 0.5}, 1.0, whole=False)

    assert "a part of epoch 2/2  loss 0.5  1.0 s\n" == stream.getvalue()


def test_a_bar_is_not_filled_by_a_part_of_an_epoch() -> None:
    """It stays where the last batch left it."""
    shown = progress(Terminal())
    assert isinstance(shown, Bar)

    shown.begin(2, 10)
    shown.batch(1, 4, {"loss": 0.5})
    shown.epoch(1, {"loss": 0.5}, 1.0, whole=False)
    shown.end()

    assert 15 == shown.bar.tasks[0].completed


def test_a_terminal_gets_a_bar_with_the_time_left() -> None:
    """On a terminal the bar names epoch, loss and the time left."""
    stream = Terminal()
    shown = progress(stream)

    shown.begin(2, 10)
    shown.batch(0, 5, {"loss (scaled)": 0.25})
    shown.epoch(0, {"loss (scaled)": 0.25, "val_loss (scaled)": 0.5}, 1.0)
    shown.end()

    assert isinstance(shown, Bar)
    assert "epoch 1/2" in stream.getvalue()
    assert "left" in stream.getvalue()


@pytest.mark.parametrize(
    ("stream", "verbose", "kind"),
    [
        (None, "auto", Silent),
        (io.StringIO(), 0, Silent),
        (io.StringIO(), 1, Lines),
        (Terminal(), 2, Lines),
        (Terminal(), "auto", Bar),
    ],
)
def test_the_spec_may_ask_for_less(stream: Any, verbose: Any, kind: type) -> None:
    """`fit.verbose` is Keras's: 0 shows nothing, 2 lines, 1 and `auto` what suits the stream."""
    assert kind is type(progress(stream, verbose))


class Affine:
    """A part whose values are restored by a straight line, or by one of their own."""

    def __init__(self, slope: Any, intercept: float = 0.0, affine: bool = True) -> None:
        self.slope, self.intercept, self.affine = slope, intercept, affine

    def __len__(self) -> int:
        return 20

    def targets(self, index: Any, rank: int) -> Any:
        return np.zeros((len(index), 1))

    def restore(self, outputs: Any, index: Any) -> Any:
        slope = np.broadcast_to(self.slope, 20)[index][:, None]
        return (outputs * slope + self.intercept)[..., None]


def test_errors_are_converted_where_scaling_is_one_straight_line() -> None:
    """The loss is called scaled; an absolute error is given in original units; pure numbers stay."""
    found = units(Task(), Affine(40.0, 7.0), (3,))  # type: ignore[arg-type]  # stands in for a Part

    shown = found.show({"mae": 0.5, "loss": 0.25, "val_mae": 0.25, "learning_rate": 0.1})

    assert Units(True, 40.0) == found
    assert {"loss (scaled)": 0.25, "mae": 20.0, "val_mae": 10.0, "learning_rate": 0.1} == shown
    assert "loss (scaled)" == next(iter(shown))


def test_errors_stay_scaled_where_every_window_has_its_own_line() -> None:
    """With a scale of its own for each window there is no one factor, and the label says so."""
    found = units(Task(), Affine(np.arange(1.0, 21.0)), (1,))  # type: ignore[arg-type]  # as above

    assert {"mae (scaled)": 0.5} == found.show({"mae": 0.5})


def test_errors_stay_scaled_where_targets_are_clipped() -> None:
    """The model's targets are clipped and the truth is not, so that its error is not the one people mean."""
    found = units(Task(), Affine(40.0, affine=False), (1,))  # type: ignore[arg-type]  # as above

    assert {"mae (scaled)": 0.5} == found.show({"mae": 0.5})


def test_without_scaling_nothing_is_called_scaled() -> None:
    """Where model units are original units, names stay as Keras gives them."""
    assert {"loss": 0.5, "mae": 0.5} == units(Task(), Affine(1.0), (1,)).show({"mae": 0.5, "loss": 0.5})  # type: ignore[arg-type]
