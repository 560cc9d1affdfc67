"""A spec as a tree of nodes that know where they stand in their source."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from seqspec.diagnostics import Path, Place, Span, Target
from seqspec.language.named import KINDS
from seqspec.language.scalars import Scalar


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping, and its value."""

    key: Place
    node: Node


@dataclass(frozen=True, slots=True)
class Node:
    """
    A value of the document.

    Args:
        value: a scalar, a list of nodes, or the entries of a mapping.
        place: where the value is written; through an alias, where the anchor stands.
        size: nodes in this subtree, aliases written out.
        height: levels below this node.
    """

    value: Scalar | list[Node] | dict[str, Entry]
    place: Place
    size: int = 1
    height: int = 0

    @property
    def plain(self) -> Any:
        """The value without places: dicts, lists and scalars, freshly made."""
        if isinstance(self.value, dict):
            return {key: entry.node.plain for key, entry in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain for node in self.value]
        return self.value


@dataclass(frozen=True, slots=True)
class Document:
    """
    A whole spec: its root, and the way from a path to a place.

    Args:
        root: the value of the whole text.
        aliases: for every alias the place of its anchor's value, and its own.
        bases: the files that it is laid over, the nearest first; None where one of them can't be used.
        unused: every anchor of its own text that nothing refers to: its name, and the place of `&name`.
        layout: where the members of its collections stand, by the collection's `id`; kept by those who ask often.
    """

    root: Node
    aliases: tuple[tuple[Place, Place], ...] = ()
    bases: tuple[FilePath, ...] | None = ()
    unused: tuple[tuple[str, Place], ...] = ()
    layout: dict[int, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def find(self, path: Path) -> tuple[Entry | Node, bool]:
        """
        The node that a path leads to, and whether the whole path was there.

        Short forms leave segments out: `- LSTM: 50` has no `units`, `TimeDistributed: {Dense: 1}` has no `layer`. A
        segment that is not there is skipped where the next one is, else the walk ends at the last node there is.
        """
        found: Entry | Node = self.root
        for position, segment in enumerate(path):
            step = _step(found, segment)
            if step is None:
                if position + 1 < len(path) and _step(found, path[position + 1]) is not None:
                    continue
                return found, _names(found, path[position:])
            found = step
        return found, True

    def locate(self, path: Path, target: Target = "value") -> Place:
        """The place to point at for a path; the key's where that is asked for and there is one."""
        found, _ = self.find(path)
        if isinstance(found, Node):
            return found.place
        return found.key if target == "key" else found.node.place

    def get(self, path: Path) -> Node | None:
        """The node at a path, or None where the path is not written out."""
        found, whole = self.find(path)
        if not whole:
            return None
        return found if isinstance(found, Node) else found.node

    def uses(self, place: Place) -> list[Place]:
        """The aliases through which the text at a place is used again; who edits it there edits it for them too."""
        return [
            alias for anchor, alias in self.aliases if anchor.source is place.source and _meet(anchor.span, place.span)
        ]


def entries_of(node: Node) -> dict[str, Entry]:
    """The entries of a mapping; none where the node is no mapping."""
    return node.value if isinstance(node.value, dict) else {}


def _meet(anchor: Span, span: Span) -> bool:
    """Whether a span shares text with an anchor's; where it holds no text, whether it lies in it or at its ends."""
    begin = max((anchor.line, anchor.column), (span.line, span.column))
    end = min((anchor.end_line, anchor.end_column), (span.end_line, span.end_column))
    empty = (span.line, span.column) == (span.end_line, span.end_column)
    return begin <= end if empty else begin < end


def _step(found: Entry | Node, segment: str | int) -> Entry | Node | None:
    value = found.node.value if isinstance(found, Entry) else found.value
    if isinstance(value, dict) and isinstance(segment, str):
        return value.get(segment) or _under_other_name(value, segment)
    if isinstance(value, list) and isinstance(segment, int) and 0 <= segment < len(value):
        return value[segment]
    return None


def _under_other_name(value: dict[str, Entry], segment: str) -> Entry | None:
    """The only entry of a mapping, where its key is another of Keras's names for what the path names: `MaxPool1D`."""
    if len(value) != 1 or not segment[:1].isupper():
        return None
    ((key, entry),) = value.items()
    return entry if any(kind.canonical(key) == segment for kind in KINDS.values()) else None


def _names(found: Entry | Node, rest: Path) -> bool:
    """Whether a bare name stands for the rest of the path: `- Flatten` is all of `("Flatten",)`."""
    value = found.node.value if isinstance(found, Entry) else found.value
    return rest == (value,)
