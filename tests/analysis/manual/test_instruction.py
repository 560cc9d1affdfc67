"""The manual page of a rule."""

from __future__ import annotations

import pytest

from seqspec.analysis.manual.instruction import manual
from seqspec.analysis.rules import rule


@pytest.mark.parametrize(("code", "shown"), [("SEQ401", True), ("SEQ313", False)])
def test_what_lint_says_is_shown_where_no_data_are_needed(code: str, shown: bool) -> None:
    """The page on a rule that looks at a file goes without, unless somebody can open files."""
    assert shown == ("\n## What lint says\n" in manual(rule(code)))


def test_there_is_no_page_on_what_is_no_rule() -> None:
    """A code that no rule has is a `KeyError`, which says the code."""
    with pytest.raises(KeyError, match="SEQ999"):
        rule("SEQ999")
