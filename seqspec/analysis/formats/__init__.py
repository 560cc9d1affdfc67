"""
The ways to print a report: one file each, with `render(report, colour=False)`, which returns the whole text.

The text ends with a line end, or is empty. Nothing that a spec says may steer the terminal, the browser or the build
server that shows it: every format escapes what it prints.
"""

from __future__ import annotations

from typing import Protocol, cast

from seqspec.diagnostics import Report
from seqspec.registry import ModuleRegistry

REGISTRY = ModuleRegistry(__name__)


class _Format(Protocol):
    def render(self, report: Report, colour: bool = False) -> str: ...


def render(report: Report, name: str, colour: bool = False) -> str:
    """
    The report in one format.

    Args:
        name: a module of this package.
        colour: whether the reader is a terminal that shows colours; formats for machines never use any.

    Raises:
        KeyError: there is no such format.
    """
    return cast(_Format, REGISTRY.load(name)).render(report, colour)
