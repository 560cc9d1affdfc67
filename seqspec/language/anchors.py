"""The anchors of one text: what each stands for, and which of them nothing refers to."""

from __future__ import annotations

from seqspec.diagnostics import Place, Span
from seqspec.language.document import Node


class Anchors:
    """What `&name` stands for while a text is read; a name that is given again means the newer value from there on."""

    def __init__(self) -> None:
        self._nodes: dict[str, Node | None] = {}
        self._places: dict[str, Place] = {}
        self._forgotten: list[tuple[str, Place]] = []

    def __contains__(self, name: str) -> bool:
        return name in self._nodes

    def define(self, name: str, node: Node | None, place: Place | None = None) -> None:
        """
        Give a name its value.

        Args:
            node: None while the collection that it stands before is still open.
            place: where the value starts, its anchor included; left out where the name is there already.
        """
        self._nodes[name] = node
        if place is not None:
            if name in self._places:
                self._forgotten.append((name, self._places[name]))
            self._places[name] = _sign(name, place)

    def use(self, name: str) -> Node | None:
        """The value of a name, which counts as used from here on; None inside the collection that it stands before."""
        self._places.pop(name, None)
        return self._nodes[name]

    @property
    def unused(self) -> tuple[tuple[str, Place], ...]:
        """Every name that nothing refers to, with the place of its `&name`."""
        return (*self._forgotten, *self._places.items())


def _sign(name: str, place: Place) -> Place:
    """The place of `&name` alone: it stands at the start, for no tag can stand before it."""
    start = place.source.lines[place.span.line - 1].index(f"&{name}", place.span.column - 1)
    return Place(place.source, Span(place.span.line, start + 1, place.span.line, start + len(name) + 2))
