"""Python's tuples in a spec: one finding each, with the list that was meant."""

from __future__ import annotations

from typing import Any

import pytest

from seqspec.analysis.linter import check_text
from seqspec.language.tuples import as_list
from tests.builders import document_of

_FLOW = """\
seqspec: 1
model:
  - Conv2D: {filters: 8, kernel_size: (3,3), strides: (2, 2), input_shape: (20, 16, 3)}
  - Cropping2D: [(1, 1), (2,2)]
  - Flatten
  - Dense: 1
runtime: {seed: 42}
"""
_BLOCK = """\
seqspec: 1
model:
  - LSTM:
      units: 8
      input_shape: (None, 3)
  - Dense: 1
runtime: {seed: 42}
"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [(_FLOW, ["[3, 3]", "[2, 2]", "[20, 16, 3]", "[1, 1]", "[2, 2]"]), (_BLOCK, ["[null, 3]"])],
)
def test_a_tuple_is_one_finding_with_its_list(text: str, wanted: list[str]) -> None:
    """The commas of braces cut a tuple up; it is one mistake all the same, and the fix replaces the whole of it."""
    found = list(check_text(text).report)
    assert [f"YAML has no tuples: write `{each}`" for each in wanted] == [each.message for each in found]
    assert [(each, "safe") for each in wanted] == [
        (each.fix.edits[0].text, each.fix.applicability) for each in found if each.fix
    ]


def test_the_fix_covers_the_whole_tuple() -> None:
    """In braces a tuple stands in pieces, and its place runs from bracket to bracket."""
    place = next(iter(check_text(_FLOW).report)).place
    assert "(3,3)" == place.source.lines[place.span.line - 1][place.span.column - 1 : place.span.end_column - 1]


@pytest.mark.parametrize("text", ["(see, below)", "(20)x", "20, 3", "()", "(1; 2)"])
def test_other_texts_in_brackets_are_no_tuples(text: str) -> None:
    """Only numbers between commas are one."""
    assert as_list(text) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[(a, b), 1]", ["(a", "b)", 1]),
        ("[(1, [2], 3)]", ["(1", [2], "3)"]),
        ("[(1, '2)']", ["(1", "2)"]),
        ("[(1, 2]", ["(1", 2]),
        ("{(1: 2, x: 3}", {"(1": 2, "x": 3}),
        ("{a: (1, b: 2}", {"a": "(1", "b": 2}),
    ],
)
def test_what_only_begins_like_a_tuple_is_left_as_it_is(written: str, read: list[Any] | dict[str, Any]) -> None:
    """Words, lists and quoted texts between the commas, and a bracket that is never closed, are no tuple."""
    assert {"x": read} == document_of(f"x: {written}\n").root.plain


def test_a_description_may_hold_what_looks_like_a_tuple() -> None:
    """Where a text belongs, a text it is."""
    assert [] == [
        each.code for each in check_text(_BLOCK.replace("(None, 3)", "[20, 3]") + "description: (1, 2)\n").report
    ]
