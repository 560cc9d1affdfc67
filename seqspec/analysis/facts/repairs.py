"""Edits that several rules make, whatever form the spec is written in."""

from __future__ import annotations

import json

from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Edit, Insert, Path, Place, Replace, Span, TextEdit
from seqspec.language.document import Document, Entry, Node
from seqspec.language.named import KINDS, Named


def set_argument(subject: Subject, path: Path, named: Named, key: str, text: str) -> Edit:
    """
    Give a layer, an optimizer or a callback one argument; `LSTM: 50` becomes `LSTM: {units: 50, key: text}`.

    Args:
        path: where it stands, its name as written included: `("model", 2, "LSTM")`.
        named: what stands there.
        key: the argument.
        text: its value, as YAML that fits on one line.
    """
    found, whole = subject.document.find(path)
    if not whole:
        return Replace((*path, key), text)  # has no place, so that no fix is offered
    if isinstance(found, Node):
        return Replace(path, _name_with_arguments(named, key, text, found))
    body = found.node
    if isinstance(body.value, dict):
        return Replace((*path, key), text) if key in body.value else Insert(path, key, text)
    first = type(named).own_fields()[0]
    if first == key:
        return Replace(path, text)
    return Replace(path, f"{{{first}: {_text(body)}, {key}: {text}}}")


def set_value(document: Document, path: Path, text: str) -> Edit:
    """Set a key of a section, which is added where it is missing: `("runtime", "seed")` to `42`."""
    *above, key = path
    section, whole = document.find(tuple(above))
    if not whole:
        return set_value(document, tuple(above), f"{{{key}: {text}}}")
    value = section.node.value if isinstance(section, Entry) else section.value
    if isinstance(value, dict):
        return Replace(path, text) if key in value else Insert(tuple(above), str(key), text)
    return Replace(tuple(above), f"{{{key}: {text}}}")


def rename_named(document: Document, path: Path, old: Named, name: str, class_name: str) -> Edit | None:
    """
    Write another name, and leave its arguments as they are.

    Args:
        path: the place that holds the name: `("compile", "loss")`.
        name, class_name: the new name in both spellings; the one that the old name has is taken.

    Returns:
        None where an argument is written that the new name does not take.
    """
    node = document.get(path)
    assert node is not None  # a loss has no default
    if isinstance(node.value, str):
        return Replace(path, class_name if node.value == old.type else name)
    assert isinstance(node.value, dict)
    ((written, entry),) = node.value.items()
    given = set(entry.node.value) if isinstance(entry.node.value, dict) else {type(old).own_fields()[0]}
    if given <= set(KINDS[old.kind].load(class_name).arguments()):
        return TextEdit(entry.key, class_name if written == old.type else name)
    return None


def move_to_front(document: Document, path: Path) -> tuple[Edit, ...]:
    """Move an item of a block list in front of all others; nothing where it does not stand on a line of its own."""
    item, first = document.get(path), document.get((*path[:-1], 0))
    if item is None or first is None or item.place.source is not first.place.source:
        return ()
    span, lines = first.place.span, first.place.source.lines
    dash = lines[span.line - 1][: span.column - 1]
    if dash.strip() != "-" or item.place.span.line != item.place.span.end_line:
        return ()
    start = Place(first.place.source, Span(span.line, span.column, span.line, span.column))
    return Delete(path), TextEdit(start, f"{_slice(item)}\n{dash}")


def put_in_front(document: Document, path: Path, text: str) -> tuple[Edit, ...]:
    """Add an item before one of a block list; nothing where that does not stand on a line of its own."""
    item = document.get(path)
    if item is None:
        return ()
    span, lines = item.place.span, item.place.source.lines
    dash = lines[span.line - 1][: span.column - 1]
    if dash.strip() != "-":
        return ()
    start = Place(item.place.source, Span(span.line, span.column, span.line, span.column))
    return (TextEdit(start, f"{text}\n{dash}"),)


def written_path(document: Document, path: Path) -> Path:
    """The path of what is named at a place, with the name as it is written: `("compile", "loss", "mse")`."""
    node = document.get(path)
    if node is not None and isinstance(node.value, dict) and len(node.value) == 1:
        return (*path, next(iter(node.value)))
    if node is not None and isinstance(node.value, str):
        return (*path, node.value)
    return path


def _name_with_arguments(named: Named, key: str, text: str, node: Node) -> str:
    """A bare name grows a mapping; only an item of a block list needs no braces around it."""
    mapping = f"{named.type}: {{{key}: {text}}}"
    before = node.place.source.lines[node.place.span.line - 1][: node.place.span.column - 1]
    return mapping if before.strip(" -") == "" and before.rstrip().endswith("-") else f"{{{mapping}}}"


def _text(node: Node) -> str:
    """A value as it is written, or as YAML that fits on one line."""
    span = node.place.span
    if isinstance(node.value, list | dict) or span.line != span.end_line:
        return json.dumps(node.plain)
    return _slice(node)


def _slice(node: Node) -> str:
    """What stands in the source, on one line."""
    span = node.place.span
    return node.place.source.lines[span.line - 1][span.column - 1 : span.end_column - 1]
