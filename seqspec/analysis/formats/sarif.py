"""For code scanning: SARIF 2.1.0, with the documentation of the rules, related places, fixes and fingerprints."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any, TypeAlias
from urllib.parse import quote

import seqspec
from seqspec.analysis.formats._identity import file_name, fingerprints
from seqspec.analysis.formats._text import escape, sentences
from seqspec.analysis.rules import Rule, rule
from seqspec.diagnostics import Diagnostic, Place, Report, TextFix

_Object: TypeAlias = dict[str, Any]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render(report: Report, colour: bool = False) -> str:
    """One run, in ASCII; its rules are those of which something was found."""
    codes = sorted({each.code for each in report})
    run = {
        "tool": {
            "driver": {
                "name": "seqspec",
                "version": seqspec.__version__,
                "rules": [_rule(rule(code)) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": _artifact(name)} for name in dict.fromkeys(report.files)],
        "results": [_result(each, codes.index(each.code), fingerprint) for each, fingerprint in fingerprints(report)],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> _Object:
    lead = rule.documentation.strip().partition("\n\n")[0].replace("\n", " ")
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.name.replace("-", " ")},
        "fullDescription": {"text": lead},
        "help": {"text": rule.documentation.strip(), "markdown": rule.documentation.strip()},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(diagnostic: Diagnostic, index: int, fingerprint: str) -> _Object:
    result: _Object = {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": "\n".join(sentences(diagnostic))},
        "locations": [_location(diagnostic)],
        "partialFingerprints": {"seqspec/v1": fingerprint},
    }
    if diagnostic.notes:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": escape(note.text)}, "physicalLocation": _physical(note.place)}
            for number, note in enumerate(diagnostic.notes, 1)
        ]
    if diagnostic.fix is not None and diagnostic.fix.applicability != "shown":
        result["fixes"] = [_fix(diagnostic.fix)]
    return result


def _location(diagnostic: Diagnostic) -> _Object:
    physical = {"physicalLocation": _physical(diagnostic.place)}
    if not diagnostic.at:
        return physical
    name = ".".join(escape(str(step)) for step in diagnostic.at)
    return {**physical, "logicalLocations": [{"fullyQualifiedName": name}]}


def _physical(place: Place) -> _Object:
    return {"artifactLocation": _artifact(place.source.name), "region": _region(place)}


def _region(place: Place) -> _Object:
    span = place.span
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _fix(fix: TextFix) -> _Object:
    """The edits, each file's together; what a machine may not apply by itself says so."""
    edits: dict[str, list[_Object]] = {}
    for edit in fix.edits:
        replacement = {"deletedRegion": _region(edit.place), "insertedContent": {"text": edit.text}}
        edits.setdefault(edit.place.source.name, []).append(replacement)
    return {
        "description": {"text": escape(f"{fix.title} ({fix.applicability})")},
        "artifactChanges": _changes(edits.items()),
    }


def _changes(edits: Iterable[tuple[str, list[_Object]]]) -> list[_Object]:
    return [{"artifactLocation": _artifact(name), "replacements": found} for name, found in edits]


def _artifact(name: str) -> _Object:
    """Where a file is, as a URI: relative to the folder of the run, or from the root."""
    path = quote(os.fsencode(file_name(name)))
    return {"uri": f"file://{path}" if path.startswith("/") else path}
