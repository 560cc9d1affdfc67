"""
What may be done in a process that belongs to a command of seqspec, and not to somebody's Python, to start sooner.

Keras looks for packages that it can do without: it takes scikit-learn, Matplotlib and pandas into the process, where
they are installed, for wrappers and drawings of its own. That is more than half of the time its import takes. A command
uses none of these, so while Keras is imported there they count as not installed, which is a case that Keras is made
for. Nothing else changes: whoever imports one of them afterwards gets it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from importlib import import_module
from typing import Any

_OPTIONAL = ("sklearn", "matplotlib", "pandas")
"""What Keras imports for its wrappers of estimators, for its galleries of images, and to take tables apart."""


@dataclass(frozen=True)
class Command:
    """
    The process belongs to a command.

    Args:
        cached: whether what was compiled may be kept for the next one.
    """

    cached: bool


_COMMAND: ContextVar[Command | None] = ContextVar("command", default=None)


@contextmanager
def own_process(cached: bool) -> Iterator[None]:
    """Say of everything inside that the process belongs to a command; see `Command`."""
    token = _COMMAND.set(Command(cached))
    try:
        yield
    finally:
        _COMMAND.reset(token)


def current() -> Command | None:
    """The command that the process belongs to; None in somebody's Python."""
    return _COMMAND.get()


def import_keras() -> Any:
    """
    Keras, in a command without what it can do without.

    Raises:
        ImportError: it is damaged.
    """
    if current() is None or "keras" in sys.modules:
        return import_module("keras")
    try:
        with _hidden(_OPTIONAL):
            return import_module("keras")
    except ImportError:  # a Keras that can't do without
        for name in [name for name in sys.modules if name.partition(".")[0] == "keras"]:
            del sys.modules[name]
        return import_module("keras")


@contextmanager
def _hidden(packages: tuple[str, ...]) -> Iterator[None]:
    """Let packages count as not installed, unless the process has them already: Python's own way is a None."""
    absent = [package for package in packages if package not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]  # None is what the import system documents
    try:
        yield
    finally:
        for package in absent:
            del sys.modules[package]
