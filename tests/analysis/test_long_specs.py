"""What a check costs grows with the spec, and not with its square: ten thousand layers are allowed."""

from __future__ import annotations

from cProfile import Profile

import pytest

from seqspec.analysis.control.configuration import Configuration
from seqspec.analysis.control.fixing import fix_text
from seqspec.analysis.formats import render
from seqspec.analysis.linter import check_text
from seqspec.diagnostics import Report

EVERYTHING = Configuration(select=("SEQ",))
HEAD = "seqspec: 1\nmodel:\n  - Dense: {units: 3, input_shape: [5]}\n"
BODIES = {
    "fine": "  - Dense: {units: 3, activation: relu}\n",
    "items to take out": "  - Dropout: {rate: 20}\n",
    "keys to take out": "  - Dense: {units: 3, input_shape: [3]}\n",
    "unknown names": "  - Dence: 3\n",
    "defaults": "  - Dense: {units: 3, activation: linear}\n",
    "comments at their lines": "  - Dense: {units: 3, input_shape: [3]}  # seqspec: ignore[SEQ103] so be it\n",
    "comments above": "  # seqspec: ignore[SEQ103] so be it\n  - Dense: {units: 3, input_shape: [3]}\n",
    "useless comments": "  # seqspec: ignore[SEQ103] so be it\n  - Dense: 3\n",
}


def calls(count: int, body: str, then: object = None) -> int:
    """How many functions are called for a spec of so many layers: the same number on every machine."""
    text = HEAD + body * count
    profile = Profile()
    if then == "fix":
        profile.runcall(fix_text, text, unsafe=True, configuration=EVERYTHING)
    elif isinstance(then, str):
        report: Report = check_text(text, configuration=EVERYTHING).report
        profile.runcall(render, report, then)
    else:
        profile.runcall(check_text, text, configuration=EVERYTHING)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_twice_the_layers_cost_twice_the_calls(body: str) -> None:
    """Whatever is found in each of them, and whatever silences it."""
    calls(1, body)  # whatever is imported or kept for all times is, now

    assert calls(400, body) < 2.5 * calls(200, body)


@pytest.mark.parametrize("body", ["items to take out", "keys to take out", "defaults"])
def test_twice_the_fixes_cost_twice_the_calls(body: str) -> None:
    """Those that are good are applied all together."""
    calls(1, BODIES[body], "fix")

    assert calls(400, BODIES[body], "fix") < 2.5 * calls(200, BODIES[body], "fix")


@pytest.mark.parametrize("format", ["full", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit"])
def test_twice_the_findings_cost_twice_the_calls(format: str) -> None:
    """In every format."""
    body = BODIES["keys to take out"]
    calls(1, body, format)

    assert calls(400, body, format) < 2.5 * calls(200, body, format)
