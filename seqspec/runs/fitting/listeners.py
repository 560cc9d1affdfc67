"""Whoever listens to a run while it lasts. What goes wrong with a listener costs the run nothing but the listener."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from seqspec.errors import SeqspecError
from seqspec.runs.folder import RunFolder


class Listener(Protocol):
    """Is told how a run goes; `name` is what it is called when it fails."""

    name: str

    def begin(self, folder: RunFolder) -> None:
        """Training begins; the folder says of what. There may be epochs in it already."""

    def epoch(self, record: dict[str, Any]) -> None:
        """An epoch is over, and its record is in the folder."""

    def end(self, folder: RunFolder) -> None:
        """The run is over, and everything is in the folder."""


class Listeners:
    """
    Several listeners, each until it fails.

    Args:
        say: prints a line.
    """

    def __init__(self, listeners: Iterable[Listener], say: Callable[[str], None]) -> None:
        self._listeners = list(listeners)
        self._say = say

    def begin(self, folder: RunFolder) -> None:
        """Tell all that training begins."""
        self._tell(lambda listener: listener.begin(folder))

    def epoch(self, record: dict[str, Any]) -> None:
        """Tell all of an epoch."""
        self._tell(lambda listener: listener.epoch(record))

    def end(self, folder: RunFolder) -> None:
        """Tell all that the run is over."""
        self._tell(lambda listener: listener.end(folder))

    def _tell(self, tell: Callable[[Listener], None]) -> None:
        for listener in list(self._listeners):
            try:
                tell(listener)
            except Exception as error:  # whatever a library of others raises
                self._listeners.remove(listener)
                self._say(f"note: {listener.name} got no more of this run: {_reason(error)}")


def _reason(error: Exception) -> str:
    said = error.message if isinstance(error, SeqspecError) else str(error).strip().partition("\n")[0]
    return said or type(error).__name__
