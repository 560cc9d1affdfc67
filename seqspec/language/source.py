"""
Text → Document: YAML 1.2 with a place for every key and value.

PyYAML's event stream does the parsing; the tree is built here, without recursion, because `compose` and `load` crash
the process on deep nesting, follow YAML 1.1 (`no` is false, `1e-3` a string), keep the last of two equal keys in
silence and expand aliases without limit.
"""

from __future__ import annotations

import os
import re
import stat
from typing import Any, TypeAlias

import yaml

from seqspec.diagnostics import Finding, Fix, Label, Place, Source, Span, TextEdit
from seqspec.language.anchors import Anchors
from seqspec.language.document import Document, Entry, Node, entries_of
from seqspec.language.events import MAX_BYTES, UnreadableError, events, forbidden, whole
from seqspec.language.scalars import Scalar, resolve, surprise
from seqspec.language.tuples import rejoined

MAX_NODES = 100_000
MAX_DEPTH = 64
MAX_FINDINGS = 100

_BLOCK = frozenset("|>")
_TABLES = frozenset({"csv", "jsonl", "parquet"})
_PROPERTY = re.compile(r"[&!][^\s,\[\]{}]*[ \t]*")


Reading: TypeAlias = tuple[Document | None, Source, list[Finding]]


def read_file(path: str | os.PathLike[str]) -> Reading:
    """
    Read a spec from a file.

    Returns:
        the document (None where it can't be read), its source, and what was found on the way.

    Raises:
        OSError: the file can't be opened.
    """
    name = os.fspath(path)
    try:
        mode = os.stat(name).st_mode
    except ValueError:  # a NUL or half a surrogate pair in the name
        return _unread(name, "no file can have this name")
    if stat.S_ISDIR(mode):
        is_run = os.path.isfile(os.path.join(name, "status.json"))
        return _unread(
            name, "this is a folder, not a spec", "a run is taken up again by `--resume`" if is_run else None
        )
    if not stat.S_ISREG(mode):
        return _unread(name, "this is a device or a pipe, not a file", "save the spec as a file")
    if (kind := os.path.splitext(name)[1].lower()[1:]) in _TABLES:
        written, named = f"`seqspec init {name}` writes a spec for it", f"a spec names it: `source: {{{kind}: {name}}}`"
        return _unread(name, "this is a table, not a spec", written if kind == "csv" else named)
    with open(name, "rb") as file:
        return read_bytes(file.read(MAX_BYTES + 1), name)


