"""One JSON object a line."""

from __future__ import annotations

import json

from seqspec.analysis.formats import json as whole
from seqspec.analysis.formats.jsonl import render
from seqspec.diagnostics import Report
from tests.analysis.formats.reports import STACK, inner_shape, report, simple


def test_each_line_is_what_the_json_format_has() -> None:
    """The objects are the same as in the list of the format `json`."""
    found = report(inner_shape(), simple(STACK, "Dense", 6, message="line\nend \x1b 名"))

    lines = render(found).splitlines()

    assert [json.loads(line) for line in lines] == json.loads(whole.render(found))["diagnostics"]
    assert render(found).isascii()


def test_a_clean_report_is_silent() -> None:
    """Nothing found, no line."""
    assert render(Report((), ("a.yaml",))) == ""
