"""
The ways to print what changed between two specs: one file each, with `render(difference)`, which returns all of it.

The text ends with a line end. Every way escapes what it prints.
"""

from __future__ import annotations

from typing import Protocol, cast

from seqspec.analysis.difference import Difference
from seqspec.registry import ModuleRegistry

REGISTRY = ModuleRegistry(__name__)


class _Format(Protocol):
    def render(self, difference: Difference) -> str: ...


def render(difference: Difference, name: str = "text") -> str:
    """
    The difference in one format.

    Args:
        name: a module of this package.

    Raises:
        KeyError: there is no such format.
    """
    return cast(_Format, REGISTRY.load(name)).render(difference)
