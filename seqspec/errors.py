"""
Faults, as exceptions. What is wrong with a *spec* is not here: that is a Diagnostic, a value.

SeqspecError
├── UsageError      what is asked for is not there, or does not go together        exit 2
├── SpecError       a spec with errors was asked to become a model; has `report`   exit 1
├── DataError       the data can't feed the recipe                                 exit 1
├── BackendError    a backend or an optional package is missing or can't be used   exit 1
├── RunError        a run folder can't be written, read or trusted                 exit 1
├── ExportError     a model or a recipe can't be had in the form that is asked for exit 1
├── LoweringError   Keras disagrees with what seqspec inferred: a fault of ours    exit 3
└── FaultError      seqspec itself stumbled over a spec: a fault of ours           exit 3
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from seqspec.diagnostics import Diagnostic, Report

_EXTRAS = {"h5py", "keras", "matplotlib", "numpy", "pandas", "pyarrow", "rich", "scipy", "sklearn"}
"""What the base install lacks."""
_INSTALL = "the base install is the linter; to train: pip install 'seqspec-keras[jax]', or [tensorflow], or [torch]"
_MOST_TOLD = 3
"""Errors of a spec that a message names."""


class SeqspecError(Exception):
    """
    Anything seqspec raises on purpose.

    Args:
        message: what is wrong, in the user's own words: a sentence without a full stop.
        help: the next step, as an imperative sentence; printed on a line of its own.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class UsageError(SeqspecError):
    """What a command line or a call asks for is not there, or does not go together."""

    exit_code = 2


class SpecError(SeqspecError):
    """A spec with errors was asked to become a model. Carries the report that says which, and names the first ones."""

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message)
        self.report = report

    def __str__(self) -> str:
        errors = [each for each in self.report.diagnostics if each.severity == "error"]
        more = [f"and {len(errors) - _MOST_TOLD:,} more"] if len(errors) > _MOST_TOLD else []
        return "\n  ".join([self.message, *map(in_a_line, errors[:_MOST_TOLD]), *more])


def in_a_line(found: Diagnostic) -> str:
    """A problem of a spec with its place, where there is no room for more."""
    start = found.place.span
    return f"{found.place.source.name}:{start.line}:{start.column}: {found.code}: {found.message}"


class DataError(SeqspecError):
    """The data can't feed the recipe: no such file, no such column, a gap, too few rows."""


class BackendError(SeqspecError):
    """A backend or an optional package is missing, or can't do what the spec asks."""


class RunError(SeqspecError):
    """A run folder can't be written, read or trusted."""


class ExportError(SeqspecError):
    """A model or a recipe can't be had in the form that is asked for, or a tool for it is missing."""


class LoweringError(SeqspecError):
    """Keras disagrees with what seqspec inferred. Never the user's fault."""

    exit_code = 3


class FaultError(SeqspecError):
    """Seqspec itself stumbled over a spec. Never the user's fault."""

    exit_code = 3


def debugging() -> bool:
    """Whether faults are to be seen as they are, with their tracebacks: `SEQSPEC_DEBUG=1`."""
    return os.environ.get("SEQSPEC_DEBUG", "") not in {"", "0"}


@contextmanager
def naming_extras(who: str) -> Iterator[None]:
    """
    Say of what the base install lacks how it is had.

    Args:
        who: needs it, as the message begins.

    Raises:
        BackendError: a package that training needs is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in _EXTRAS:
            raise
        raise BackendError(f"{who} needs {error.name}, which is not installed", help=_INSTALL) from error
