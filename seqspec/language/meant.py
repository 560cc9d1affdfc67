"""What a value of the wrong kind was meant to say: `"true"`, 32.0 for 32, 20%, a window that is only its length."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

_PER_CENT = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?%")
_NAME = re.compile(r"[A-Za-z]\w*")
_PARTS = ("train", "validation", "test")


def meant(name: str, value: Any, expected: Collection[str]) -> dict[str, Any]:
    """
    The help and the repair for a value, as `problems.problem` takes them; empty where nobody knows.

    Args:
        name: the argument, in backticks.
        value: what is written.
        expected: what would be right: `a whole number`.
    """
    written = _rewritten(value, expected) or _as_section(name, value) or _as_list(name, value)
    if written is not None:
        return {"help": f"write `{written}`", "replace": written, "safe": True}
    if name in {"`input_shape`", "`shape`"} and type(value) is int:
        return {"help": f"say how many steps, and how many features each has: `[{value}, FEATURES]`"}
    return {}


def _rewritten(value: Any, expected: Collection[str]) -> str | None:
    if isinstance(value, float) and "a whole number" in expected and value.is_integer():
        return str(int(value))
    if not isinstance(value, str):
        return None
    if "true or false" in expected and value.lower() in {"true", "false"}:
        return value.lower()
    if "a number" in expected and (share := _PER_CENT.fullmatch(value)):
        return f"{float(share[1]) / 100:g}"
    return None


def _as_section(name: str, value: Any) -> str | None:
    if name == "`window`" and type(value) is int and value > 0:
        return f"{{length: {value}}}"
    if name == "`split`" and isinstance(value, list) and 2 <= len(value) <= 3 and all(map(_is_share, value)):
        parts = _PARTS if len(value) == 3 else ("train", "test")
        return f"{{{', '.join(f'{part}: {share}' for part, share in zip(parts, value, strict=True))}}}"
    return None


def _is_share(value: Any) -> bool:
    return type(value) in {int, float}


def _as_list(name: str, value: Any) -> str | None:
    return f"[{value}]" if name == "`callbacks`" and isinstance(value, str) and _NAME.fullmatch(value) else None
