"""For GitHub Actions: one workflow command a finding, shown beside the changed lines of a pull request."""

from __future__ import annotations

from seqspec.analysis.formats._text import escape, sentences
from seqspec.diagnostics import Diagnostic, Report

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report, colour: bool = False) -> str:
    """`::error file=spec.yaml,line=3,...::message`; GitHub wants columns only where a finding lies in one line."""
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in report)


def _command(diagnostic: Diagnostic) -> str:
    span = diagnostic.place.span
    properties = {"file": diagnostic.place.source.name, "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:
        properties |= {"col": span.column, "endColumn": span.end_column}
    properties["title"] = f"{diagnostic.code} {diagnostic.name}"
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{_COMMANDS[diagnostic.severity]} {listed}::{_message(diagnostic)}"


def _message(diagnostic: Diagnostic) -> str:
    return "%0A".join(map(_data, sentences(diagnostic)))


def _data(text: str) -> str:
    return escape(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
