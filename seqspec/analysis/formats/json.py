"""For programs: everything that was found as one JSON object. The keys are a contract."""

from __future__ import annotations

import json
from typing import Any

from seqspec.diagnostics import Diagnostic, Place, Report, TextFix


def render(report: Report, colour: bool = False) -> str:
    """
    The report as JSON, in ASCII.

    Lines and columns count from 1, columns in characters; the end is exclusive. `at` is the path in the spec's normal
    form, empty where the text could not be read. `fix` is null, or a title, an applicability (`safe`, `unsafe` or
    `shown`) and the edits of the text, each a place like that of a diagnostic and the text to put there.
    """
    return json.dumps(content(report), indent=2) + "\n"


def content(report: Report) -> dict[str, Any]:
    """What the text holds, before it is one."""
    return {
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in report],
        "summary": {
            "files": len(report.files),
            "errors": report.count("error"),
            "warnings": report.count("warning"),
            "infos": report.count("info"),
            "skipped": [{"tier": each.tier, "rules": each.rules, "remedy": each.remedy} for each in report.skipped],
        },
    }


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity,
        **_place(diagnostic.place),
        "at": list(diagnostic.at),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "keras": diagnostic.keras,
        "fix": _fix(diagnostic.fix) if diagnostic.fix else None,
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "path": place.source.name,
        "line": place.span.line,
        "column": place.span.column,
        "end_line": place.span.end_line,
        "end_column": place.span.end_column,
    }


def _fix(fix: TextFix) -> dict[str, Any]:
    edits = [{**_place(edit.place), "text": edit.text} for edit in fix.edits]
    return {"title": fix.title, "applicability": fix.applicability, "edits": edits}
