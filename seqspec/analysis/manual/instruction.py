"""What a page on a rule has beside its documentation: what lint really says, its thresholds, how to silence it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seqspec.analysis.formats import full
from seqspec.analysis.manual.demonstration import LookAt, findings
from seqspec.analysis.rules import Rule, Tier

_BAD = re.compile(r"^## Bad\n```yaml\n.*?^```\n", re.MULTILINE | re.DOTALL)

_NEEDS: dict[Tier, str] = {
    "data": "It looks at the data file, and is checked where lint is told to: `seqspec lint --data`.",
    "environment": "It has to know the version of Keras: `runtime.keras`, or the one that is installed.",
}


def manual(rule: Rule, look_at: LookAt | None = None) -> str:
    """The whole page on a rule, in Markdown; without `look_at` nothing is shown of a rule that looks at data."""
    text = _BAD.sub(lambda bad: bad[0] + _output(rule, look_at), rule.documentation.strip() + "\n")
    return "\n".join([text, *_needs(rule), *_lines(rule), *_silence(rule)])


def _output(rule: Rule, look_at: LookAt | None) -> str:
    report = findings(rule, look_at)
    if not report:
        return ""
    blocks = full.render(report).rpartition("\n\n")[0]  # the last block counts
    return f"\n## What lint says\n```\n{blocks}\n```\n"


def _needs(rule: Rule) -> Iterator[str]:
    off = f"It is off by default: `seqspec lint --select {rule.code}`, or `select` in the configuration."
    said = [each for each in (_NEEDS.get(rule.tier), None if rule.enabled else off) if each]
    if said:
        yield "\n".join(["## When it is checked", *said, ""])


def _lines(rule: Rule) -> Iterator[str]:
    """The lines that the rule draws, and how a project draws them elsewhere."""
    if rule.thresholds:
        listed = ", ".join(f"{name} = {value:g}" for name, value in rule.thresholds.items())
        yield "\n".join(
            [
                "## Thresholds",
                "The lines it draws, as a project may set them otherwise in pyproject.toml:",
                f"```\n[tool.seqspec.thresholds]\n{rule.code} = {{{listed}}}\n```",
                "",
            ]
        )


def _silence(rule: Rule) -> Iterator[str]:
    if rule.code.startswith("SEQ0") and rule.severity == "error":
        yield "## How to silence it\nNot at all: a spec that can't be read has not been checked."
        return
    yield "\n".join(
        [
            "## How to silence it",
            "On the line that it is about, or above the layer or section, with a reason:",
            f"```\n# seqspec: ignore[{rule.code}] why this is meant\n```",
            "In a whole project, in pyproject.toml:",
            f'```\n[tool.seqspec]\nignore = ["{rule.code}"]\n```',
        ]
    )
