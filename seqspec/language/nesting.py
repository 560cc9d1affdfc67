"""How deep values lie within others: bounded, as whatever walks through them would run out of stack."""

from __future__ import annotations

from typing import Any

from seqspec.language.source import MAX_DEPTH


def is_deep(value: Any) -> bool:
    """Whether lists and mappings are nested deeper than those of a spec may be."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        inner = (each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list))
        level = [item for items in inner for item in items if isinstance(item, dict | list)]
        if not level:
            return False
    return True
