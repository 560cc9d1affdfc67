"""A run on its way into a tracker: epoch by epoch while it lasts, or all at once when it is over."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from seqspec.errors import BackendError, RunError, SeqspecError
from seqspec.lowering.backend import installed
from seqspec.registry import ModuleRegistry
from seqspec.runs.folder import RunFolder
from seqspec.runs.tracking._facts import Epoch, Facts, Outcome, epoch_of, epochs_of, facts_of, outcome_of

TRACKERS = ModuleRegistry("seqspec.runs.tracking")
STORE = Path("tracking")


class Book(Protocol):
    """What a tracker keeps of one run; opening it anew replaces what it kept before."""

    where: str

    def epoch(self, epoch: Epoch) -> None:
        """Keep what was measured in an epoch."""

    def end(self, outcome: Outcome) -> None:
        """Keep the scores, and close."""


class Tracker(Protocol):
    """What a module of this folder has to offer: the packages it needs, and how a book is opened."""

    NEEDS: tuple[str, ...]

    def opened(self, store: Path, facts: Facts) -> Book:
        """The book of a run in a folder."""


def require(name: str) -> Any:
    """
    The module of a tracker.

    Raises:
        BackendError: a package that it needs is not installed.
    """
    module = TRACKERS.load(name)
    missing = [package for package in module.NEEDS if not installed(package)]
    if missing:
        listed = ", ".join(f"`{package}`" for package in missing)
        raise BackendError(
            f"copies for {name} need what is not installed: {listed}", help=f"pip install 'seqspec-keras[{name}]'"
        )
    return module


class Copying:
    """
    A listener that copies a run into a tracker.

    Args:
        name: of the tracker.
        store: the folder that the tracker's files are in.

    Raises:
        BackendError: a package that it needs is not installed.
    """

    def __init__(self, name: str, store: Path = STORE) -> None:
        self.name = name
        self.store = store
        self._tracker: Tracker = require(name)
        self._book: Book | None = None
        self._epochs = 0
        self._clock = 0.0
        self.where: str | None = None
        """Where the copy is, and how it is looked at, once it is whole."""

    def begin(self, folder: RunFolder) -> None:
        """
        Open a book, with the epochs that are over already.

        Raises:
            RunError: the folder can't be read, or the tracker can't keep it.
        """
        facts, self.where = facts_of(folder), None
        self._book, self._epochs, self._clock = self._tracker.opened(self.store, facts), 0, facts.began
        for record in epochs_of(folder):
            self.epoch(record)

    def epoch(self, record: dict[str, Any]) -> None:
        """Copy an epoch."""
        assert self._book is not None
        self._epochs += 1
        found = epoch_of(record, self._epochs, self._clock)
        self._clock = found.at
        self._book.epoch(found)

    def end(self, folder: RunFolder) -> None:
        """Copy what became of the run."""
        assert self._book is not None
        self._book.end(outcome_of(folder))
        self.where = self._book.where


def listeners(names: Iterable[str], store: Path = STORE) -> tuple[Copying, ...]:
    """
    A listener for each tracker.

    Raises:
        BackendError: a package that one of them needs is not installed.
    """
    return tuple(Copying(name, store) for name in dict.fromkeys(names))


def copy(folder: RunFolder, copying: Copying) -> None:
    """
    Copy a run that is over, or as far as it has come.

    Raises:
        RunError: the folder can't be read, or the tracker can't keep it.
    """
    try:
        copying.begin(folder)
        copying.end(folder)
    except SeqspecError:
        raise
    except Exception as error:  # whatever a library of others raises
        said = str(error).strip().partition("\n")[0] or type(error).__name__
        raise RunError(f"`{folder.path}` can't be copied for {copying.name}: {said}") from error
