"""Python as text: calls, lists and mappings in the layout that formatters leave alone; strings through `repr` only."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

WIDTH = 120
"""Columns of a line."""
_INDENT = "    "
_TOGETHER = 3
"""Arguments that may share a line."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*", re.ASCII)


@dataclass(frozen=True)
class Code:
    """A piece of Python of our own making, with nothing of a user's in it."""

    text: str


@dataclass(frozen=True)
class Call:
    """
    A call.

    Args:
        name: what is called, with dots.
        arguments: values by keyword; the keyword is None where the place says it.
    """

    name: str
    arguments: tuple[tuple[str | None, Any], ...] = ()


@dataclass(frozen=True)
class Again:
    """Values that are made anew so many times, in their order, inside a list of others."""

    times: int
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Pair:
    """A tuple."""

    values: tuple[Any, ...]


def assignment(name: str, value: Any) -> str:
    """`name = value`, on as many lines as it takes."""
    return laid_out(value, prefix=f"{name} = ")


def laid_out(value: Any, depth: int = 0, prefix: str = "", suffix: str = "") -> str:
    """
    A value as Python, on one line where it fits, else with each of its parts on lines of their own.

    Args:
        depth: how deep its line is indented.
        prefix, suffix: what stands before and behind it.
    """
    alone = f"{_INDENT * depth}{prefix}{inline(value)}{suffix}"
    parts = list(_parts(value))
    if len(alone) <= WIDTH or not parts:
        return alone
    if isinstance(value, Again):
        return _again(value, depth, suffix)
    opening, closing = _brackets(value)
    inner = [laid_out(part, depth + 1, before, ",") for before, part in parts]
    together = _INDENT * (depth + 1) + ", ".join(f"{before}{inline(part)}" for before, part in parts)
    if isinstance(value, Call) and len(parts) <= _TOGETHER and len(together) <= WIDTH:
        inner = [together]
    return "\n".join([f"{_INDENT * depth}{prefix}{opening}", *inner, f"{_INDENT * depth}{closing}{suffix}"])


def _again(value: Again, depth: int, suffix: str) -> str:
    outer, inner = _INDENT * depth, _INDENT * (depth + 1)
    layers = [laid_out(each, depth + 2, suffix=",") for each in value.values]
    heads = [f"{outer}*(", f"{inner}layer", f"{inner}for _ in range({value.times!r})", f"{inner}for layer in ("]
    return "\n".join([*heads, *layers, f"{inner})", f"{outer}){suffix}"])


def inline(value: Any) -> str:
    """A value as Python on one line."""
    if isinstance(value, Code):
        return value.text
    if isinstance(value, Call | Again | Pair | list | dict):
        opening, closing = _brackets(value)
        inner = ", ".join(f"{before}{inline(part)}" for before, part in _parts(value))
        alone = isinstance(value, Again | Pair) and len(list(_parts(value))) == 1
        return f"{opening}{inner}{',' * alone}{closing}"
    return _scalar(value)


def _brackets(value: Any) -> tuple[str, str]:
    if isinstance(value, Call):
        return f"{_checked(value.name)}(", ")"
    if isinstance(value, Again):
        return "*(layer for _ in range(" + repr(int(value.times)) + ") for layer in (", "))"
    return {list: ("[", "]"), dict: ("{", "}"), Pair: ("(", ")")}[type(value)]


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    """What a value is made of, each with what stands before it."""
    if isinstance(value, Call):
        yield from ((f"{_checked(name)}=" if name else "", each) for name, each in value.arguments)
    elif isinstance(value, Again | Pair):
        yield from (("", each) for each in value.values)
    elif isinstance(value, list):
        yield from (("", each) for each in value)
    elif isinstance(value, dict):
        yield from ((f"{_scalar(key)}: ", each) for key, each in value.items())


def _checked(name: str) -> str:
    assert _NAME.fullmatch(name), name  # names are those of our own classes and their fields
    return name


def _scalar(value: Any) -> str:
    """A literal by its `repr`; of a text with the quotes that formatters prefer."""
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    written = repr(value)
    if isinstance(value, str) and written[0] == "'" and '"' not in written and "\\'" not in written:
        written = f'"{written[1:-1]}"'
    assert ast.literal_eval(written) == value, written
    return written
