"""
The ways to show a model: one file each, with `render(ladder)`, which returns the whole text.

The text ends with a line end. Nothing that a spec says may steer the terminal or the page that shows it: every way
escapes what it prints.
"""

from __future__ import annotations

from typing import Protocol, cast

from seqspec.analysis.inference import Trace
from seqspec.analysis.ladder import Ladder
from seqspec.language.spec import Spec
from seqspec.registry import ModuleRegistry

REGISTRY = ModuleRegistry(__name__)


class _Format(Protocol):
    def render(self, ladder: Ladder) -> str: ...


def render(spec: Spec, trace: Trace, name: str = "text") -> str:
    """
    The model in one format.

    Args:
        name: a module of this package.

    Raises:
        KeyError: there is no such format.
    """
    return cast(_Format, REGISTRY.load(name)).render(Ladder.of(spec, trace))
