"""How often each rule finds something: a table for people, and the same as JSON."""

from __future__ import annotations

from collections import Counter
from typing import Any

from seqspec.diagnostics import Report


def statistics(report: Report) -> list[dict[str, Any]]:
    """Code, name, severity, count and how many can be fixed by a machine, for each rule and severity; most first."""
    found = Counter((each.code, each.name, each.severity) for each in report)
    fixable = Counter(
        (each.code, each.severity) for each in report if each.fix is not None and each.fix.applicability != "shown"
    )
    rows = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [
        {"code": code, "name": name, "severity": severity, "count": count, "fixable": fixable[code, severity]}
        for (code, name, severity), count in rows
    ]


def as_table(report: Report) -> str:
    """One line for each rule, in columns; nothing where nothing was found."""
    rows = [
        [str(row["count"]), row["code"], row["name"], row["severity"], _fixable(row["fixable"])]
        for row in statistics(report)
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join(f"{_line(row, widths)}\n" for row in rows)


def as_json(report: Report) -> str:
    """The same as a list of objects."""
    import json

    return json.dumps(statistics(report), indent=2) + "\n"


def _fixable(number: int) -> str:
    return f"{number} fixable" if number else ""


def _line(row: list[str], widths: list[int]) -> str:
    count, *rest = row
    cells = [count.rjust(widths[0]), *(cell.ljust(width) for cell, width in zip(rest, widths[1:], strict=True))]
    return "  ".join(cells).rstrip()
