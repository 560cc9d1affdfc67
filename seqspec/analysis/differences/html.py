"""For pages and notebooks: what a terminal shows, as a part of a page."""

from __future__ import annotations

from seqspec.analysis.difference import Difference
from seqspec.analysis.differences import text
from seqspec.analysis.markup import MONOSPACED, literal


def render(difference: Difference) -> str:
    """A line for each change."""
    return literal(text.render(difference).rstrip("\n"), "seqspec diff", MONOSPACED) + "\n"
