"""`--set fit.epochs=5`: one value changed for one command, addressed in the normal form."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path as FilePath

from seqspec.diagnostics import Path, Place, Source, Span
from seqspec.language.document import Entry, Node, entries_of
from seqspec.language.named import KINDS
from seqspec.language.overrides import OverrideError, rebase_path, rebase_source
from seqspec.language.scalars import NOTHING
from seqspec.language.source import read
from seqspec.wording import count

_FLAG = "--set"
_STEP = re.compile(r"(?:^|\.)([A-Za-z_]\w*)|\[(\d+|\*)\]")

# The key above a name tells what kind of name stands there; below a list it stands in each item.
_KINDS = {
    "layer": "layer",
    "backward_layer": "layer",
    "optimizer": "optimizer",
    "learning_rate": "schedule",
    "loss": "loss",
}
_KINDS_OF_ITEMS = {
    "model": "layer",
    "layers": "layer",
    "metrics": "metric",
    "weighted_metrics": "metric",
    "callbacks": "callback",
}
_ANOTHER_READING = "SEQ004"
_SUFFIXES = {"initializer", "regularizer", "constraint"}


def apply_setting(root: Node, setting: str, file: FilePath | None) -> Node:
    """
    The document with one value changed.

    Args:
        root: the document before.
        setting: `path=value`; the value is YAML.
        file: the spec's file; paths in a setting are relative to the working folder, and are rewritten to its own.

    Raises:
        OverrideError: there is no such place, or the value can't be read.
    """
    path, equals, text = setting.partition("=")
    here = Place(Source(_FLAG, setting), Span(1, 1, 1, max(len(setting), 1) + 1))
    steps = _steps(path)
    if not equals or not steps:
        raise OverrideError(here, f"`{setting}` is no setting", "write `path=value`, such as `--set fit.epochs=5`")
    if steps == ["extends"]:
        raise OverrideError(here, "`extends` can't be set: a setting is laid over what the spec extends")
    value = _value(text, len(path) + 1, here)
    if steps[:2] == ["data", "source"] and file is not None:
        value = _seen_from(file.parent, value, steps[2:])
    return _Setter(here).put(root, steps, value, ())


def corrected(place: Place, path: Path, key: str) -> str | None:
    """The setting that lies at a place with another last key, `fit.epochs=3`; None where none sets this path."""
    wrong, setting = f"{_show(path)}=", place.source.text
    if place.source.name != _FLAG or not setting.startswith(wrong):
        return None
    return f"{_show((*path[:-1], key))}={setting.removeprefix(wrong)}"


def _steps(path: str) -> list[str | int]:
    """`model[0].LSTM.units` as steps; empty where it is no path."""
    steps: list[str | int] = []
    position = 0
    while position < len(path):
        match = _STEP.match(path, position)
        if match is None:
            return []
        steps.append(match[1] or (match[2] if match[2] == "*" else int(match[2])))
        position = match.end()
    return steps


def _value(text: str, offset: int, here: Place) -> Node:
    """The value as a node that points into the flag as the user typed it."""
    if text.strip() in NOTHING:  # which as a whole text would be an empty spec
        return Node(None, here)
    document, findings = read(Source(_FLAG, " " * offset + text))
    wrong = [finding for finding in findings if finding.code != _ANOTHER_READING]
    if document is None or wrong:
        raise OverrideError(here, wrong[-1].message, wrong[-1].help, wrong[-1].code)
    return _pointing_into(here.source, document.root)


def _pointing_into(source: Source, node: Node) -> Node:
    place = replace(node.place, source=source)
    if isinstance(node.value, list):
        return replace(node, place=place, value=[_pointing_into(source, item) for item in node.value])
    if isinstance(node.value, dict):
        moved = {
            key: Entry(replace(entry.key, source=source), _pointing_into(source, entry.node))
            for key, entry in node.value.items()
        }
        return replace(node, place=place, value=moved)
    return replace(node, place=place)


def _seen_from(folder: FilePath, value: Node, steps: list[str | int]) -> Node:
    if not steps:
        return rebase_source(value, FilePath.cwd(), folder)
    return rebase_path(str(steps[0]), value, FilePath.cwd(), folder)


class _Setter:
    """Writes one value into a tree; every refusal points at the flag."""

    def __init__(self, here: Place) -> None:
        self.here = here

    def put(self, node: Node, steps: list[str | int], value: Node, path: Path) -> Node:
        """A copy of the tree with the value at the end of the steps."""
        if not steps:
            return value
        step, rest = steps[0], steps[1:]
        if step == "*":
            return self._put_everywhere(node, rest, value, path)
        if isinstance(step, int):
            return self._put_item(node, step, rest, value, path)
        entries = self._long_form(node, step, path)
        old = entries.get(step) or Entry(self.here, Node({}, self.here))
        new = Entry(old.key, self.put(old.node, rest, value, (*path, step)))
        return Node({**entries, step: new}, node.place)

    def _put_item(self, node: Node, index: int, rest: list[str | int], value: Node, path: Path) -> Node:
        items = node.value if isinstance(node.value, list) else []
        if index >= len(items):
            held = count(len(items), "item")
            raise self._refusal(f"`{_show(path)}` has {held}, so there is no [{index}]", "items count from 0")
        changed = self.put(items[index], rest, value, (*path, index))
        return replace(node, value=[*items[:index], changed, *items[index + 1 :]])

    def _put_everywhere(self, node: Node, rest: list[str | int], value: Node, path: Path) -> Node:
        """`model[*].LSTM.units`: change every item that has the name."""
        items = node.value if isinstance(node.value, list) else []
        wanted = str(rest[0]) if rest else "*"
        hits = [index for index, item in enumerate(items) if _name_of(item) == wanted]
        if not hits:
            raise self._refusal(f"no item of `{_show(path)}` is a `{wanted}`")
        changed = list(items)
        for index in hits:
            changed[index] = self.put(items[index], rest, value, (*path, index))
        return replace(node, value=changed)

    def _long_form(self, node: Node, step: str, path: Path) -> dict[str, Entry]:
        """The entries of a node, its short form written out where the next step asks for it."""
        kind = _kind_at(path)
        if kind is not None and node.value != {}:
            return self._named(node, step, kind, path)
        if isinstance(node.value, dict) or node.value is None:
            return entries_of(node)
        above, name = _kind_at(path[:-1]), str(path[-1]) if path else ""
        canonical = KINDS[above].canonical(name) if above else None
        if above is None or canonical is None:
            raise self._refusal(f"`{_show(path) or 'the spec'}` holds no keys, so there is no `{step}` to set")
        fields = KINDS[above].load(canonical).own_fields()
        return {fields[0]: Entry(node.place, node)} if fields else {}

    def _named(self, node: Node, step: str, kind: str, path: Path) -> dict[str, Entry]:
        """The entries at a place that names one thing, which has to be the thing the step names."""
        name = _name_of(node)
        if name in entries_of(node) and name == step:
            return entries_of(node)
        if name is not None and KINDS[kind].canonical(name) == step:
            return {step: entries_of(node).get(name) or Entry(node.place, Node({}, node.place))}
        help = self._with_name(path, kind, name) if KINDS[kind].canonical(step) is None else None
        raise self._refusal(f"this {KINDS[kind].noun} is `{name or '?'}`, not `{step}`", help)

    def _with_name(self, path: Path, kind: str, name: str | None) -> str | None:
        """The setting with the name that it leaves out: `model[0].LSTM.units=64`."""
        canonical, before, setting = KINDS[kind].canonical(name or ""), _show(path), self.here.source.text
        if canonical is None or not setting.startswith(f"{before}."):
            return None
        return f"write `{before}.{canonical}{setting.removeprefix(before)}`"

    def _refusal(self, message: str, help: str | None = None) -> OverrideError:
        return OverrideError(self.here, message, help)


def _name_of(node: Node) -> str | None:
    """The name a form gives: `Flatten`, `LSTM: 50`, `LSTM: {units: 50}`."""
    if isinstance(node.value, str):
        return node.value
    entries = entries_of(node)
    return next(iter(entries)) if len(entries) == 1 else None


def _kind_at(path: Path) -> str | None:
    """What kind of name stands at a path: a layer at `model[0]`, an optimizer at `compile.optimizer`."""
    if path and isinstance(path[-1], int):
        return _KINDS_OF_ITEMS.get(str(path[-2]))
    key = str(path[-1]) if path else ""
    suffix = key.rpartition("_")[2]
    return _KINDS.get(key) or (suffix if suffix in _SUFFIXES else None)


def _show(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
