"""What is seen of a training while it runs: a bar on a terminal, one plain line an epoch elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TextIO

Shown = Mapping[str, float]
"""Names as a reader sees them, such as `loss (scaled)`, with their values."""


class Progress(Protocol):
    """Gets told how a training goes. Calls may come from another thread."""

    def begin(self, epochs: int, steps: int) -> None:
        """Training starts; `steps` an epoch."""

    def batch(self, epoch: int, batch: int, shown: Shown) -> None:
        """A batch is done; both count from 0."""

    def epoch(self, epoch: int, shown: Shown, seconds: float, whole: bool = True) -> None:
        """An epoch is done, `whole` or cut short; it counts from 0."""

    def end(self) -> None:
        """Training is over, however it ended."""


class Silent:
    """Shows nothing."""

    def begin(self, epochs: int, steps: int) -> None:
        """Nothing."""

    def batch(self, epoch: int, batch: int, shown: Shown) -> None:
        """Nothing."""

    def epoch(self, epoch: int, shown: Shown, seconds: float, whole: bool = True) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""


class Lines(Silent):
    """
    One line an epoch, for files and logs.

    Args:
        stream: where the lines go.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.epochs = 0

    def begin(self, epochs: int, steps: int) -> None:
        self.epochs = epochs

    def epoch(self, epoch: int, shown: Shown, seconds: float, whole: bool = True) -> None:
        width = len(str(self.epochs))
        print(
            f"{_part(whole)}epoch {epoch + 1:>{width}}/{self.epochs}  {describe(shown)}  {seconds:.1f} s",
            file=self.stream,
            flush=True,
        )


class Bar(Silent):
    """
    A bar over all epochs with the time left, for a terminal.

    Args:
        stream: the terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        columns = (
            TextColumn("epoch {task.fields[epoch]}/{task.fields[epochs]}"),
            BarColumn(bar_width=None),
            TextColumn("{task.fields[shown]}"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        console = Console(file=stream, highlight=False, markup=False)
        self.bar = RichProgress(*columns, console=console, refresh_per_second=5, expand=True)
        self.task: Any = None
        self.steps = 0
        self.epochs = 0
        self.last = ""

    def begin(self, epochs: int, steps: int) -> None:
        self.steps, self.epochs = steps, epochs
        self.bar.start()
        self.bar.console.show_cursor()  # rich hides it, and a second Ctrl-C would leave it hidden
        self.task = self.bar.add_task("", total=epochs * steps, epoch=1, epochs=epochs, shown="compiling")

    def batch(self, epoch: int, batch: int, shown: Shown) -> None:
        now = describe(shown)
        self.bar.update(
            self.task, completed=epoch * self.steps + batch + 1, epoch=epoch + 1, shown=f"{now}  {self.last}".rstrip()
        )

    def epoch(self, epoch: int, shown: Shown, seconds: float, whole: bool = True) -> None:
        validation = {name: value for name, value in shown.items() if name.startswith("val_loss")}
        self.last = describe(validation)
        done = (epoch + 1) * self.steps if whole else None  # of a part it stays where the last batch left it
        self.bar.update(self.task, completed=done, shown=describe(shown))

    def end(self) -> None:
        self.bar.stop()


def progress(stream: TextIO | None, verbose: str | int = "auto") -> Progress:
    """
    What suits a stream.

    Args:
        stream: where it is shown; None shows nothing.
        verbose: `fit.verbose` of the spec: 0 shows nothing, 2 lines; `auto` and 1 a bar where the stream is a terminal.
    """
    if stream is None or verbose == 0:
        return Silent()
    return Bar(stream) if verbose != 2 and stream.isatty() else Lines(stream)


def _part(whole: bool) -> str:
    return "" if whole else "a part of "


def describe(shown: Shown) -> str:
    """Names and values in one line: `loss (scaled) 0.00123  val_loss (scaled) 0.00119`."""
    return "  ".join(f"{name} {value:.4g}" for name, value in shown.items())
