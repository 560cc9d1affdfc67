"""The format of one line a finding."""

from __future__ import annotations

from seqspec.analysis.formats.concise import render
from seqspec.diagnostics import Report
from tests.analysis.formats.reports import STACK, inner_shape, report, simple


def test_a_finding_is_one_line() -> None:
    """Path, line, column, severity, code and sentence, as compilers print them."""
    expected = (
        "specs/stack.yaml:5:23: error[SEQ103]: `input_shape` stands on `LSTM`, which is not the first layer\n"
        "specs/stack.yaml:6:5: warning[SEQ008]: two\\nlines\n"
    )

    assert expected == render(
        report(inner_shape(), simple(STACK, "Dense", 6, severity="warning", message="two\nlines"))
    )


def test_a_clean_report_is_silent() -> None:
    """Nothing found, nothing printed."""
    assert render(Report((), ("a.yaml",))) == ""
