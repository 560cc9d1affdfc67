"""
The rules: one file each, with its documentation, a bad and a good example, and the check.

The file's name gives code and name: `seq103_input_shape_on_inner_layer.py` is SEQ103 `input-shape-on-inner-layer`. A
rule module has a docstring with fixed headings, `SEVERITY`, and `check(subject)`, which yields findings. Reading and
decoding find what has no `check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Severity
from seqspec.registry import ModuleRegistry

REGISTRY = ModuleRegistry(__name__)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called, how grave it is, what it says of itself, and its check."""

    code: str
    name: str
    severity: Severity
    documentation: str
    check: Callable[[Subject], Iterable[Finding]] | None


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
        code.upper(), rest.replace("_", "-"), module.SEVERITY, module.__doc__ or "", getattr(module, "check", None)
    )
