"""
What changes a spec before it is decoded: `extends` lays it over another one, `--set` changes one value.

Both work on the document, so that every value keeps the place it came from.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from seqspec.diagnostics import Finding, Label, Path, Place, Source, Span
from seqspec.language.document import Document, Entry, Node
from seqspec.language.named import KINDS
from seqspec.language.problems import nearest
from seqspec.language.source import read, read_file

MAX_EXTENDS = 16

# Where a mapping names one choice: another name replaces it, the same name merges.
_CHOICES = {("data", "source"), ("compile", "optimizer"), ("compile", "loss")}
_EITHER = {"backtest"}  # a kind of split that shares no key with the other kinds

# The key above a name tells what kind of name it is.
_KIND_OF_KEY = {
    "model": "layer",
    "layers": "layer",
    "layer": "layer",
    "backward_layer": "layer",
    "optimizer": "optimizer",
    "learning_rate": "schedule",
    "loss": "loss",
    "metrics": "metric",
    "weighted_metrics": "metric",
    "callbacks": "callback",
}


@dataclass(frozen=True, slots=True)
class _Problem(Exception):
    """The change can't be made; carries the finding that says why."""

    finding: Finding


def compose(document: Document, file: FilePath | None, settings: Iterable[str] = ()) -> tuple[Document, list[Finding]]:
    """
    The document with what it extends below it and every `--set` on top.

    Args:
        document: a spec as read.
        file: where it was read from; None for standard input and texts, which can extend nothing.
        settings: `path=value`, in the order given.
    """
    findings: list[Finding] = []
    try:
        document = Document(_extended(document.root, file, (), findings))
    except _Problem as problem:
        findings.append(problem.finding)
    for setting in settings:
        try:
            document = Document(_set(document.root, setting, file))
        except _Problem as problem:
            findings.append(problem.finding)
    return document, findings


# --------------------------------------------------------------------------------------------------------- extends


def _extended(root: Node, file: FilePath | None, below: tuple[FilePath, ...], findings: list[Finding]) -> Node:
    entry = _entries(root).get("extends")
    if entry is None or not isinstance(entry.node.value, str):
        return root
    base_file = _base_file(entry, file, below)
    base, _, found = read_file(base_file)
    findings += found
    if base is None:
        raise _refusal(entry.node.place, f"`{entry.node.value}`, which this spec extends, can't be read")
    assert file is not None  # _base_file has refused a text without a file
    lower = _extended(base.root, base_file, (*below, file.resolve()), findings)
    return _merge(_rebased(lower, base_file.parent, file.parent), root, ())


def _base_file(entry: Entry, file: FilePath | None, below: tuple[FilePath, ...]) -> FilePath:
    place, name = entry.node.place, str(entry.node.value)
    if file is None:
        raise _refusal(place, "a spec that is no file can't extend another", help="save it beside the spec it extends")
    if len(below) >= MAX_EXTENDS:
        raise _refusal(place, f"more than {MAX_EXTENDS} specs extend one another", code="SEQ011")
    target = (file.parent / name).resolve()
    if "://" in name or target.suffix not in {".yaml", ".yml"}:
        raise _refusal(place, f"`extends` takes a local .yaml or .yml file, and this is `{name}`")
    if not target.is_relative_to(_project(file)):
        raise _refusal(place, f"`{name}` lies outside the project", help="a spec extends files of its own project only")
    if target in (*below, file.resolve()):
        raise _refusal(place, f"`{name}` extends this spec in turn: a circle", code="SEQ011")
    if not target.is_file():
        raise _refusal(place, f"there is no file `{name}` to extend", help=f"looked for {target}")
    return target


def _project(file: FilePath) -> FilePath:
    """The folder of the spec, or the root of the repository it lies in."""
    folder = file.resolve().parent
    return next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), folder)


def _merge(lower: Node, upper: Node, path: Path) -> Node:
    """Mappings merge, everything else is replaced; `null` deletes."""
    if not isinstance(lower.value, dict) or not isinstance(upper.value, dict) or _differ(lower, upper, path):
        return upper
    entries = dict(lower.value)
    for key, entry in upper.value.items():
        if entry.node.value is None:
            entries.pop(key, None)
        elif key in entries:
            entries[key] = Entry(entry.key, _merge(entries[key].node, entry.node, (*path, key)))
        else:
            entries[key] = entry
    return replace(upper, value=entries)


