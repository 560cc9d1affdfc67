"""SARIF 2.1.0, against its own schema."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from seqspec.analysis.control.fixing import fix_text
from seqspec.analysis.formats.sarif import render
from seqspec.analysis.linter import check_text
from seqspec.diagnostics import Place, Report, Source, Span, TextEdit, TextFix
from seqspec.language.edits import apply
from tests.analysis.formats.reports import STACK, inner_shape, report, simple

SCHEMA = Path(__file__).parent / "sarif" / "sarif-schema-2.1.0.json"
CASES = sorted((Path(__file__).parents[2] / "golden" / "err").glob("*.yaml"))


@cache
def validator() -> Draft4Validator:
    """The official schema, ready to be asked."""
    return Draft4Validator(json.loads(SCHEMA.read_text("utf-8")), format_checker=Draft4Validator.FORMAT_CHECKER)


def run(found: Report) -> dict[str, Any]:
    """The one run of a report, which the schema accepts."""
    log = json.loads(render(found))
    assert [error.message for error in validator().iter_errors(log)] == []
    (only,) = log["runs"]
    return dict(only)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_real_reports_are_valid(case: Path) -> None:
    """What is found in every golden spec, fixes and related places included, follows the schema."""
    found = check_text(case.read_bytes().decode("utf-8", "replace"), f"specs/{case.name}").report

    assert len(run(found)["results"]) == len(found.diagnostics)


def test_the_validator_refuses_what_is_wrong() -> None:
    """The schema that is asked is one that can say no."""
    log = json.loads(render(report(inner_shape())))
    log["runs"][0]["results"][0]["level"] = "fatal"

    assert not validator().is_valid(log)


def test_a_finding_has_its_place_its_rule_and_its_way_out() -> None:
    """Columns count code points, ends are exclusive, and the result leads to its rule by index."""
    found = run(report(inner_shape()))
    (result,) = found["results"]
    driver = found["tool"]["driver"]

    assert found["columnKind"] == "unicodeCodePoints"
    assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "SEQ103"
    assert driver["rules"][0]["help"]["markdown"].startswith("The input shape is declared once")
    assert result["level"] == "error"
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "specs/stack.yaml"},
                "region": {"startLine": 5, "startColumn": 23, "endLine": 5, "endColumn": 34},
            },
            "logicalLocations": [{"fullyQualifiedName": "model.2.LSTM.input_shape"}],
        }
    ]
    assert result["message"]["text"].splitlines()[1:] == [
        "keras: no error: the value is ignored, whatever it says",
        "help: take it out here; the input shape is declared once, on the first layer",
    ]
    assert result["relatedLocations"][0]["message"] == {"text": "the input shape is declared here"}


def test_the_replacements_of_a_fix_are_the_fix() -> None:
    """Who applies the replacements of a result to the text has what `--fix` would have written."""
    text = STACK.text + "runtime: {seed: 42}\n"
    found = check_text(text, "stack.yaml").report
    results = run(found)["results"]
    source = Source("stack.yaml", text)
    edits = [
        TextEdit(Place(source, Span(*(each["deletedRegion"][key] for key in REGION))), each["insertedContent"]["text"])
        for result in results
        for change in result["fixes"][0]["artifactChanges"]
        for each in change["replacements"]
    ]

    assert apply(text, edits) == fix_text(text).text != text


REGION = ("startLine", "startColumn", "endLine", "endColumn")


def test_a_fix_that_is_shown_only_is_left_out() -> None:
    """A viewer offers to apply what stands under `fixes`."""
    shown = simple(STACK, "Dense", 6, fix=TextFix("rewrite it", "shown", ()))

    assert "fixes" not in run(report(shown))["results"][0]


def test_names_become_addresses() -> None:
    """What an address can't hold is escaped, and a path from the root is an address of a file."""
    sources = [Source(name, "x") for name in ("a b/ü%.yaml", "/tmp/x.yaml", "./c.yaml", "<stdin>")]
    found = [simple(source, "x", 1) for source in sources]

    addresses = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in run(report(*found))["results"]
    ]

    assert addresses == ["a%20b/%C3%BC%25.yaml", "file:///tmp/x.yaml", "c.yaml", "%3Cstdin%3E"]


def test_nothing_can_steer_the_viewer() -> None:
    """Control characters of a message are written out, and the text is ASCII."""
    text = render(report(simple(STACK, "Dense", 6, message="\x1b[31m \u202e 名前")))

    assert text.isascii()
    assert json.loads(text)["runs"][0]["results"][0]["message"]["text"] == "\\x1b[31m \\u202e 名前"


def test_a_fingerprint_survives_moved_lines() -> None:
    """Lines added above change no fingerprint; two findings that look alike have different ones."""

    def prints(text: str) -> list[str]:
        return [each["partialFingerprints"]["seqspec/v1"] for each in run(check_text(text).report)["results"]]

    text = "seqspec: 1\nmodel:\n  - Dropout: 20\n  - Dropout: 20\n  - Dense: {units: 1}\nruntime: {seed: 1}\n"
    found = prints(text)

    assert found == prints("# one\n# two\n" + text)
    assert len(found) == len(set(found)) > 1
