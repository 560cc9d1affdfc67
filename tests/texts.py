"""Hypothesis strategies for texts: documents whose value is known, and specs that somebody has broken."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from seqspec.language.scalars import resolve, surprise
from tests.builders import spec_text

# ------------------------------------------------------------------------------------------------- whole documents

_LETTERS = st.sampled_from("abcXYZ019 _-./:#é漢字😀'\"\\{}[],&*!|>%@`?~=<")
WORDS = st.text(_LETTERS, max_size=12) | st.sampled_from(["no", "1e-3", "010", "1:30", "2001-01-01", "null", "~", "<<"])
PROSE = st.lists(st.text("abc é漢", min_size=1, max_size=9).map(str.strip).filter(bool), min_size=1, max_size=3)
NUMBERS = st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = WORDS | NUMBERS | st.booleans() | st.none() | PROSE.map(lambda lines: "\n".join(lines) + "\n")
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(WORDS.filter(lambda key: key != "<<"), inner, max_size=4)
    ),
    max_leaves=12,
)
_PLAIN = re.compile(r"[A-Za-zé漢字😀_][A-Za-z0-9é漢字😀_./-]*(?: [A-Za-z0-9é漢字😀_./-]+)*")


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A text in many styles, and what it stands for."""
    keys = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
    value = draw(st.dictionaries(keys, VALUES, min_size=1, max_size=4))
    lines = _Writer(draw).block(value, 0)
    ending = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return ending.join(lines) + ending, value


class _Writer:
    """Writes values down, now in this style, now in that."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def block(self, value: Any, indent: int) -> list[str]:
        """The lines of a collection that is not empty, in block style."""
        lines: list[str] = []
        entries = value.items() if isinstance(value, dict) else [(None, each) for each in value]
        for key, each in entries:
            if self.draw(st.integers(0, 9)) == 0:
                lines.append(self.draw(st.sampled_from(["", "# note: 'x", f"{' ' * indent}# {{"])))
            head = " " * indent + ("-" if key is None else f"{self.scalar(key, as_key=True)}:")
            lines += self.entry(head, each, indent)
        return lines

    def entry(self, head: str, value: Any, indent: int) -> list[str]:
        """The lines of one entry, after its key or its dash."""
        if isinstance(value, dict | list) and value and self.draw(st.booleans()):
            deeper = indent + self.draw(st.integers(1, 4))
            return [head + self.draw(st.sampled_from(["", " ", "  # why"])), *self.block(value, deeper)]
        if isinstance(value, str) and self.is_prose(value) and self.draw(st.booleans()):
            return [f"{head} |", *(" " * (indent + 2) + line for line in value.split("\n")[:-1])]
        space, note = self.draw(st.sampled_from([" ", "   "])), self.draw(st.sampled_from(["", " # x"]))
        return [f"{head}{space}{self.flow(value)}{note}"]

    def flow(self, value: Any) -> str:
        """A value on one line."""
        if isinstance(value, dict):
            return "{" + ", ".join(f"{self.scalar(key, True)}: {self.flow(each)}" for key, each in value.items()) + "}"
        if isinstance(value, list):
            space = self.draw(st.sampled_from(["", " "]))
            return "[" + space + ", ".join(self.flow(each) for each in value) + space + "]"
        return self.scalar(value)

    def scalar(self, value: Any, as_key: bool = False) -> str:
        """A scalar: plain where it can be, in quotes where it must."""
        if not isinstance(value, str):
            return json.dumps(value)
        styles = [json.dumps(value, ensure_ascii=False)]
        if (
            max(value, default="") <= "\uffff"
        ):  # beyond, JSON escapes halves of a surrogate pair, which YAML does not take
            styles.append(json.dumps(value))
        if "\n" not in value:
            styles.append("'" + value.replace("'", "''") + "'")
        if _PLAIN.fullmatch(value) and resolve(value) == value and surprise(value, value) is None:
            styles.append(value)
        return self.draw(st.sampled_from(styles))

    @staticmethod
    def is_prose(value: str) -> bool:
        """Whether a text can stand as a literal block: lines without spaces at their ends."""
        lines = value.split("\n")
        return len(lines) > 1 and not lines[-1] and all(line and line == line.strip() for line in lines[:-1])


# --------------------------------------------------------------------------------------------------- broken specs

_ROOT = Path(__file__).parent.parent
SPECS = (
    spec_text(),
    spec_text("Bidirectional: {layer: {LSTM: 32}, merge_mode: concat}", "TimeDistributed: {Dense: 40}", "Flatten"),
    "seqspec: 1\ndata:\n  source: {csv: a.csv}\n  scale: &s minmax\n  again: *s\nmodel:\n"
    "  - LSTM: &l\n      units: 50   # many\n      activation: 'tanh'\n  - LSTM: {<<: *l, units: 1e2}\n"
    "  - repeat: {times: 3, layers: [{Dropout: 0.2}]}\ntext: |\n  some\n\n  words\nmore: >-\n  folded\n  text\n",
    *(path.read_text("utf-8") for path in sorted((_ROOT / "specs").glob("*.yaml"))),
)
_SCRAPS = st.sampled_from(
    [
        "[", "]", "{", "}", ":", ": ", "- ", ",", "&a ", "*a", "!!str ", "|", ">", '"', "'", "#", " #", "%", "@", "`",
        "=", "~", "? ", "<<", "<<: *a", "---\n", "...\n", "\n", "\r", "\r\n", "\t", " ", "  ", "\\", '"\\q"',
        '"\\U00110000"', '"\\ud800"', "é", "😀", "\ufeff", "\x00", "\x85", "\u2028", "\u00a0", "\ud800",
        "1", "1:30", "1e999", "no", "9" * 50, "[" * 80, "- " * 80,
    ]
)  # fmt: skip
_TEXTS = st.text(max_size=40) | st.binary(max_size=60).map(lambda data: data.decode("utf-8", "replace"))


@st.composite
def broken_specs(draw: st.DrawFn) -> str:
    """A real spec after a few slips of the hand, or a text of any kind."""
    if draw(st.integers(0, 9)) == 0:
        return draw(_TEXTS)
    text = draw(st.sampled_from(SPECS))
    for _ in range(draw(st.integers(1, 4))):
        text = draw(st.sampled_from(_SLIPS))(draw, text)
    return text


def _insert(draw: st.DrawFn, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(_SCRAPS) + text[at:]


def _replace(draw: st.DrawFn, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.characters()) + text[at + 1 :]


def _delete(draw: st.DrawFn, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    return text[:at] + text[at + draw(st.integers(1, 12)) :]


def _repeat(draw: st.DrawFn, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    return text[:at] + text[at : at + draw(st.integers(1, 60))] + text[at:]


def _delete_line(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    del lines[draw(st.integers(0, len(lines) - 1))]
    return "\n".join(lines)


def _repeat_line(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    at = draw(st.integers(0, len(lines) - 1))
    return "\n".join([*lines[:at], lines[at], *lines[at:]])


def _indent_line(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    at = draw(st.integers(0, len(lines) - 1))
    return "\n".join([*lines[:at], draw(st.sampled_from([" ", "  ", "\t"])) + lines[at], *lines[at + 1 :]])


def _swap_brackets(draw: st.DrawFn, text: str) -> str:
    pairs = draw(st.sampled_from(["[]", "{}", "[{", "]}", "''", "\"'"]))
    return text.translate({ord(pairs[0]): pairs[1], ord(pairs[1]): pairs[0]})


_SLIPS = (_insert, _insert, _replace, _delete, _repeat, _delete_line, _repeat_line, _indent_line, _swap_brackets)
