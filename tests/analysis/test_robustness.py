"""Lint never raises, whatever a spec has become, and its safe fixes never make it worse."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from seqspec.analysis.linter import check_text
from tests.analysis.examples import fixed

SPECS = [path.read_text("utf-8") for path in sorted((Path(__file__).parents[1] / "golden").glob("*/*.yaml"))]
TOKEN = re.compile(r"[A-Za-z_]\w*|[\d.]+|\S|\s+")
MORE = {"from_data", "null", "-1", "0", "1.0", "[]", "{}"}
WORDS = sorted(MORE.union(*(TOKEN.findall(text) for text in SPECS)))


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A spec in which some words are others, missing or too many."""
    tokens = TOKEN.findall(draw(st.sampled_from(SPECS)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(tokens) - 1))
        tokens[place : place + draw(st.integers(0, 1))] = draw(st.lists(st.sampled_from(WORDS), max_size=2))
    return "".join(tokens)


@settings(max_examples=400)
@given(damaged())
def test_a_damaged_spec_is_a_report(text: str) -> None:
    """Findings, and never an exception; every one has a place in the text and a sentence."""
    checked = check_text(text)

    assert all(each.message and each.place.span.line >= 1 for each in checked.report)


@settings(max_examples=200)
@given(damaged())
def test_what_a_safe_fix_of_a_rule_leaves_behind_has_no_new_error(text: str) -> None:
    """A machine may apply it without looking."""
    report = check_text(text).report
    for diagnostic in report:
        checked_by_rule = diagnostic.code[3] != "0"  # SEQ0xx is found by reading and decoding
        if checked_by_rule and diagnostic.fix is not None and diagnostic.fix.applicability == "safe":
            assert check_text(fixed(text, diagnostic)).report.count("error") <= report.count("error")
