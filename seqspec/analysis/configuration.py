"""What a project asks of the checks: which rules, how grave a failure is, and where rules draw their lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seqspec.analysis.rules import Rule
    from seqspec.diagnostics import Severity


@dataclass(frozen=True, slots=True)
class Configuration:
    """
    The settings of one run, or of the project that a file lies in.

    Args:
        select: the rules that are checked, by code, name or the start of a code; empty for all that are on by default.
        ignore: the rules that are not checked; wins over `select`.
        fail_on: the least severity that fails a run.
        thresholds: by code, the lines that a rule draws, by the name of the argument of its check.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity = "error"
    thresholds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def wants(self, rule: Rule) -> bool:
        """Whether a rule is checked."""
        if any(_means(word, rule) for word in self.ignore):
            return False
        return any(_means(word, rule) for word in self.select) if self.select else rule.enabled


def _means(word: str, rule: Rule) -> bool:
    return rule.code.startswith(word) or rule.name == word
