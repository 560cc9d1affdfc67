"""Fixes as edits of the text: comments and layout stay, only what is meant changes."""

from __future__ import annotations

from collections.abc import Iterable

from seqspec.diagnostics import Edit, Fix, Insert, Path, Place, Rename, Replace, Source, Span, TextEdit, TextFix
from seqspec.language.document import Document, Entry, Node


def place_fix(fix: Fix, document: Document, source: Source) -> TextFix | None:
    """
    The fix as text edits.

    Returns:
        None where an edit has no place in this source: in another file, in a `--set` flag, or not written out.
    """
    edits = [_place(edit, document) for edit in fix.edits]
    placed = [edit for edit in edits if edit is not None and edit.place.source is source]
    if not placed or len(placed) < len(fix.edits):
        return None
    # What an alias uses again would change there too, where nobody has asked for it.
    shared = any(document.uses(edit.place) for edit in placed)
    return TextFix(fix.title, "shown" if shared else fix.applicability, tuple(placed))


def apply(text: str, edits: Iterable[TextEdit]) -> str:
    """The text after the edits, which must not overlap; the last one in the text goes first."""
    starts = _line_starts(text)
    for edit in sorted(edits, key=lambda edit: (edit.place.span.line, edit.place.span.column), reverse=True):
        span = edit.place.span
        begin, end = (
            _offset(starts, text, span.line, span.column),
            _offset(starts, text, span.end_line, span.end_column),
        )
        text = text[:begin] + edit.text + text[end:]
    return text


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for position, character in enumerate(text):
        if character == "\n" or (character == "\r" and text[position + 1 : position + 2] != "\n"):
            starts.append(position + 1)
    return starts


def _offset(starts: list[int], text: str, line: int, column: int) -> int:
    return len(text) if line > len(starts) else starts[line - 1] + column - 1


def _place(edit: Edit, document: Document) -> TextEdit | None:
    if isinstance(edit, TextEdit):
        return edit
    if isinstance(edit, Insert):
        return _insert(edit, document)
    found, whole = document.find(edit.path)
    if not whole:
        return None
    if isinstance(edit, Rename):
        return TextEdit(found.key, edit.key) if isinstance(found, Entry) else None
    if isinstance(edit, Replace):
        return _replace(found.node.place if isinstance(found, Entry) else found.place, edit.text)
    return _delete(edit.path, found, document)


def _replace(place: Place, text: str) -> TextEdit:
    """Another value; one that was left out, as in `runtime:` or `{seed}`, needs its space and perhaps its colon."""
    if _start(place) != (place.span.end_line, place.span.end_column):
        return TextEdit(place, text)
    before = place.source.lines[place.span.line - 1][: place.span.column - 1]
    separator = "" if before.rstrip().endswith(":") or not before.strip(" -") else ":"
    return TextEdit(place, text if not separator and before.endswith(" ") else f"{separator} {text}")


def _delete(path: Path, found: Entry | Node, document: Document) -> TextEdit | None:
    parent = document.get(path[:-1])
    if parent is not None and isinstance(parent.value, list) and isinstance(found, Node):
        return _delete_item(parent, found)
    if parent is None or not isinstance(parent.value, dict) or not isinstance(found, Entry):
        return None
    siblings = [entry for entry in parent.value.values() if entry.key.source is found.key.source]
    siblings.sort(key=lambda entry: (entry.key.span.line, entry.key.span.column))
    position = siblings.index(found)
    following = siblings[position + 1] if position + 1 < len(siblings) else None
    if len(siblings) == 1:
        return TextEdit(parent.place, "{}")
    if _is_flow(parent):
        return _delete_from_flow(siblings, position)
    return _delete_from_block(found, following)


def _delete_item(parent: Node, found: Node) -> TextEdit | None:
    """An item of a list: with its lines in a block, with its comma in brackets."""
    items: list[Node] = parent.value  # type: ignore[assignment]  # the caller has seen that it is a list
    position = next(index for index, item in enumerate(items) if item is found)
    source, span = found.place.source, found.place.span
    if len(items) == 1 or source is not parent.place.source:
        return TextEdit(parent.place, "[]")
    if _is_flow(parent):
        if position == 0:
            return TextEdit(_between(_start(found.place), _start(items[1].place), source), "")
        before = items[position - 1].place.span
        return TextEdit(_between((before.end_line, before.end_column), (span.end_line, span.end_column), source), "")
    alone = source.lines[span.line - 1][: span.column - 1].strip() == "-"
    return TextEdit(_between((span.line, 1), (span.end_line + 1, 1), source), "") if alone else None


def _delete_from_flow(siblings: list[Entry], position: int) -> TextEdit:
    entry = siblings[position]
    if position + 1 < len(siblings):
        return TextEdit(_between(_start(entry.key), _start(siblings[position + 1].key), entry.key.source), "")
    before = siblings[position - 1].node.place.span
    return TextEdit(_between((before.end_line, before.end_column), _end(entry), entry.key.source), "")


def _delete_from_block(entry: Entry, following: Entry | None) -> TextEdit:
    source, span = entry.key.source, entry.key.span
    alone = not source.lines[span.line - 1][: span.column - 1].strip()
    if alone:
        return TextEdit(_between((span.line, 1), (entry.node.place.span.end_line + 1, 1), source), "")
    # The key stands right after a dash: the next key moves up to it, and if there is none the value's end is the end.
    return TextEdit(_between(_start(entry.key), _start(following.key) if following else _end(entry), source), "")


def _insert(edit: Insert, document: Document) -> TextEdit | None:
    parent = document.get(edit.path)
    if parent is None or not isinstance(parent.value, dict):
        return None
    entries = [entry for entry in parent.value.values() if entry.key.source is parent.place.source]
    if not entries:
        return TextEdit(parent.place, f"{{{edit.key}: {edit.text}}}")
    last = max(entries, key=lambda entry: _end(entry))
    line, column = _end(last)
    at = _between((line, column), (line, column), last.key.source)
    if _is_flow(parent):
        return TextEdit(at, f", {edit.key}: {edit.text}")
    indent = " " * (entries[0].key.span.column - 1)
    tail = last.key.source.lines[line - 1][column - 1 :] if line <= len(last.key.source.lines) else ""
    end = (line, column + len(tail))
    return TextEdit(_between(end, end, last.key.source), f"\n{indent}{edit.key}: {edit.text}")


def _is_flow(node: Node) -> bool:
    span = node.place.span
    return node.place.source.lines[span.line - 1][span.column - 1 : span.column] in {"{", "["}


def _start(place: Place) -> tuple[int, int]:
    return place.span.line, place.span.column


def _end(entry: Entry) -> tuple[int, int]:
    return entry.node.place.span.end_line, entry.node.place.span.end_column


def _between(start: tuple[int, int], end: tuple[int, int], source: Source) -> Place:
    return Place(source, Span(*start, *end))
