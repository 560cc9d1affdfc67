"""Python's tuples, which YAML does not have: `(20, 3)` is one text on a line of its own, and falls apart in braces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

_NUMBER = r"(?:[-+]?[0-9]+(?:\.[0-9]*)?|None|null)"
_TUPLE = re.compile(rf"\(\s*{_NUMBER}\s*(?:,\s*{_NUMBER}\s*)*,?\s*\)")
_MOST_PARTS = 16


def as_list(text: str) -> str | None:
    """A tuple of numbers as YAML, `[20, 3]`; None where the text is none."""
    if not _TUPLE.fullmatch(text):
        return None
    parts = [part.strip() for part in text[1:-1].split(",")]
    return f"[{', '.join('null' if part == 'None' else part for part in parts if part)}]"


def rejoined(events: Iterable[Any]) -> Iterator[Any]:
    """The same events, with every tuple that the commas of braces or brackets cut up as one plain text again."""
    inside: list[bool] = []  # for every open collection, whether it is a mapping
    held: list[Any] = []
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            inside.append(isinstance(event, yaml.MappingStartEvent))
        elif isinstance(event, yaml.CollectionEndEvent):
            inside.pop()
        if not held and not _opens(event):
            yield event
            continue
        held.append(event)
        parts = _parts(held, mapping=bool(inside) and inside[-1])
        if parts is not None and not parts[-1].endswith(")") and len(held) <= _MOST_PARTS:
            continue
        text = ", ".join(parts or ())
        if as_list(text):
            end = max((each.end_mark for each in held if each.value), key=lambda mark: mark.index)
            yield yaml.ScalarEvent(None, None, (True, False), text, held[0].start_mark, end)
        else:
            yield from held
        held = []
    yield from held


def _opens(event: Any) -> bool:
    return _is_plain(event) and event.value.startswith("(") and not event.value.endswith(")")


def _is_plain(event: Any) -> bool:
    return isinstance(event, yaml.ScalarEvent) and not (event.style or event.anchor or event.tag)


def _parts(held: list[Any], mapping: bool) -> list[str] | None:
    """
    What the comma stood between, so far; None where other values stand there.

    In braces each part but the first is a key, with an empty value behind it.
    """
    if not all(map(_is_plain, held)):
        return None
    texts = [event.value for event in held]
    if not mapping:
        return texts
    parts, values = [texts[0], *texts[1::2]], texts[2::2]
    if any(values):
        return None
    return parts if len(parts) == len(values) + 1 else [*parts, ""]
