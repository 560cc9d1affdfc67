"""The table of all rules, for people, for programs and for Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby

from seqspec.analysis.manual.demonstration import findings
from seqspec.analysis.rules import Rule, Tier, rules
from seqspec.diagnostics import Severity

SERIES = {
    "SEQ0": "The text and its words",
    "SEQ1": "Structure and shapes",
    "SEQ2": "Output, loss and metrics",
    "SEQ3": "Data, splits and leakage",
    "SEQ4": "Training",
    "SEQ5": "Speed, backends and versions",
    "SEQ6": "Reproducibility",
    "SEQ7": "Hygiene",
}
"""What the rules of each hundred are about."""

_APPLICABILITY = re.compile(r"\b(?:safe|unsafe|shown)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One rule in the table.

    Args:
        code, name, severity, tier, enabled: as the rule says.
        fix: how far its fix can be trusted: as it turns out on the bad example, else as the documentation says.
        what: the first sentence of its documentation.
    """

    code: str
    name: str
    severity: Severity
    tier: Tier
    enabled: bool
    fix: str | None
    what: str

    @property
    def traits(self) -> str:
        """What is worth a word beside the severity."""
        needs = {"data": "with `--data`", "environment": "by versions"}.get(self.tier)
        return ", ".join(each for each in (self.severity, needs, None if self.enabled else "off by default") if each)


def entries() -> tuple[Entry, ...]:
    """All rules, by code."""
    return tuple(
        Entry(rule.code, rule.name, rule.severity, rule.tier, rule.enabled, _fix(rule), summary(rule))
        for rule in rules()
    )


def _fix(rule: Rule) -> str | None:
    for diagnostic in findings(rule) or ():
        if diagnostic.fix is not None:
            return diagnostic.fix.applicability
    documented = rule.documentation.partition("## Fix\n")[2].strip()
    found = None if documented.startswith(("By hand", "None")) else _APPLICABILITY.search(documented)
    return found[0].lower() if found else None


def summary(rule: Rule) -> str:
    """The first sentence of a rule's documentation."""
    return " ".join(rule.documentation.strip().partition("\n\n")[0].split())


def text(listed: Sequence[Entry]) -> str:
    """One line a rule, in columns."""
    head = ("code", "severity", "tier", "fix", "default", "name", "what")
    rows = [head, *((e.code, e.severity, e.tier, e.fix or "-", _switch(e), e.name, e.what) for e in listed)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows
    )


def _switch(entry: Entry) -> str:
    return "on" if entry.enabled else "off"


def as_json(listed: Sequence[Entry]) -> str:
    """A list of objects; the keys are a contract."""
    return json.dumps([asdict(entry) for entry in listed], indent=2) + "\n"


def markdown(listed: Sequence[Entry]) -> str:
    """One table for each series, as it stands in the README."""
    return "\n".join(_tables(listed))


def _tables(listed: Sequence[Entry]) -> Iterator[str]:
    for series, group in groupby(listed, key=lambda entry: entry.code[:4]):
        rows = list(group)
        yield f"<details><summary>{SERIES[series]}: {series}xx, {len(rows)} rules</summary>\n"
        yield "| code | name | severity | what it says | fix |\n|---|---|---|---|---|"
        yield from map(_row, rows)
        yield "\n</details>\n"


def _row(entry: Entry) -> str:
    what = entry.what.replace("|", "\\|")
    return f"| {entry.code} | `{entry.name}` | {entry.traits} | {what} | {entry.fix or ''} |"
