"""GitLab's code quality reports."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from seqspec.analysis.formats.gitlab import render
from seqspec.diagnostics import Place, Report, Source, Span
from tests.analysis.formats.reports import STACK, inner_shape, report, simple


def issues(found: Report) -> list[dict[str, Any]]:
    """The issues of a report."""
    listed = json.loads(render(found))
    assert isinstance(listed, list)
    return listed


def test_a_finding_is_one_issue() -> None:
    """The keys that GitLab requires, with the place in both of its spellings."""
    (issue,) = issues(report(inner_shape()))
    fingerprint = issue.pop("fingerprint")

    assert len(fingerprint) == 64
    assert issue == {
        "description": "SEQ103: `input_shape` stands on `LSTM`, which is not the first layer",
        "check_name": "input-shape-on-inner-layer",
        "severity": "major",
        "location": {
            "path": "specs/stack.yaml",
            "positions": {"begin": {"line": 5, "column": 23}, "end": {"line": 5, "column": 34}},
            "lines": {"begin": 5, "end": 5},
        },
    }


def test_severities_become_gitlab_s() -> None:
    """An error is major, a warning minor; nothing blocks a merge by itself."""
    found = [simple(STACK, "Dense", 6, severity=severity) for severity in ("error", "warning", "info")]

    assert [issue["severity"] for issue in issues(report(*found))] == ["major", "minor", "info"]


def test_fingerprints_are_unique_and_stay() -> None:
    """Equal findings are told apart, and a line number is no part of what a finding is called."""
    one = simple(STACK, "Dense", 6)
    moved = Source(STACK.name, f"# new\n{STACK.text}")
    below = replace(one, place=Place(moved, Span(7, 5, 7, 10)))

    first, second = (issue["fingerprint"] for issue in issues(report(one, one)))

    assert first != second
    assert [issue["fingerprint"] for issue in issues(report(below))] == [first]


def test_a_clean_report_is_an_empty_list() -> None:
    """GitLab takes a missing report for a failure, an empty list for a success."""
    assert render(Report((), ("a.yaml",))) == "[]\n"


def test_the_text_is_ascii_and_harmless() -> None:
    """Control characters are written out."""
    text = render(report(simple(STACK, "Dense", 6, message="\x1b[31m 名前")))

    assert text.isascii()
    assert json.loads(text)[0]["description"] == "SEQ008: \\x1b[31m 名前"
