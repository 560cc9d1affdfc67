"""Where a window lies, as constants of a script."""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.language.recipe.window import Window


def constants(window: Window, unit: str) -> Iterator[str]:
    """
    Its length, and where its targets lie.

    Args:
        unit: what it is counted in: `rows` or `tokens`.
    """
    first = window.offset - (window.length - 1 if window.each_step else 0)
    last = window.offset + (0 if window.each_step else window.horizon - 1)
    yield f"LENGTH = {window.length!r}  # {unit} that go in"
    yield f"FIRST, LAST = {first!r}, {last!r}  # {unit} from the last one that goes in to those that are predicted"
