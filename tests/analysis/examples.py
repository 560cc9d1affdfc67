"""The Bad and Good examples that every rule carries in its documentation."""

from __future__ import annotations

import re

from seqspec.analysis.linter import Checked, check_text
from seqspec.analysis.rules import Rule
from seqspec.diagnostics import Diagnostic
from seqspec.language.edits import apply

_EXAMPLE = re.compile(r"^## (Bad|Good)\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def example(rule: Rule, heading: str) -> str:
    """The YAML below `## Bad` or `## Good`."""
    examples: dict[str, str] = dict(_EXAMPLE.findall(rule.documentation))
    return examples[heading]


def codes(checked: Checked, least: str = "info") -> list[str]:
    """The codes that were found, in order, those below a severity left out."""
    ranks = ["error", "warning", "info"]
    return [each.code for each in checked.report if ranks.index(each.severity) <= ranks.index(least)]


def found(text: str, code: str) -> list[Diagnostic]:
    """What one rule found in a text."""
    return [each for each in check_text(text, "spec.yaml").report if each.code == code]


def only(text: str, code: str) -> Diagnostic:
    """The one thing that is found in a text, notes aside."""
    told = [each for each in check_text(text, "spec.yaml").report if each.severity != "info" or each.code == code]
    assert [code] == [each.code for each in told], [(each.code, each.message) for each in told]
    return told[0]


def fixed(text: str, diagnostic: Diagnostic) -> str:
    """The text after the fix of a diagnostic."""
    assert diagnostic.fix is not None, diagnostic.message
    return apply(text, diagnostic.fix.edits)
