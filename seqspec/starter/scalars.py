"""Names and texts as YAML, each readable by every reader of YAML in one way only."""

from __future__ import annotations

import json
import re

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*( [A-Za-z0-9_]+)*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}  # mean something else to some YAML reader


def comment(line: str, text: str) -> str:
    """A line with a comment, all of which stand in one column."""
    return f"{line:<44} # {text}"


def scalar(text: str) -> str:
    """A text as YAML: bare where nobody can read it as anything else."""
    bare = _PLAIN.fullmatch(text) or re.fullmatch(r"(\.\./)*[A-Za-z_][\w./-]*", text, re.ASCII)
    return text if bare and text.lower() not in _WORDS else quoted(text)


def quoted(text: str) -> str:
    """A text as YAML in quotes."""
    return "".join(map(visible, json.dumps(text, ensure_ascii=False)))


def visible(text: str) -> str:
    """The text with what YAML forbids or nobody sees written as YAML's escapes."""
    return "".join(character if character.isprintable() else f"\\U{ord(character):08x}" for character in text)