def _differ(lower: Node, upper: Node, path: Path) -> bool:
    """Whether two mappings at a place of choice name different things."""
    if path in _CHOICES:
        return next(iter(_entries(lower)), None) != next(iter(_entries(upper)), None)
    if path == ("data", "split"):
        return bool(_EITHER & _entries(lower).keys()) != bool(_EITHER & _entries(upper).keys())
    return len(path) > 2 and path[-1] == "learning_rate" and _entries(lower).keys() != _entries(upper).keys()


def _rebased(root: Node, old: FilePath, new: FilePath) -> Node:
    """The document with the paths of its data source, which belong to the file that wrote them, seen from another folder."""
    source = Document(root).get(("data", "source"))
    if source is None or old.resolve() == new.resolve():
        return root
    entries = {key: replace(entry, node=_rebased_path(entry.node, old, new)) if _holds_path(key) else entry
               for key, entry in _entries(source).items()}  # fmt: skip
    data = _entries(root)["data"]
    inner = dict(_entries(data.node))
    inner["source"] = replace(inner["source"], node=replace(source, value=entries))
    return replace(root, value={**_entries(root), "data": replace(data, node=replace(data.node, value=inner))})


def _holds_path(key: str) -> bool:
    return key in {"csv", "parquet", "json_lines", "text_file", "pairs"}


def _rebased_path(node: Node, old: FilePath, new: FilePath) -> Node:
    if isinstance(node.value, list):
        return replace(node, value=[_rebased_path(item, old, new) for item in node.value])
    if isinstance(node.value, dict):
        return replace(node, value={key: replace(entry, node=_rebased_path(entry.node, old, new)) if key == "path" else entry
                                    for key, entry in node.value.items()})  # fmt: skip
    if not isinstance(node.value, str) or os.path.isabs(node.value) or "://" in node.value:
        return node
    return replace(node, value=os.path.relpath(old.resolve() / node.value, new.resolve()))


# ----------------------------------------------------------------------------------------------------------- --set

_STEP = re.compile(r"\.?([A-Za-z_]\w*)|\[(\d+|\*)\]")


def _set(root: Node, setting: str, file: FilePath | None) -> Node:
    name, equals, text = setting.partition("=")
    source = Source("--set", setting)
    here = Place(source, Span(1, 1, 1, max(len(setting), 1) + 1))
    steps = _steps(name)
    if not equals or steps is None:
        raise _refusal(
            here, f"`{setting}` is no setting", help="write `--set path=value`, such as `--set fit.epochs=5`"
        )
    padded = " " * (len(name) + 1) + text
    document, findings = read(Source("--set", padded)) if text.strip() else (None, [])
    errors = [finding for finding in findings if finding.code != "SEQ004"]
    if document is None and text.strip():
        raise _Problem(errors[-1])
    value = Node(None, here) if document is None else _moved(document.root, source)
    if steps[:2] == ["data", "source"] and file is not None:
        value = _from_working_folder(value, steps, file)
    return _put(root, steps, value, here, ())


def _from_working_folder(value: Node, steps: list[str | int], file: FilePath) -> Node:
    if len(steps) > 2 and _holds_path(str(steps[2])):
        return _rebased_path(value, FilePath.cwd(), file.parent)
    return replace(value, value={key: replace(entry, node=_rebased_path(entry.node, FilePath.cwd(), file.parent)) if _holds_path(key) else entry
                                 for key, entry in _entries(value).items()}) if isinstance(value.value, dict) else value  # fmt: skip


def _moved(node: Node, source: Source) -> Node:
    """The same node, pointing into the flag as the user typed it; columns already agree."""
    place = replace(node.place, source=source)
    if isinstance(node.value, list):
        return replace(node, place=place, value=[_moved(item, source) for item in node.value])
    if isinstance(node.value, dict):
        moved = {key: Entry(replace(entry.key, source=source), _moved(entry.node, source))
                 for key, entry in node.value.items()}  # fmt: skip
        return replace(node, place=place, value=moved)
    return replace(node, place=place)


