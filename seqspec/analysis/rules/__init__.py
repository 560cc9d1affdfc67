"""
The rules: one file each, with its documentation, a bad and a good example, and the check.

The file's name gives code and name: `seq103_input_shape_on_inner_layer.py` is SEQ103 `input-shape-on-inner-layer`. A
rule module has a docstring with fixed headings, `SEVERITY`, and `check(subject)`, which yields findings. Reading,
decoding and silencing find what has no `check`. Where a rule draws a line, the line is a keyword-only argument of its
check with a default, which a project may set otherwise. A rule may say `TIER`, what it has to know, and
`ENABLED = False`, so that only those get it who select it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from seqspec.diagnostics import Finding, Severity
from seqspec.registry import ModuleRegistry

REGISTRY = ModuleRegistry(__name__)

Tier: TypeAlias = Literal["spec", "shapes", "data", "environment"]
"""What a rule has to know: the spec alone, the inferred shapes, the data file, or what the spec runs on."""


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One rule.

    Args:
        code, name: what it is called.
        severity: how grave a finding is, unless the finding says otherwise.
        tier: what it has to know.
        enabled: whether it is checked without being selected.
        documentation: what it says of itself.
        check: yields findings; None where reading, decoding or silencing does.
    """

    code: str
    name: str
    severity: Severity
    tier: Tier
    enabled: bool
    documentation: str
    check: Callable[..., Iterable[Finding]] | None

    @property
    def thresholds(self) -> Mapping[str, float]:
        """The lines that its check draws, by name, with their defaults."""
        return getattr(self.check, "__kwdefaults__", None) or {}


@cache
def rule(code: str) -> Rule:
    """
    The rule of a code, imported on demand.

    Raises:
        KeyError: no rule has this code.
    """
    for module in REGISTRY.names:
        if module.upper().startswith(f"{code}_"):
            return _rule(module)
    raise KeyError(code)


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, by code."""
    return tuple(_rule(module) for module in REGISTRY.names)


def _rule(name: str) -> Rule:
    module = REGISTRY.load(name)
    code, _, rest = name.partition("_")
    return Rule(
        code=code.upper(),
        name=rest.replace("_", "-"),
        severity=module.SEVERITY,
        tier=getattr(module, "TIER", "spec"),
        enabled=getattr(module, "ENABLED", True),
        documentation=module.__doc__ or "",
        check=getattr(module, "check", None),
    )
