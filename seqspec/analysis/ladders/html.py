"""For pages and notebooks: the table as a part of a page, in the colours that the page has."""

from __future__ import annotations

from seqspec.analysis.ladder import Ladder
from seqspec.analysis.ladders.text import columns
from seqspec.analysis.markup import paragraph, table


def render(ladder: Ladder) -> str:
    """The table, and below it what it adds up to; it ends at the first layer that can't take its input."""
    rows = list(zip(*columns(ladder), strict=True))
    return "\n".join([table(rows, ladder.title or "model"), *map(paragraph, ladder.totals())]) + "\n"
