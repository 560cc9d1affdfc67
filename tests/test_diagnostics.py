"""Findings, places and reports are values; a report knows how grave it is."""

from __future__ import annotations

import dataclasses

import pytest

from seqspec.diagnostics import Diagnostic, Place, Report, Severity, Source, Span

PLACE = Place(Source("spec.yaml", "a: 1\n"), Span(1, 1, 1, 2))


def report(*severities: Severity) -> Report:
    """A report of diagnostics of these severities."""
    return Report(tuple(Diagnostic("SEQ001", "yaml-syntax", each, PLACE, (), "wrong") for each in severities))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a\nb\r\nc\rd", ["a", "b", "c", "d"]),
        ("a\n", ["a", ""]),
        ("a\r\r\nb", ["a", "", "b"]),
        ("a\u2028b\x85c\x0bd\x0ce", ["a\u2028b\x85c\x0bd\x0ce"]),
    ],
)
def test_lines_end_where_an_editor_ends_them(text: str, lines: list[str]) -> None:
    """Only LF, CRLF and CR end a line; what `str.splitlines` also takes does not."""
    assert lines == Source("spec.yaml", text).lines


def test_the_lines_of_a_source_are_cut_once() -> None:
    """However many findings a text has, it is split once."""
    source = Source("spec.yaml", "a: 1\n")

    assert source.lines is source.lines


def test_places_are_values() -> None:
    """Equal places are equal, can be keys, and can't be changed."""
    same = Place(Source("spec.yaml", "a: 1\n"), Span(1, 1, 1, 2))

    assert {PLACE: "found"}[same] == "found"
    with pytest.raises(dataclasses.FrozenInstanceError):
        PLACE.span.line = 2  # type: ignore[misc]


@pytest.mark.parametrize(
    ("severities", "worst"),
    [
        ((), None),
        (("info",), "info"),
        (("info", "warning", "info"), "warning"),
        (("warning", "error", "info"), "error"),
    ],
)
def test_the_worst_of_a_report_is_its_gravest(severities: tuple[Severity, ...], worst: Severity | None) -> None:
    """Errors outweigh warnings, warnings outweigh notes, and an empty report has no worst."""
    assert worst == report(*severities).worst()


@pytest.mark.parametrize(
    ("severities", "threshold", "fails"),
    [
        ((), "info", False),
        (("warning",), "error", False),
        (("warning",), "warning", True),
        (("info",), "warning", False),
        (("info",), "info", True),
        (("info", "error"), "error", True),
    ],
)
def test_a_report_fails_at_its_threshold(severities: tuple[Severity, ...], threshold: Severity, fails: bool) -> None:
    """Something at least as grave as the threshold has to be there."""
    assert fails is report(*severities).fails(threshold)


def test_a_report_counts_and_yields_its_diagnostics() -> None:
    """A report is walked in the order in which a reader meets its diagnostics."""
    found = report("error", "info", "error")

    assert [found.count(each) for each in ("error", "warning", "info")] == [2, 0, 1]
    assert ["error", "info", "error"] == [diagnostic.severity for diagnostic in found]
