"""`seqspec rules`."""

from __future__ import annotations

import json

import pytest

from seqspec.analysis.manual.catalogue import SERIES, entries
from seqspec.analysis.rules import Rule, rules
from tests.cli.conftest import Run


def test_the_table_for_people(run: Run) -> None:
    """One line a rule, by code, with what is worth knowing before it is asked for."""
    code, output, errors = run("rules")
    head, *lines = output.splitlines()

    assert (code, errors, head.split()) == (0, "", ["code", "severity", "tier", "fix", "default", "name", "what"])
    assert [line.split()[0] for line in lines] == [rule.code for rule in rules()]
    assert lines[1].split()[:6] == ["SEQ002", "error", "spec", "unsafe", "on", "duplicate-key"]


def test_the_table_for_programs(run: Run) -> None:
    """A list of objects with these keys."""
    found = json.loads(run("rules", "--format", "json").output)

    assert len(found) == len(rules())
    assert found[0] == {
        "code": "SEQ001",
        "name": "yaml-syntax",
        "severity": "error",
        "tier": "spec",
        "enabled": True,
        "fix": None,
        "what": "The text can't be read as YAML.",
    }


def test_the_table_for_markdown(run: Run) -> None:
    """Every rule has its row, of as many cells as the head."""
    output = run("rules", "--format", "markdown").output
    rows = [line for line in output.splitlines() if line.startswith("| SEQ")]

    assert len(rows) == len(rules())
    assert {row.replace("\\|", "").count("|") for row in rows} == {6}
    assert output.count("<details>") == output.count("</details>") == len({rule.code[:4] for rule in rules()})


def test_every_series_has_a_title() -> None:
    """A rule of a new hundred needs one."""
    assert {rule.code[:4] for rule in rules()} <= set(SERIES)


@pytest.mark.parametrize(("code", "fix"), [("SEQ003", "safe"), ("SEQ401", "unsafe"), ("SEQ106", None)])
def test_the_fix_is_that_of_the_bad_example(code: str, fix: str | None) -> None:
    """How far it can be trusted is found out, or read where it takes data or another version of Keras to see it."""
    assert {entry.code: entry.fix for entry in entries()}[code] == fix


@pytest.mark.parametrize("rule", [rule for rule in rules() if rule.check is not None], ids=lambda rule: rule.code)
def test_the_page_of_a_rule_shows_what_lint_says(rule: Rule, run: Run) -> None:
    """The real output stands below the bad example, where it can be had, and how to silence the rule at the end."""
    page = run("explain", rule.code).output
    lines = page.splitlines()

    if rule.tier == "spec":
        assert lines.index("Bad") < lines.index("What lint says") < lines.index("Good")
        assert f"[{rule.code}]: " in page
    assert "How to silence it" in lines
    assert ("Thresholds" in lines) == bool(rule.thresholds)
    assert [name for name in rule.thresholds if f"{name} = " not in page] == []


def test_what_can_t_be_silenced_says_so(run: Run) -> None:
    """An error of reading is not for sale."""
    assert "Not at all: a spec that can't be read has not been checked.\n" in run("explain", "SEQ001").output
    assert "# seqspec: ignore[SEQ004] why this is meant\n" in run("explain", "SEQ004").output


def test_a_rule_that_looks_at_data_shows_its_data_and_what_lint_says(run: Run) -> None:
    """The table of its example is looked at, as `--data` would."""
    page = run("explain", "SEQ311").output

    assert "\nData\n" in page
    assert "[SEQ311]: " in page
    assert "`seqspec lint --data`" in page
