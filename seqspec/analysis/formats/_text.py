"""What the formats for people share: text made safe to show, its width in a terminal, colours, and the last lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from seqspec.diagnostics import Diagnostic, Report
from seqspec.wording import count

Paint: TypeAlias = Callable[[str, str], str]
"""Takes a text and the name of a role (`error`, `gutter`, ...) and returns the text, coloured or not."""

_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
_SEEN = {_JOINER, "\u3000"}  # not printable to Python, harmless in a terminal, and at home in emoji and CJK texts

_CODES = {"error": "1;31", "warning": "1;33", "info": "1;36", "note": "36", "gutter": "34", "bold": "1", "good": "32",
          "aside": "2"}  # fmt: skip


def painter(colour: bool) -> Paint:
    """What colours a text, or leaves it alone."""
    if not colour:
        return lambda text, role: text
    return lambda text, role: f"\x1b[{_CODES[role]}m{text}\x1b[0m" if text else text


def escape(text: str) -> str:
    """The text with everything that can't be seen written out: control characters, line ends, marks of direction."""
    return text if text.isprintable() else "".join(map(escape_character, text))


def escape_character(character: str) -> str:
    """One character, written out where it can't be seen: `\\x1b`."""
    if character.isprintable() or character in _SEEN:
        return character
    return character.encode("unicode_escape").decode("ascii")


def width(text: str) -> int:
    """The columns of a terminal that a text takes: two for CJK and emoji, none for what combines."""
    if text.isascii():
        return len(text)
    total, before = 0, ""
    for character in text:
        total += 0 if before == _JOINER else _advance(character, before)
        before = character
    return total


def _advance(character: str, before: str) -> int:
    from unicodedata import category, east_asian_width

    if character == _EMOJI_STYLE:  # makes a narrow sign an emoji, which is wide
        return int(bool(before) and not before.isascii() and east_asian_width(before) not in "WF")
    if category(character) in {"Mn", "Me", "Cf"} or "\U0001f3fb" <= character <= "\U0001f3ff":
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def sentences(diagnostic: Diagnostic) -> Iterator[str]:
    """What is said of a finding where there is no picture of it: each sentence on one line."""
    yield escape(diagnostic.message)
    if diagnostic.keras:
        yield f"keras: {escape(diagnostic.keras)}"
    if diagnostic.help:
        yield f"help: {escape(diagnostic.help)}"


def summary(report: Report) -> str:
    """The last line: `1 error, 2 warnings in 1 file`."""
    numbers = [(report.count(severity), severity) for severity in ("error", "warning", "info")]
    found = ", ".join(count(number, severity) for number, severity in numbers if number)
    return f"{found or 'no problems found'} in {count(len(report.files), 'file')}"


def fixable(report: Report) -> str:
    """The last line: how many findings can be fixed by a machine, and how; empty where none can."""
    offered = [each.fix.applicability for each in report if each.fix is not None]
    safe, unsafe = offered.count("safe"), offered.count("unsafe")
    if not safe:
        return f"{unsafe:,} fixable with `--fix --unsafe-fixes`" if unsafe else ""
    return f"{safe:,} fixable with `--fix`" + (f", {unsafe:,} more with `--unsafe-fixes`" if unsafe else "")
