"""What `extends` and `--set` share: how they refuse, and how a path stays right when it moves to another file."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path as FilePath

from seqspec.diagnostics import Finding, Place
from seqspec.language.document import Node, entries_of
from seqspec.language.recipe.source import SOURCES, FileSource


class OverrideError(Exception):
    """A change can't be made; carries the finding that says why. Never leaves `compose`."""

    def __init__(self, place: Place, message: str, help: str | None = None, code: str = "SEQ005") -> None:
        super().__init__(message)
        self.finding = Finding(place, message, help=help, code=code)


def rebase_source(source: Node, old: FilePath, new: FilePath) -> Node:
    """A `data.source` whose paths are relative to one folder, seen from another."""
    return _map_values(source, lambda key, node: _rebase(node, old, new) if _names_file(key) else node)


def rebase_path(step: str, node: Node, old: FilePath, new: FilePath) -> Node:
    """The value of one key of `data.source`, likewise."""
    return _rebase(node, old, new) if _names_file(step) else node


def _names_file(source: str) -> bool:
    """Whether a source of this name has a path, or `{path: ...}` in its long form."""
    return source in SOURCES and issubclass(SOURCES.load(source).Recipe, FileSource)


def _rebase(node: Node, old: FilePath, new: FilePath) -> Node:
    if isinstance(node.value, list):
        return replace(node, value=[_rebase(item, old, new) for item in node.value])
    if isinstance(node.value, dict):
        return _map_values(node, lambda key, inner: _rebase(inner, old, new) if key == "path" else inner)
    if not isinstance(node.value, str) or os.path.isabs(node.value) or "://" in node.value:
        return node
    return replace(node, value=os.path.relpath(old.resolve() / node.value, new.resolve()))


def _map_values(node: Node, change: Callable[[str, Node], Node]) -> Node:
    changed = {key: replace(entry, node=change(key, entry.node)) for key, entry in entries_of(node).items()}
    return replace(node, value=changed) if isinstance(node.value, dict) else node
