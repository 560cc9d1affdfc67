"""What is asked of a run, as a command or a line of Python says it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from seqspec.analysis.linter import Checked
from seqspec.runs.fitting.listeners import Listener

if TYPE_CHECKING:
    from seqspec.data.dataset import Handed
    from seqspec.data.reading.store import Store


@dataclass(frozen=True)
class Request:
    """
    What is asked of a run.

    Args:
        checked: the spec after linting.
        base: the folder that paths in the spec start from.
        out: the run folder, which must not exist; None makes `runs/<name>-<timestamp>`.
        data: what is read instead of the spec's source: a file, a pandas DataFrame, or arrays by name.
        backend: wins over the spec's.
        stream: where progress, scores and verdict are printed; None prints nothing.
        fatal: whether a second Ctrl-C ends the process, as it should on a command line.
        ignore_memory: try even what will not fit.
        settings: the `--set` changes that `checked` has in it, for the record.
        store: where tables that were read are kept; None reads anew, and keeps nothing.
        listeners: who is told how it goes, epoch by epoch.
        name: what the run is called where its spec has no name; None takes that of the spec's file.
        judged: whether model and baselines are judged, and a page is written.
    """

    checked: Checked
    base: Path = Path()
    out: Path | None = None
    data: Handed | None = None
    backend: str | None = None
    stream: TextIO | None = None
    fatal: bool = False
    ignore_memory: bool = False
    settings: tuple[str, ...] = ()
    store: Store | None = None
    listeners: tuple[Listener, ...] = ()
    name: str | None = None
    judged: bool = True

    @property
    def title(self) -> str:
        """What the run is called."""
        spec, _ = self.checked.require()
        return spec.name or self.name or Path(self.checked.source.name).stem

    def say(self, text: str) -> None:
        """Print a line or more; a reader that is gone, as in `seqspec fit SPEC | head`, does not end a run."""
        if self.stream is not None:
            with suppress(BrokenPipeError):
                print(text, file=self.stream, flush=True)
