"""Whether texts have no combining marks: most have none, and a script of them is simpler."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

from seqspec.data.texts.tokenizing import ROOM_FOR_MARKS
from seqspec.language.recipe.characters import codec
from seqspec.language.recipe.source import FileSource

_LARGE = 1 << 26


def is_plain(source: Any, paths: list[Path]) -> bool:
    """Whether all that a source holds is known to be in composed form (NFC), and without combining marks."""
    if source is None or source.name in {"text", "sklearn"}:
        return _is_plain(getattr(source, "text", ""))
    encoding = getattr(source, "encoding", None)  # of files of characters
    if not isinstance(source, FileSource) or encoding is None or not paths:
        return False
    return all(_holds_plain(path, encoding, escapes=source.name == "jsonl") for path in paths)


def _holds_plain(path: Path, encoding: str, escapes: bool) -> bool:
    if not path.is_file() or path.stat().st_size > _LARGE:
        return False
    try:
        text = path.read_text(codec(encoding))
    except (UnicodeError, LookupError, ValueError):
        return False
    return _is_plain(text) and not (escapes and "\\u" in text)


def _is_plain(text: str) -> bool:
    return text.isascii() or all(map(_is_composed, (text, text.lower())))


def _is_composed(text: str) -> bool:
    marks = any(ord(each) in ROOM_FOR_MARKS and unicodedata.category(each).startswith("M") for each in set(text))
    return not marks and unicodedata.is_normalized("NFC", text)
