"""The examples in the documentation of a rule, and what lint says of them, found out when it is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from seqspec.analysis.control.configuration import Configuration
from seqspec.analysis.linter import Look, check_text
from seqspec.analysis.rules import Rule
from seqspec.diagnostics import Report

LookAt: TypeAlias = Callable[[str], Look]
"""Makes a look at a table of this text, called series.csv; handed in, since that imports what lint must not."""

NAME = "spec.yaml"
_BLOCK = re.compile(r"^## (Bad|Good|Data)\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(rule: Rule) -> dict[str, str]:
    """What stands below `## Bad`, `## Good` and `## Data`."""
    return dict(_BLOCK.findall(rule.documentation))


def findings(rule: Rule, look_at: LookAt | None = None) -> Report | None:
    """What a rule finds in its own bad example; None where it has to look at data, and nobody can."""
    shown = blocks(rule)
    table = shown.get("Data")
    if rule.tier == "data" and (table is None or look_at is None):
        return None
    look = look_at(table) if table is not None and look_at is not None else None
    alone = Configuration(select=(rule.code,))
    return check_text(shown["Bad"], NAME, configuration=alone, look=look).report