def read_bytes(data: bytes, name: str) -> Reading:
    """Read a spec from bytes, which have to be UTF-8; a byte order mark is taken off."""
    if len(data) > MAX_BYTES:
        return _unread(name, f"the file is larger than the limit of {MAX_BYTES:,} bytes", code="SEQ011")
    try:
        source = Source(name, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return None, *_not_utf8(data, error.start, name)
    document, findings = read(source)
    return document, source, findings


def read(source: Source) -> tuple[Document | None, list[Finding]]:
    """
    Read a spec from its text.

    Returns:
        the document, or None where the text can't be read to its end, and every finding. Never raises.
    """
    builder = _Builder(source)
    try:
        root = builder.build()
    except UnreadableError as refusal:
        return None, [*builder.findings, refusal.finding]
    return Document(root, tuple(builder.aliases), unused=builder.anchors.unused), builder.findings


def _unread(
    name: str, message: str, help: str | None = None, code: str = "SEQ001"
) -> tuple[None, Source, list[Finding]]:
    source = Source(name, "")
    return None, source, [whole(source, code, message, help)]


def _not_utf8(data: bytes, position: int, name: str) -> tuple[Source, list[Finding]]:
    """A finding at the first byte that is not UTF-8; the rest of the source is shown as far as it can be."""
    source = Source(name, data.decode("utf-8", "replace"))
    before = data[:position].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    message = f"the file is not UTF-8 text: byte 0x{data[position]:02x} can't be read"
    help = "this looks like UTF-16: save it as UTF-8" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "save it as UTF-8"
    return source, [Finding(Place(source, Span(line, column, line, column + 1)), message, code="SEQ001", help=help)]


class _Open:
    """A collection that is still being read."""

    __slots__ = ("anchor", "end", "entries", "height", "items", "key", "mapping", "merge", "merged", "size", "start")

    def __init__(self, mapping: bool, start: tuple[int, int], anchor: str | None) -> None:
        self.mapping = mapping
        self.start = start
        self.end = start  # where the last child ends: a block's own end mark runs on to the next token
        self.anchor = anchor
        self.items: list[Node] = []
        self.entries: list[tuple[str, Entry]] = []
        self.key: tuple[str, Place] | None = None
        self.merge = False  # the key is a plain `<<`
        self.merged: list[Node] = []
        self.size = 1
        self.height = 0


class _Builder:
    """Turns the events of one text into nodes."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.aliases: list[tuple[Place, Place]] = []
        self.anchors = Anchors()
        self.stack: list[_Open] = []
        self.frame: _Open | None = None  # the top of the stack
        self.root: Node | None = None
        self.documents = 0
        self.total = 0

    def build(self) -> Node:
        handlers = {
            yaml.DocumentStartEvent: self._document,
            yaml.ScalarEvent: self._scalar,
            yaml.AliasEvent: self._alias,
            yaml.MappingStartEvent: self._open_mapping,
            yaml.SequenceStartEvent: self._open_list,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
        }
        given = events(self.source)
        for event in rejoined(given) if "(" in self.source.text else given:
            handler = handlers.get(type(event))
            if handler:
                handler(event)
        if self.root is None or self.root.value is None:
            message = "the file holds no values" if self.source.text.strip() else "the file is empty"
            raise UnreadableError(whole(self.source, "SEQ013", message, help="start with `seqspec: 1`"))
        return self.root

    # ---------------------------------------------------------------------------------------------------- the events

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise self._refusal("SEQ013", event, "a second document starts here", help="keep one spec a file")

    def _scalar(self, event: Any) -> None:
        span = _span(event)
        if event.anchor or event.tag or event.style in _BLOCK:
            span = self._tightened(event, span)
        place = Place(self.source, span)
        self._count(1, event)
        value: Scalar = event.value if event.style else self._resolved(event)
        if event.style == '"' and (message := forbidden(event.value)):
            raise self._refusal("SEQ001", event, message, help="take the escape out")
        if event.anchor:
            self.anchors.define(event.anchor, Node(value, place), Place(self.source, _span(event)))
        frame = self.frame
        if frame is not None and frame.mapping and frame.key is None:
            self._start_entry(frame, event, value, place)
            return
        if not event.style:
            self._note_surprise(event.value, value, place)
        self._add(Node(value, place), event, span)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            message = f"the alias `*{event.anchor}` has no anchor `&{event.anchor}` before it"
            raise self._refusal("SEQ001", event, message)
        node = self.anchors.use(event.anchor)
        if node is None:
            raise self._refusal("SEQ011", event, f"the alias `*{event.anchor}` stands inside its own anchor")
        if self.frame is not None and self.frame.mapping and self.frame.key is None:
            raise self._refusal("SEQ013", event, "a key has to be a text, and this is an alias")
        self._count(node.size, event)
        span = _span(event)
        self.aliases.append((node.place, Place(self.source, span)))
        self._add(node, event, span)

    def _open_mapping(self, event: Any) -> None:
        self._open(event, True)

    def _open_list(self, event: Any) -> None:
        self._open(event, False)

    def _open(self, event: Any, mapping: bool) -> None:
        self._count(1, event)
        if len(self.stack) >= MAX_DEPTH:
            raise self._refusal("SEQ011", event, f"nested more than {MAX_DEPTH} levels deep")
        if self.frame is not None and self.frame.mapping and self.frame.key is None:
            what = "a mapping" if mapping else "a list"
            raise self._refusal("SEQ013", event, f"a key has to be a text, and this is {what}")
        start = event.start_mark.line + 1, event.start_mark.column + 1
        if event.anchor or event.tag:
            span = self._tightened(event, _span(event))
            start = span.line, span.column
        if event.anchor:
            self.anchors.define(event.anchor, None, Place(self.source, _span(event)))
        self.frame = _Open(mapping, start, event.anchor)
        self.stack.append(self.frame)

    def _close(self, event: Any) -> None:
        frame = self.stack.pop()
        self.frame = self.stack[-1] if self.stack else None
        line, column = frame.start
        end_line, end_column = frame.end
        mark = event.end_mark
        if mark.column != event.start_mark.column:  # a bracket has a width, the end of a block has none
            end_line, end_column = mark.line + 1, mark.column + 1
        span = Span(line, column, end_line, end_column)
        value: Any = self._entries(frame) if frame.mapping else frame.items
        node = Node(value, Place(self.source, span), frame.size, frame.height + 1)
        if frame.anchor:
            self.anchors.define(frame.anchor, node)
        self._add(node, event, span)

    # -------------------------------------------------------------------------------------------------- the tree

    def _add(self, node: Node, event: Any, span: Span) -> None:
        """Put a value where it belongs; `span` is where it stands, which for an alias is not the node's own place."""
        frame = self.frame
        if frame is None:
            self.root = node
            return
        frame.size += node.size
        if node.height:
            if len(self.stack) + node.height > MAX_DEPTH:
                raise self._refusal("SEQ011", event, f"nested more than {MAX_DEPTH} levels deep, aliases written out")
            frame.height = max(frame.height, node.height)
        frame.end = span.end_line, span.end_column
        if frame.key is None:
            frame.items.append(node)
            return
        if frame.merge:
            frame.merged += self._merge_sources(node, event)
        key, place = frame.key
        frame.entries.append((key, Entry(place, node)))
        frame.key = None

    def _merge_sources(self, node: Node, event: Any) -> list[Node]:
        sources = node.value if isinstance(node.value, list) else [node]
        if not all(isinstance(source.value, dict) for source in sources):
            raise self._refusal("SEQ001", event, "`<<` merges a mapping, or a list of mappings")
        return sources

    def _entries(self, frame: _Open) -> dict[str, Entry]:
        entries = dict(frame.entries)
        if len(entries) < len(frame.entries):
            self._report_duplicates(frame.entries)
        if frame.merged:
            del entries["<<"]
        for source in frame.merged:
            for key, entry in entries_of(source).items():
                entries.setdefault(key, entry)
        return entries

    def _report_duplicates(self, entries: list[tuple[str, Entry]]) -> None:
        first: dict[str, int] = {}
        for position, (key, entry) in enumerate(entries):
            if key not in first:
                first[key] = position
                continue
            before = entries[first[key]][1].key
            shadowed = _between(before, entries[first[key] + 1][1].key)
            self._report(
                Finding(
                    entry.key,
                    f"the key `{key}` is given twice",
                    label="again here",
                    labels=(Label(before, "first here"),),
                    code="SEQ002",
                    help=f"keep one `{key}`; most YAML readers take the last one and drop the other in silence",
                    fix=Fix(f"take the first `{key}` out", "unsafe", (TextEdit(shadowed, ""),)),
                )
            )

    # ---------------------------------------------------------------------------------------------------- scalars

    def _resolved(self, event: Any) -> Scalar:
        try:
            return resolve(event.value)
        except OverflowError as error:
            raise self._refusal("SEQ011", event, str(error)) from None

    def _note_surprise(self, text: str, value: Scalar, place: Place) -> None:
        reading = surprise(text, value)
        if reading is None or len(self.findings) >= MAX_FINDINGS:
            return
        here = "a text" if isinstance(value, str) else f"the number {value}"
        plain = f'"{text}"' if isinstance(value, str) else str(value)
        self.findings.append(
            Finding(
                place,
                f"`{text}` is {here} here, but {reading} to tools that read YAML 1.1",
                code="SEQ004",
                help=f"write `{plain}`",
                fix=Fix(f"write `{plain}`", "safe", (TextEdit(place, plain),)),
            )
        )

    def _start_entry(self, frame: _Open, event: Any, value: Scalar, place: Place) -> None:
        """A key; one that is a number or a truth value is said to be wrong, and read as it is written."""
        if value is None:
            raise self._refusal("SEQ013", event, "a key has to be a text, and this one is empty")
        if not isinstance(value, str):
            what = f"the number {value}" if not isinstance(value, bool) else str(value).lower()
            fix = Fix(f'write `"{event.value}"`', "safe", (TextEdit(place, f'"{event.value}"'),))
            message = f"a key has to be a text, and this is {what}"
            self._report(Finding(place, message, code="SEQ013", help="put the key in quotes", fix=fix))
        elif not event.style:
            self._note_surprise(value, value, place)
        frame.key = event.value, place
        frame.merge = event.value == "<<" and not event.style
        frame.size += 1

    def _tightened(self, event: Any, span: Span) -> Span:
        """The span without anchor and tag before it, and for block texts without the line break behind it."""
        if event.tag:
            message = f"the tag `{event.tag}` can't stand in a spec: a spec holds values, never code"
            raise self._refusal("SEQ011", event, message, help="take the tag out")
        lines = self.source.lines
        line, column = self._behind_properties(span) if event.anchor else (span.line, span.column)
        end_line, end_column = span.end_line, span.end_column
        if getattr(event, "style", None) in _BLOCK and end_column == 1:
            end_line -= 1
            while end_line > line and not lines[end_line - 1].strip():
                end_line -= 1
            end_column = len(lines[end_line - 1]) + 1
        return Span(line, column, end_line, end_column)

    def _behind_properties(self, span: Span) -> tuple[int, int]:
        lines, line, column = self.source.lines, span.line, span.column
        while (line, column) < (span.end_line, span.end_column):
            rest = lines[line - 1][column - 1 :]
            if match := _PROPERTY.match(rest):
                column += match.end()
            elif not rest.strip() or rest.lstrip().startswith("#"):
                line, column = line + 1, 1
            elif rest[0] in " \t":
                column += len(rest) - len(rest.lstrip())
            else:
                break
        return min((line, column), (span.end_line, span.end_column))

    # ---------------------------------------------------------------------------------------------------- bounds

    def _count(self, nodes: int, event: Any) -> None:
        self.total += nodes
        if self.total > MAX_NODES:
            raise self._refusal("SEQ011", event, f"more than the limit of {MAX_NODES:,} values, aliases written out")

    def _report(self, finding: Finding) -> None:
        """An error after which reading goes on, though not for ever."""
        if len(self.findings) >= MAX_FINDINGS:
            raise UnreadableError(
                whole(self.source, finding.code, f"more than {MAX_FINDINGS} problems: the rest is not read")
            )
        self.findings.append(finding)

    def _refusal(self, code: str, event: Any, message: str, help: str | None = None) -> UnreadableError:
        return UnreadableError(Finding(Place(self.source, _span(event)), message, code=code, help=help))


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _between(start: Place, end: Place) -> Place:
    """From the start of one place to the start of another."""
    return Place(start.source, Span(start.span.line, start.span.column, end.span.line, end.span.column))
