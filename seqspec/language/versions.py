"""Ranges of versions, as `runtime.keras` holds one: `>=3.15,<3.16`, `3.15`, `~=3.14`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from seqspec.language.problems import problem

Version: TypeAlias = tuple[int, ...]

_CLAUSE = re.compile(r"\s*(>=|<=|==|!=|~=|>|<|)\s*(\d+(?:\.\d+){0,3})(\.\*)?\s*")
_AS = 'write one in quotes, as `">=3.15,<3.16"`'
_PATCHES = 1_000
"""More than any minor version has."""


@dataclass(frozen=True, slots=True)
class Versions:
    """
    A range of versions.

    Args:
        written: the text it was read from.
        spans: first and last version of each stretch, both inclusive; a version lies in the range if all of them
            hold it, or in the case of `!=` if none does.
    """

    written: str
    spans: tuple[tuple[bool, Version, Version], ...]

    @classmethod
    def parse(cls, text: str) -> Versions:
        """
        Read a range: clauses with commas between them, all of which have to hold.

        Raises:
            ValueError: it is none.
        """
        return cls(text, tuple(_span(clause) for clause in text.split(",")))

    def holds(self, version: Version) -> bool:
        """Whether a version lies in the range."""
        full = _filled(version, 0)
        return all((first <= full <= last) is inside for inside, first, last in self.spans)

    def meets(self, low: Version, high: Version) -> bool:
        """Whether the range holds a version from `low` up to, but not including, `high`; both are minor versions."""
        minors = ((3, minor) for minor in range(low[1], high[1]))
        return any(self.holds((*minor, patch)) for minor in minors for patch in (0, 1, 2, 3, _PATCHES - 1))


def _span(clause: str) -> tuple[bool, Version, Version]:
    match = _CLAUSE.fullmatch(clause)
    if match is None:
        raise ValueError(f"{clause!r} is no version")
    sign, number, star = match.groups()
    version = tuple(map(int, number.split(".")))
    first, last = _filled(version, 0), _filled(version, _PATCHES)
    exact = last if star or not sign else first
    end = _filled(version[:-1], _PATCHES)
    return {
        "": (True, first, last),
        "==": (True, first, exact),
        "!=": (False, first, exact),
        ">=": (True, first, _LAST),
        "<=": (True, _FIRST, first),
        ">": (False, _FIRST, first),
        "<": (False, first, _LAST),
        "~=": (True, first, end),
    }[sign]


def _filled(version: Version, value: int) -> Version:
    return (*version, *[value] * (4 - len(version)))


_FIRST, _LAST = _filled((), 0), _filled((), _PATCHES)


def check_range(text: str) -> str:
    """For pydantic: a text that is a range of versions."""
    try:
        Versions.parse(text)
    except ValueError:
        raise problem("SEQ008", f"`{text}` is no range of versions", help=_AS) from None
    return text
