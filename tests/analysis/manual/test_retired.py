"""Codes that no rule has any more."""

from __future__ import annotations

import pytest

from seqspec.analysis.control.configuration import rule_names, selector
from seqspec.analysis.linter import check_text
from seqspec.analysis.manual.explanation import explain
from seqspec.analysis.manual.retired import CODES
from seqspec.errors import UsageError


def test_no_code_is_given_twice() -> None:
    """A rule that is new has a code that was never used."""
    names = rule_names()

    assert {} == {code: each for code, each in CODES.items() if code in names or each.name in names.values()}


@pytest.mark.parametrize("code", CODES)
def test_what_became_of_a_code_is_explained(code: str) -> None:
    """By code and by name: why it went, and what speaks in its place."""
    text = explain(code)

    assert text.startswith(f"{code} {CODES[code].name} (retired)\n\n")
    assert explain(CODES[code].name) == explain(code.lower()) == text


def test_a_retired_code_selects_nothing() -> None:
    """The message says why, and what to select."""
    with pytest.raises(UsageError) as caught:
        selector("SEQ317", "--select", rule_names())

    assert caught.value.message.startswith("--select: `SEQ317` is retired: texts become numbers before")
    assert (caught.value.help or "").startswith("SEQ006 speaks of")


def test_a_comment_that_names_a_retired_code_says_so() -> None:
    """And not that nobody knows it."""
    text = "seqspec: 1\nmodel:\n  - Dense: {units: 1, input_shape: [2]}  # seqspec: ignore[SEQ303]\n"

    (found,) = [each for each in check_text(text).report if each.code == "SEQ701"]

    assert found.message.startswith("`SEQ303` is retired: rows are split before windows are cut")
