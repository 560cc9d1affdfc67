"""For GitLab: a code quality report, whose findings a merge request compares with those of its target."""

from __future__ import annotations

import json
from typing import Any

from seqspec.analysis.formats._identity import file_name, fingerprints
from seqspec.analysis.formats._text import escape
from seqspec.diagnostics import Diagnostic, Report

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report, colour: bool = False) -> str:
    """A JSON list in ASCII, one object a finding; the fingerprints stay the same while lines move."""
    return json.dumps([_issue(each, fingerprint) for each, fingerprint in fingerprints(report)], indent=2) + "\n"


def _issue(diagnostic: Diagnostic, fingerprint: str) -> dict[str, Any]:
    span = diagnostic.place.span
    return {
        "description": escape(f"{diagnostic.code}: {diagnostic.message}"),
        "check_name": diagnostic.name,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {
            "path": escape(file_name(diagnostic.place.source.name)),
            "positions": {
                "begin": {"line": span.line, "column": span.column},
                "end": {"line": span.end_line, "column": span.end_column},
            },
            "lines": {"begin": span.line, "end": span.end_line},
        },
    }
