"""
Text → Document: YAML 1.2 with a place for every key and value.

PyYAML's event stream does the parsing; the tree is built here, without recursion, because `compose` and `load` crash the
process on deep nesting, follow YAML 1.1 (`no` is false, `1e-3` a string), keep the last of two equal keys in silence and
expand aliases without limit.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

import yaml

from seqspec.diagnostics import Finding, Fix, Label, Place, Source, Span, TextEdit
from seqspec.language.document import Document, Entry, Node, Scalar

MAX_BYTES = 1 << 20
MAX_NODES = 100_000
MAX_DEPTH = 64
MAX_DIGITS = 40

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE = {"true", "True", "TRUE"}
_FALSE = {"false", "False", "FALSE"}
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"([-+]?)\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_YAML11 = re.compile(
    r"(?P<bool>[yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF)"
    r"|(?P<octal>[-+]?0[0-7]+)"
    r"|(?P<sexagesimal>[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?)"
    r"|(?P<date>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?)"
    r"|(?P<underscore>[-+]?[0-9][0-9_]*_[0-9_]*)"
)
_YAML11_READING = {
    "bool": "true or false",
    "octal": "a number to the base 8",
    "sexagesimal": "a number to the base 60",
    "date": "a date",
    "underscore": "a number without the underscores",
}
# C0 and C1 controls, NEL and the Unicode separators (PyYAML ends a line there, editors do not), surrogates, the BOM.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


class _Refused(Exception):
    """The text can't be read any further; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding


def read_file(path: str | os.PathLike[str]) -> tuple[Document | None, Source, list[Finding]]:
    """
    Read a spec from a file.

    Returns:
        the document (None where it can't be read), its source, and what was found on the way.

    Raises:
        OSError: the file can't be opened.
    """
    name = os.fspath(path)
    if not stat.S_ISREG(os.stat(name).st_mode):
        source = Source(name, "")
        return None, source, [_whole(source, "SEQ001", "not a file that can be read as text")]
    with open(name, "rb") as file:
        return read_bytes(file.read(MAX_BYTES + 1), name)