def _steps(name: str) -> list[str | int] | None:
    """`model[0].LSTM.units` as steps; None where it is no path."""
    steps: list[str | int] = []
    position = 0
    while position < len(name):
        match = _STEP.match(name, position)
        if match is None:
            return None
        steps.append(match[1] or (match[2] if match[2] == "*" else int(match[2])))
        position = match.end()
    return steps or None


def _put(node: Node, steps: list[str | int], value: Node, here: Place, path: Path) -> Node:
    """A copy of the tree with the value at the end of the steps."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if step == "*":
        return _put_everywhere(node, rest, value, here, path)
    if isinstance(step, int):
        return _put_item(node, step, rest, value, here, path)
    entries = _long_form(node, step, path, here)
    old = entries.get(step)
    below = old.node if old else Node({}, here)
    key = old.key if old else here
    return Node({**entries, step: Entry(key, _put(below, rest, value, here, (*path, step)))}, node.place)


def _put_item(node: Node, index: int, rest: list[str | int], value: Node, here: Place, path: Path) -> Node:
    items = node.value if isinstance(node.value, list) else []
    if index >= len(items):
        where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
        raise _refusal(here, f"`{where}` has {len(items)} items, so there is no [{index}]", help="count from 0")
    items = [*items[:index], _put(items[index], rest, value, here, (*path, index)), *items[index + 1 :]]
    return replace(node, value=items)


def _put_everywhere(node: Node, rest: list[str | int], value: Node, here: Place, path: Path) -> Node:
    """`model[*].LSTM.units`: change every item that has the name."""
    items = node.value if isinstance(node.value, list) else []
    named = [bool(rest) and _name_of(item) == rest[0] for item in items]
    if not any(named):
        raise _refusal(here, f"no item of `{path[-1] if path else 'the spec'}` is a `{rest[0] if rest else '*'}`")
    return replace(node, value=[
        _put(item, rest, value, here, (*path, index)) if matches else item
        for index, (item, matches) in enumerate(zip(items, named, strict=True))
    ])  # fmt: skip


def _name_of(node: Node) -> str | None:
    """The name a short or long form gives: `Flatten`, `LSTM: 50`, `LSTM: {units: 50}`."""
    if isinstance(node.value, str):
        return node.value
    entries = _entries(node)
    return next(iter(entries)) if len(entries) == 1 else None


def _long_form(node: Node, step: str, path: Path, here: Place) -> dict[str, Entry]:
    """The entries of a node, its short form written out where the next step asks for it."""
    kind = _kind_at(path)
    if kind is not None:
        name = _name_of(node)
        if name is None and node.value == {}:
            return {}
        if name != step and name is not None and KINDS[kind].canonical(name) != step:
            guess = " (did you mean it?)" if nearest(step, [name]) else ""
            raise _refusal(here, f"this {KINDS[kind].noun} is `{name}`, not `{step}`{guess}")
        return _entries(node) if name in _entries(node) else {step: Entry(node.place, Node({}, node.place))}
    if isinstance(node.value, dict):
        return node.value
    above = _kind_at(path[:-1])
    if above is None or not path or KINDS[above].canonical(str(path[-1])) is None:
        raise _refusal(here, f"`{path[-1] if path else 'the spec'}` holds no keys, so there is no `{step}` to set")
    fields = KINDS[above].load(str(KINDS[above].canonical(str(path[-1])))).own_fields()
    return {fields[0]: Entry(node.place, node)} if fields else {}


def _kind_at(path: Path) -> str | None:
    """What kind of name stands at a path: a layer at `model[0]`, an optimizer at `compile.optimizer`."""
    key = next((part for part in reversed(path) if isinstance(part, str)), None)
    if key is None or (key in {"model", "layers", "metrics", "weighted_metrics", "callbacks"}) != isinstance(
        path[-1], int
    ):
        return None
    suffix = key.rpartition("_")[2]
    return _KIND_OF_KEY.get(key) or (suffix if suffix in {"initializer", "regularizer", "constraint"} else None)


def _entries(node: Node) -> dict[str, Entry]:
    return node.value if isinstance(node.value, dict) else {}


def _refusal(place: Place, message: str, help: str | None = None, code: str = "SEQ005") -> _Problem:
    return _Problem(Finding(place, message, help=help, code=code))
