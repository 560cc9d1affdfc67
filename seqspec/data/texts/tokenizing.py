"""A text as tokens, and tokens as a text."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from seqspec.language.recipe.tokens import Tokens

ROOM_FOR_MARKS = range(0x300, 0x1E950)
"""Where Unicode has its combining marks: accents, and vowel signs of the scripts of India."""


def split(text: str, tokens: Tokens) -> list[str]:
    """The tokens of a text: in composed form (NFC), in small letters where these are asked for."""
    text = unicodedata.normalize("NFC", text.lower() if tokens.lowers else text)
    if tokens.by == "char":
        return list(text)
    if tokens.by == "whitespace":
        return text.split()
    return (_words("") if _has_no_marks(text) else _words(_marks())).findall(text)


def joint(tokens: Tokens) -> str:
    """What stands between two tokens of a text that is written."""
    return "" if tokens.by == "char" else " "


def written(found: list[str], tokens: Tokens) -> str:
    """Tokens as a text."""
    return joint(tokens).join(found)


def _has_no_marks(text: str) -> bool:
    """Whether all letters are those of Latin, which have their accents in them: most texts, and read much faster."""
    return text.isascii() or max(text) < chr(ROOM_FOR_MARKS.start)


@cache
def _words(marks: str) -> re.Pattern[str]:
    """Letters, digits and underscores with the marks upon them, and apostrophes between them; else single signs."""
    letter = rf"[\w{marks}]"
    return re.compile(rf"{letter}+(?:['’]{letter}+)*|[^\s]")


@cache
def _marks() -> str:
    r"""Every combining mark: Python's `\w` leaves them out, and would cut words of Hindi to pieces."""
    return "".join(chr(code) for code in ROOM_FOR_MARKS if unicodedata.category(chr(code)).startswith("M"))
