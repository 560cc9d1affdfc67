"""Pages in plain text."""

from __future__ import annotations

import pytest

from seqspec.analysis.manual.explanation import explain
from seqspec.analysis.manual.page import WIDTH, page, table
from seqspec.analysis.manual.topics import topics
from seqspec.analysis.rules import REGISTRY
from seqspec.language.lessons import LESSONS
from seqspec.language.named import KINDS

WORD = "fourteen-letters"


def test_prose_is_broken_anew() -> None:
    """Lines that are too long become a paragraph, and each item of a list one of its own."""
    long = " ".join([WORD] * 7)

    assert page("T", f"{long}\nends.\n\n- {long}\n- b\n") == (
        f"T\n\n{' '.join([WORD] * 5)}\n{WORD} {WORD} ends.\n\n- {' '.join([WORD] * 5)}\n  {WORD} {WORD}\n- b\n"
    )


def test_code_and_examples_stay_as_they_are() -> None:
    """A line of a spec that is broken is another spec."""
    long = " ".join([WORD] * 7)

    assert page("T", f"## A\n```\n# {long}\n```\n\nExample:\n    {long}\n") == (
        f"T\n\nA\n    # {long}\n\n  Example:\n      {long}\n"
    )


def test_shapes_stand_on_lines_of_their_own() -> None:
    """They are said one below the other, however long one is."""
    long = " ".join([WORD] * 7)

    assert page("T", f"Input shape: {long}\nOutput shape: any").endswith("\nOutput shape: any\n")


def test_the_last_column_of_a_table_is_wrapped() -> None:
    """Below where it starts."""
    wide = " ".join([WORD] * 6)

    assert table([("a", wide), ("bc", "")]) == f"a   {' '.join([WORD] * 5)}\n    {WORD}\nbc"


EVERYTHING = (
    *(module.partition("_")[0] for module in REGISTRY.names),
    *(name for kind in KINDS.values() for name in kind.registry.names),
    *(topic.path for topic in topics()),
    *LESSONS,
)


@pytest.mark.parametrize("word", EVERYTHING)
def test_every_page_fits_into_a_terminal(word: str) -> None:
    """All below the title but what lint says and what is written in specs, which is shown as it is, further in."""
    assert [] == [line for line in explain(word).splitlines()[1:] if len(line) > WIDTH and not line.startswith("    ")]
