"""`extends: base.yaml`: one spec laid over another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path as FilePath

from seqspec.diagnostics import Finding, Path
from seqspec.language.document import Document, Entry, Node, entries_of
from seqspec.language.overrides import OverrideError, rebase_source
from seqspec.language.source import read_file

MAX_LEVELS = 16

# Where a mapping names one choice: another name replaces it, the same name merges.
_CHOICES = {("data", "source"), ("compile", "optimizer"), ("compile", "loss")}


def lay_over_base(
    root: Node,
    file: FilePath | None,
    findings: list[Finding],
    files: list[FilePath],
    above: tuple[FilePath, ...] = (),
) -> Node:
    """
    The spec with what it extends below it: mappings merge, lists replace, `null` deletes.

    Args:
        root: the spec as written.
        file: where it is written; None where it is no file.
        findings: takes what was found while the bases were read.
        files: takes the bases, the nearest first.
        above: the specs that led here, to find circles.

    Raises:
        OverrideError: the base can't be used.
    """
    entry = entries_of(root).get("extends")
    if entry is None or not isinstance(entry.node.value, str):
        return root
    if file is None:
        raise OverrideError(
            entry.node.place, "a spec that is no file can't extend another", "save it beside the spec it extends"
        )
    base_file = _base_file(entry.node.value, entry, file, above)
    try:
        base, _, found = read_file(_shown(base_file))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OverrideError(entry.node.place, f"can't read `{entry.node.value}`: {reason}", "check the path") from None
    files.append(base_file)
    findings += found
    if base is None:
        raise OverrideError(entry.node.place, f"`{entry.node.value}`, which this spec extends, can't be read")
    lower = lay_over_base(base.root, base_file, findings, files, (*above, file.resolve()))
    return _merge(_rebased(lower, base_file.parent, file.parent), root, ())


def _base_file(name: str, entry: Entry, file: FilePath, above: tuple[FilePath, ...]) -> FilePath:
    place = entry.node.place
    if len(above) >= MAX_LEVELS:
        raise OverrideError(place, f"more than {MAX_LEVELS} specs extend one another", code="SEQ011")
    target, exists = _found(file.parent / name)
    if "://" in name or target.suffix not in {".yaml", ".yml"}:
        raise OverrideError(place, f"`extends` takes a local .yaml or .yml file, and this is `{name}`")
    if not target.is_relative_to(_project(file)):
        raise OverrideError(place, f"`{name}` lies outside the project", "a spec extends files of its own project only")
    if target in (*above, file.resolve()):
        raise OverrideError(place, f"`{name}` extends this spec in turn: a circle", code="SEQ011")
    if not exists:
        raise OverrideError(place, f"there is no file `{name}` to extend", f"looked for {target}")
    return target


def _found(path: FilePath) -> tuple[FilePath, bool]:
    """Where a path leads, symbolic links followed, and whether there is a file."""
    try:
        return path.resolve(), path.is_file()
    except (OSError, RuntimeError, ValueError):  # too long a name, links in a circle, a NUL
        return path.absolute(), False


def _shown(file: FilePath) -> FilePath:
    """The path as a person below the working folder would write it."""
    return file.relative_to(FilePath.cwd()) if file.is_relative_to(FilePath.cwd()) else file


def _project(file: FilePath) -> FilePath:
    """The folder of the spec, or the root of the repository it lies in."""
    folder = file.resolve().parent
    return next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), folder)


def _merge(lower: Node, upper: Node, path: Path) -> Node:
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
        return next(iter(entries_of(lower)), None) != next(iter(entries_of(upper)), None)
    if path == ("data", "split"):  # a backtest shares no key with the other kinds of split
        return ("backtest" in entries_of(lower)) != ("backtest" in entries_of(upper))
    return path[-1:] == ("learning_rate",) and entries_of(lower).keys() != entries_of(upper).keys()


def _rebased(root: Node, old: FilePath, new: FilePath) -> Node:
    """The document with the paths of its data source, which belong to the file that wrote them, seen from another."""
    data = entries_of(root).get("data")
    source = Document(root).get(("data", "source"))
    if data is None or source is None or old.resolve() == new.resolve():
        return root
    sections = entries_of(data.node)
    moved = {**sections, "source": replace(sections["source"], node=rebase_source(source, old, new))}
    return replace(root, value={**entries_of(root), "data": replace(data, node=replace(data.node, value=moved))})
