"""Workflow commands for GitHub Actions."""

from __future__ import annotations

from seqspec.analysis.formats.github import render
from seqspec.diagnostics import Place, Report, Source, Span
from tests.analysis.formats.reports import STACK, at, inner_shape, report, simple


def test_a_finding_is_one_command() -> None:
    """The command names file, place and rule; sentence, Keras's behaviour and help stand on lines of their own."""
    expected = (
        "::error file=specs/stack.yaml,line=5,endLine=5,col=23,endColumn=34,title=SEQ103 input-shape-on-inner-layer::"
        "`input_shape` stands on `LSTM`, which is not the first layer"
        "%0Akeras: no error: the value is ignored, whatever it says"
        "%0Ahelp: take it out here; the input shape is declared once, on the first layer\n"
    )

    assert expected == render(report(inner_shape()))


def test_severities_become_github_s_levels() -> None:
    """An info is a notice."""
    found = [simple(STACK, "Dense", 6, severity=severity) for severity in ("error", "warning", "info")]

    assert [line.split()[0] for line in render(report(*found)).splitlines()] == ["::error", "::warning", "::notice"]


def test_columns_are_left_out_of_a_span_of_several_lines() -> None:
    """GitHub refuses columns where a span ends on another line."""
    found = simple(STACK, "- LSTM", 3, place=at(STACK, "- LSTM", 3, end_line=5))

    assert render(report(found)).startswith("::error file=specs/stack.yaml,line=3,endLine=5,title=")


def test_nothing_can_start_a_command_of_its_own() -> None:
    """Percent signs, line ends, colons and commas of a path or a message can't end the command."""
    source = Source("a,b:c%d\n::set-env", "x")
    found = simple(source, "x", 1, place=Place(source, Span(1, 1, 1, 2)), message="100 %\n::error::no\r")

    expected = (
        "::error file=a%2Cb%3Ac%25d\\n%3A%3Aset-env,line=1,endLine=1,col=1,endColumn=2,title=SEQ008 bad-value::"
        "100 %25\\n::error::no\\r\n"
    )

    assert expected == render(report(found))


def test_a_clean_report_is_silent() -> None:
    """Nothing found, no command."""
    assert render(Report((), ("a.yaml",))) == ""