def read_bytes(data: bytes, name: str) -> tuple[Document | None, Source, list[Finding]]:
    """Read a spec from at most `MAX_BYTES` bytes, which have to be UTF-8; a byte order mark is taken off."""
    if len(data) > MAX_BYTES:
        source = Source(name, "")
        return None, source, [_whole(source, "SEQ011", f"the file is larger than the limit of {MAX_BYTES:,} bytes")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        readable = data[: error.start].decode("utf-8", "replace")
        source = Source(name, data.decode("utf-8", "replace"))
        line, column = readable.count("\n") + 1, len(readable) - (readable.rfind("\n") + 1) + 1
        place = Place(source, Span(line, column, line, column + 1))
        message = f"the file is not UTF-8 text: byte 0x{data[error.start]:02x} can't be read"
        return None, source, [Finding(place, message, code="SEQ001", help="save the file as UTF-8")]
    source = Source(name, text)
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
    except _Refused as refusal:
        return None, [*builder.findings, refusal.finding]
    return Document(root), builder.findings


def resolve(text: str) -> Scalar:
    """
    The value of a plain scalar under the YAML 1.2 core schema: `1e-3` is a number, `no` a string, `010` ten.

    Raises:
        OverflowError: the scalar is a number of more than 40 digits.
    """
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INT.fullmatch(text):
        if len(text) > MAX_DIGITS:
            raise OverflowError(text)
        return int(text, 10 if text[:2] not in {"0o", "0x"} else 0)
    if _FLOAT.fullmatch(text):
        return float(text)
    if match := _INFINITE.fullmatch(text):
        return float("nan") if match[3] else float(f"{match[1]}inf")
    return text


class _Open:
    """A collection that is still being read."""

    __slots__ = ("anchor", "height", "items", "key", "mapping", "merged", "size", "start")

    def __init__(self, event: Any) -> None:
        self.start = event.start_mark
        self.anchor: str | None = event.anchor
        self.mapping = isinstance(event, yaml.MappingStartEvent)
        self.items: list[Any] = []  # nodes, or (key, key place, node)
        self.key: Node | None = None
        self.merged: list[Entry] = []
        self.size = 1
        self.height = 0


class _Builder:
    """Turns the events of one text into nodes."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.anchors: dict[str, Node | None] = {}  # None while the anchored collection is still open
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.total = 0

    def build(self) -> Node:
        self._refuse_characters()
        documents = 0
        for event in self._events():
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refusal("SEQ013", event, "a second document starts here", help="keep one spec a file")
            elif isinstance(event, yaml.AliasEvent):
                self._add(self._alias(event), event)
            elif isinstance(event, yaml.ScalarEvent):
                self._refuse_tag(event)
                node = self._scalar(event)
                if event.anchor:
                    self.anchors[event.anchor] = node
                self._add(node, event)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._open(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close(event)
        if self.root is None or self.root.value is None:
            raise _Refused(_whole(self.source, "SEQ013", "the file is empty", help="start with `seqspec: 1`"))
        return self.root

    def _events(self) -> Iterator[Any]:
        try:
            yield from yaml.parse(self.source.text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            raise _Refused(_syntax(self.source, error)) from None
        except yaml.YAMLError:
            raise _Refused(_whole(self.source, "SEQ001", "the text can't be read as YAML")) from None

    def _refuse_characters(self) -> None:
        match = _FORBIDDEN.search(self.source.text)
        if match is None:
            return
        before = self.source.text[: match.start()].replace("\r\n", "\n").replace("\r", "\n")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        message = f"the character U+{ord(match[0]):04X} can't stand in a spec"
        place = Place(self.source, Span(line, column, line, column + 1))
        raise _Refused(Finding(place, message, code="SEQ001", help="take it out, or save the file as plain text"))

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is None or (event.tag == "!" and isinstance(event, yaml.ScalarEvent)):
            return
        message = f"the tag `{event.tag}` can't stand in a spec: a spec holds values, never code"
        raise self._refusal("SEQ011", event, message, help="take the tag out")

    def _scalar(self, event: Any) -> Node:
        place = Place(self.source, _span(event.start_mark, event.end_mark))
        if event.style not in (None, ""):
            return Node(event.value, place)
        try:
            value = resolve(event.value)
        except OverflowError:
            message = f"the number has {len(event.value):,} digits, more than the limit of {MAX_DIGITS}"
            raise self._refusal("SEQ011", event, message) from None
        if match := _YAML11.fullmatch(event.value):
            self._note_yaml11(match, place, value)
        return Node(value, place)

    def _note_yaml11(self, match: re.Match[str], place: Place, value: Scalar) -> None:
        text, reading = match[0], _YAML11_READING[match.lastgroup or "bool"]
        here = f"the text `{text}`" if isinstance(value, str) else f"the number {value}"
        quoted = f'"{text}"' if isinstance(value, str) else str(value)
        self.findings.append(
            Finding(
                place,
                f"`{text}` is {here} here, but {reading} to tools that read YAML 1.1",
                code="SEQ004",
                help=f"write `{quoted}`",
                fix=Fix(f"write `{quoted}`", "safe", (TextEdit(place, quoted),)),
            )
        )

    def _open(self, event: Any) -> None:
        self._refuse_tag(event)
        if len(self.stack) >= MAX_DEPTH:
            raise self._refusal("SEQ011", event, f"nested more than {MAX_DEPTH} levels deep")
        if event.anchor:
            self.anchors[event.anchor] = None
        self.stack.append(_Open(event))

    def _close(self, event: Any) -> None:
        frame = self.stack.pop()
        last = frame.items[-1] if frame.items else None
        flow_end = event.end_mark if event.start_mark.index != event.end_mark.index else None
        end = (flow_end.line + 1, flow_end.column + 1) if flow_end else _end_of(last) or _end_of_mark(event.start_mark)
        place = Place(self.source, Span(frame.start.line + 1, frame.start.column + 1, *end))
        value: Any = self._entries(frame) if frame.mapping else frame.items
        node = Node(value, place, frame.size, frame.height + 1)
        if frame.anchor:
            self.anchors[frame.anchor] = node
        self._add(node, event)

    def _entries(self, frame: _Open) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for key, place, node in frame.items:
            if key in entries:
                self._duplicate(key, entries[key].key, place)
            entries[key] = Entry(place, node)
        for merged in frame.merged:
            for key, entry in _mapping(merged.node).items():
                entries.setdefault(key, entry)
        return entries

    def _duplicate(self, key: str, first: Place, again: Place) -> None:
        self.findings.append(
            Finding(
                again,
                f"the key `{key}` is given twice",
                label="again here",
                labels=(Label(first, "first here"),),
                code="SEQ002",
                help=f"keep one `{key}`; most YAML readers take the last one and drop the other in silence",
            )
        )

    def _alias(self, event: Any) -> Node:
        if event.anchor not in self.anchors:
            raise self._refusal("SEQ001", event, f"the alias `*{event.anchor}` has no anchor `&{event.anchor}` before it")
        node = self.anchors[event.anchor]
        if node is None:
            raise self._refusal("SEQ011", event, f"the alias `*{event.anchor}` stands inside its own anchor")
        return node

    def _add(self, node: Node, event: Any) -> None:
        self.total += node.size if isinstance(event, yaml.AliasEvent) else 1
        if self.total > MAX_NODES:
            message = f"more than the limit of {MAX_NODES:,} values, aliases written out"
            raise self._refusal("SEQ011", event, message)
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        frame.size += node.size
        frame.height = max(frame.height, node.height)
        if len(self.stack) + node.height > MAX_DEPTH:
            raise self._refusal("SEQ011", event, f"nested more than {MAX_DEPTH} levels deep, aliases written out")
        if not frame.mapping:
            frame.items.append(node)
        elif frame.key is None:
            frame.key = self._key(node, event)
        else:
            self._put(frame, frame.key, node, event)
            frame.key = None

    def _key(self, node: Node, event: Any) -> Node:
        if isinstance(node.value, str) and not isinstance(event, yaml.AliasEvent):
            return node
        what = "an alias" if isinstance(event, yaml.AliasEvent) else _kind(node)
        raise self._refusal(
            "SEQ013", event, f"a key has to be a text, and this is {what}", node, help="put the key in quotes"
        )

    def _put(self, frame: _Open, key: Node, node: Node, event: Any) -> None:
        if key.value != "<<":
            frame.items.append((key.value, key.place, node))
            return
        sources = node.value if isinstance(node.value, list) else [node]
        if not all(isinstance(source.value, dict) for source in sources):
            raise self._refusal("SEQ001", event, "`<<` merges a mapping, or a list of mappings", node)
        frame.merged += [Entry(key.place, source) for source in sources]

    def _refusal(
        self, code: str, event: Any, message: str, node: Node | None = None, help: str | None = None
    ) -> _Refused:
        place = node.place if node else Place(self.source, _span(event.start_mark, event.end_mark))
        return _Refused(Finding(place, message, code=code, help=help))


def _mapping(node: Node) -> dict[str, Entry]:
    return node.value if isinstance(node.value, dict) else {}


def _kind(node: Node) -> str:
    if isinstance(node.value, dict):
        return "a mapping"
    if isinstance(node.value, list):
        return "a list"
    return "empty" if node.value is None else f"the {'truth value' if isinstance(node.value, bool) else 'number'} {node.value}".lower()


def _span(start: Any, end: Any) -> Span:
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _end_of(item: Any) -> tuple[int, int] | None:
    """Where the last child ends: a block's own end mark runs on to the next token."""
    if item is None:
        return None
    span = (item[2] if isinstance(item, tuple) else item).place.span
    return span.end_line, span.end_column


def _end_of_mark(mark: Any) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1


def _whole(source: Source, code: str, message: str, help: str | None = None) -> Finding:
    """A finding about the whole text, shown at its first line."""
    return Finding(Place(source, Span(1, 1, 1, 1)), message, code=code, help=help)


def _syntax(source: Source, error: yaml.MarkedYAMLError) -> Finding:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = source.lines
    text = lines[line - 1] if line <= len(lines) else ""
    place = Place(source, Span(line, column, line, column + 1))
    if "\t" in text[: len(text) - len(text.lstrip())]:
        start = text.index("\t") + 1
        place = Place(source, Span(line, start, line, start + 1))
        return Finding(place, "a tab stands in the indentation", code="SEQ001", help="YAML indents with spaces only")
    problem = error.problem or "the text can't be read as YAML"
    return Finding(place, _in_plain_words(problem), code="SEQ001", help=_WAYS_OUT.get(problem))


_PLAIN_WORDS = {
    "mapping values are not allowed in this context": "a second `:` stands in one line",
    "did not find expected ',' or '}'": "a `{` is not closed, or a comma is missing",
    "did not find expected ',' or ']'": "a `[` is not closed, or a comma is missing",
    "did not find expected '-' indicator": "an item of a list has to start with `- `, indented like the others",
    "did not find expected key": "a key was expected here",
    "could not find expected ':'": "a `:` is missing after the key",
    "found character that cannot start any token": "no value can start with this character",
    "found unexpected end of stream": "a quote is not closed",
}
_WAYS_OUT = {
    "mapping values are not allowed in this context": "put the value in quotes, or start a new line",
    "did not find expected key": "indent it like the keys above, and close every quote and bracket",
    "could not find expected ':'": "write `key: value`",
    "found character that cannot start any token": "put the value in quotes",
}


def _in_plain_words(problem: str) -> str:
    return _PLAIN_WORDS.get(problem, problem)
