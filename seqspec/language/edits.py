"""Fixes as edits of the text: comments and layout stay, only what is meant changes."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias, cast

from seqspec.diagnostics import Edit, Fix, Insert, Path, Place, Rename, Replace, Source, Span, TextEdit, TextFix
from seqspec.language.document import Document, Entry, Node

Point: TypeAlias = tuple[int, int]
"""A line and a column, both from 1."""

_Range: TypeAlias = tuple[Point, Point]

_LINE_END = re.compile(r"\r\n|\r|\n")
_MERGE = re.compile(r"(?:^|[\s{,])<<\s*:")
_COMMENT = re.compile(r"(?:^|\s)#")
_COMMA = re.compile(r"[ \t]*,(?:[ \t]+(?!#))?")


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
    line_end = line_end_of(source.text)
    own = tuple(TextEdit(edit.place, edit.text.replace("\n", line_end)) for edit in placed)
    return TextFix(fix.title, "shown" if shared else fix.applicability, own)


def apply(text: str, edits: Iterable[TextEdit]) -> str:
    """The text after the edits, which must not overlap."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    pieces, reached = [], 0
    for edit in sorted(edits, key=_range):
        begin, end = (_offset(starts, text, point) for point in _range(edit))
        pieces += [text[reached:begin], edit.text]
        reached = end
    return "".join([*pieces, text[reached:]])


def overlap(edits: Iterable[TextEdit]) -> bool:
    """Whether two of the edits change the same text, or one adds where another one changes something."""
    ranges = sorted(map(_range, edits))
    return any(_collide(before, after) for before, after in pairwise(ranges))


class Taken:
    """Edits that can be applied together, one group of them after the other."""

    def __init__(self) -> None:
        self._ranges: list[_Range] = []

    def take(self, edits: Sequence[TextEdit]) -> bool:
        """Take a group in, unless one of its edits overlaps another one."""
        if overlap(edits) or not all(map(self._is_free, map(_range, edits))):
            return False
        for edit in edits:
            insort(self._ranges, _range(edit))
        return True

    def _is_free(self, range: _Range) -> bool:
        place = bisect_left(self._ranges, range)
        neighbours = [*self._ranges[max(place - 1, 0) : place], range, *self._ranges[place : place + 1]]
        return not any(_collide(before, after) for before, after in pairwise(neighbours))


def _collide(before: _Range, after: _Range) -> bool:
    return after[0] < before[1] or (after[0] == before[1] and (before[0] == before[1] or after[0] == after[1]))


def line_end_of(text: str) -> str:
    """What ends the lines of a text: that of its first line."""
    found = _LINE_END.search(text)
    return found[0] if found else "\n"


def _range(edit: TextEdit) -> _Range:
    return _start(edit.place), _end(edit.place)


def _offset(starts: list[int], text: str, point: Point) -> int:
    line, column = point
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
        place = found.node.place if isinstance(found, Entry) else found.place
        return _replace(place, _further_in(edit.text, found, place))
    return _delete(edit.path, found, document)


def _replace(place: Place, text: str) -> TextEdit:
    """Another value; one that was left out, as in `runtime:` or `{seed}`, needs its space and perhaps its colon."""
    if _start(place) != _end(place):
        return TextEdit(place, text)
    before = place.source.lines[place.span.line - 1][: place.span.column - 1]
    separator = "" if before.rstrip().endswith(":") or not before.strip(" -") else ":"
    return TextEdit(place, text if not separator and before.endswith(" ") else f"{separator} {text}")


def _further_in(text: str, found: Entry | Node, place: Place) -> str:
    """A list may stand no further in than its key; what is written in its place may not."""
    level = isinstance(found, Entry) and place.span.column == found.key.span.column
    return f" {text}" if level else text


# -------------------------------------------------------------------------------------------------------------- delete


def _delete(path: Path, found: Entry | Node, document: Document) -> TextEdit | None:
    above, whole = document.find(path[:-1])
    if not whole:
        return None
    parent = above.node if isinstance(above, Entry) else above
    members = _members(parent, document)
    if not members.whole:
        return None  # `--set` has put another value there
    position, places = members.positions.get(id(found)), members.places
    if position is None:
        return None
    if _is_flow(parent):
        return None if _merges(parent, places) else _delete_from_flow(places, position)
    if len(places) == 1 and not _merges(parent, places):
        empty = "[]" if isinstance(parent.value, list) else "{}"
        return TextEdit(parent.place, _further_in(empty, above, parent.place))
    return _delete_item(places, position) if isinstance(parent.value, list) else _delete_entry(places, position)


def _delete_from_flow(places: list[Place], position: int) -> TextEdit | None:
    """With its comma; a comment behind it or before it stays."""
    start, end = _start(places[position]), _end(places[position])
    source = places[position].source
    if position + 1 < len(places):
        following = _start(places[position + 1])
        between = _text(source, end, following)
        if not _COMMENT.search(between):
            return TextEdit(_between(start, following, source), "")
        comma = _COMMA.match(between)
        return TextEdit(_between(start, (end[0], end[1] + comma.end()), source), "") if comma else None
    before = _end(places[position - 1]) if position else start
    commented = _COMMENT.search(_text(source, before, start))
    return TextEdit(_between(start if commented else before, end, source), "")


def _delete_item(places: list[Place], position: int) -> TextEdit | None:
    """An item of a block list with its lines, where its dash stands beside it and nothing else does."""
    place = places[position]
    return _without_lines(place) if _lead(place).strip() == "-" else None


def _delete_entry(places: list[Place], position: int) -> TextEdit | None:
    """A key of a block with its lines; the first one behind a dash makes room for the next one."""
    place = places[position]
    lead, (end_line, end_column) = _lead(place), _end(place)
    if not lead.strip():
        return _without_lines(place)
    if lead.strip(" -") or position + 1 >= len(places):
        return None
    source, following = place.source, _start(places[position + 1])
    between = _text(source, (end_line, end_column), following)
    if _MERGE.search(between):
        return None
    if not any(line.lstrip().startswith("#") for line in between.split("\n")[1:]):
        return TextEdit(_between(_start(place), following, source), "")
    rest = end_line, len(source.lines[end_line - 1]) + 1
    return TextEdit(_between((place.span.line, len(lead.rstrip()) + 1), rest, source), "")


def _without_lines(place: Place) -> TextEdit:
    return TextEdit(_between((place.span.line, 1), (place.span.end_line + 1, 1), place.source), "")


# -------------------------------------------------------------------------------------------------------------- insert


def _insert(edit: Insert, document: Document) -> TextEdit | None:
    parent = document.get(edit.path)
    if parent is None or not isinstance(parent.value, dict):
        return None
    members = _members(parent, document)
    if not members.whole:
        return None
    places = members.places
    if not places:
        return None if _merges(parent, places) else TextEdit(parent.place, f"{{{edit.key}: {edit.text}}}")
    source, (line, column) = parent.place.source, _end(places[-1])
    if _is_flow(parent):
        return TextEdit(_between((line, column), (line, column), source), f", {edit.key}: {edit.text}")
    indent = " " * (places[0].span.column - 1)
    end = line, len(source.lines[line - 1]) + 1
    return TextEdit(_between(end, end, source), f"\n{indent}{edit.key}: {edit.text}")


# -------------------------------------------------------------------------------------------- what stands where


class _Members:
    """
    What a collection holds of its own; what it merges or extends stands elsewhere.

    Args:
        found: its entries or items in the order of the text, each with all of its text.
        source: the text that the collection stands in.
    """

    def __init__(self, found: list[tuple[Entry | Node, Place]], source: Source) -> None:
        self.places = [place for _, place in found]
        self.positions = {id(member): position for position, (member, _) in reversed([*enumerate(found)])}
        self.whole = all(place.source is source for place in self.places)


def _members(parent: Node, document: Document) -> _Members:
    """The members of a collection, which many edits of one text may be about."""
    known = document.layout.get(id(parent))
    if known is None:
        known = document.layout[id(parent)] = _Members(_found(parent, document), parent.place.source)
    return cast(_Members, known)


def _found(parent: Node, document: Document) -> list[tuple[Entry | Node, Place]]:
    if isinstance(parent.value, dict):
        return _entries(parent, document)
    found: list[tuple[Entry | Node, Place]] = []
    reached = _start(parent.place)
    for item in parent.value if isinstance(parent.value, list) else ():
        place = _written(item, reached, parent.place.source, document)
        reached = _end(place)
        found.append((item, place))
    return found


def _entries(parent: Node, document: Document) -> list[tuple[Entry | Node, Place]]:
    source, first, last = parent.place.source, _start(parent.place), _end(parent.place)
    entries = parent.value.values() if isinstance(parent.value, dict) else ()
    own = [each for each in entries if each.key.source is source and first <= _start(each.key) < last]
    own.sort(key=lambda entry: _start(entry.key))
    values = [_written(entry.node, _end(entry.key), source, document) for entry in own]
    return [
        (entry, _between(_start(entry.key), _end(value), value.source))
        for entry, value in zip(own, values, strict=True)
    ]


def _written(node: Node, after: Point, source: Source, document: Document) -> Place:
    """Where a value is written behind a point: in its own place, or as an alias."""
    if node.place.source is source and _start(node.place) >= after:
        return node.place
    aliases = (alias for anchor, alias in document.aliases if anchor == node.place and _start(alias) >= after)
    return min(aliases, key=_start, default=node.place)


def _merges(parent: Node, places: list[Place]) -> bool:
    """Whether a mapping has a `<<` of its own: it has no place, but it stands between the other keys."""
    reached, gaps = _start(parent.place), []
    for place in places:
        gaps.append((reached, _start(place)))
        reached = _end(place)
    gaps.append((reached, _end(parent.place)))
    return any(_MERGE.search(_text(parent.place.source, *gap)) for gap in gaps)


def _is_flow(node: Node) -> bool:
    span = node.place.span
    return node.place.source.lines[span.line - 1][span.column - 1 : span.column] in {"{", "["}


def _lead(place: Place) -> str:
    """What stands before a place on its line."""
    return place.source.lines[place.span.line - 1][: place.span.column - 1]


def _text(source: Source, start: Point, end: Point) -> str:
    """The text between two points, its lines ended by LF."""
    lines = source.lines[start[0] - 1 : end[0]]
    lines[-1] = lines[-1][: end[1] - 1]
    lines[0] = lines[0][start[1] - 1 :]
    return "\n".join(lines)


def _start(place: Place) -> Point:
    return place.span.line, place.span.column


def _end(place: Place) -> Point:
    return place.span.end_line, place.span.end_column


def _between(start: Point, end: Point, source: Source) -> Place:
    return Place(source, Span(*start, *end))
