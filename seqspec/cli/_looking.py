"""Looks at the file that a recipe reads: once, and then at what was kept of it as long as the file is the same."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from seqspec.analysis.profile import FORMAT, Profile
from seqspec.analysis.store.cache import Cache, digest

if TYPE_CHECKING:
    from seqspec.language.data import Data
    from seqspec.language.spec import Spec

_ENDS = 1 << 20
"""Bytes at both ends of a file that are read to know it again."""
_RECIPE = {"source", "target", "features", "time", "group", "known_future", "split", "window", "encode"}
"""What a profile depends on; how a column is scaled or mended is not part of it."""


def look(spec: Spec, folder: Path, cache: Cache | None = None, remember: bool = True) -> Profile | None:
    """
    The file of a recipe in figures; None where the recipe reads no table, or several files.

    Args:
        folder: where the spec lies: relative paths start there.
        cache: where profiles are kept; the user's cache folder where it is not given.
        remember: whether they are kept at all.
    """
    data = spec.data
    name = _name(data, folder)
    if data is None or name is None:
        return None
    path = Path(os.path.normpath(folder / name))
    cache = Cache("profiles") if cache is None else cache
    key = _key(data, path) if remember else None
    kept = Profile.from_json(cache.get(key)) if key else None
    if kept is not None:
        return kept
    from seqspec.data.profile import profile_of

    profile = profile_of(data, path, name)
    if key and profile.trouble is None:
        cache.put(key, profile.as_json())
    return profile


def _name(data: Data | None, folder: Path) -> str | None:
    """The one file of a recipe, as the spec names it."""
    source = data.source if data else None
    paths: list[str] = getattr(source, "path", [])
    if source is None or not source.table or len(paths) != 1:
        return None
    pattern = any(character in os.path.basename(paths[0]) for character in "*?[")
    return None if pattern and not os.path.exists(folder / paths[0]) else paths[0]


def _key(data: Data, path: Path) -> str | None:
    """What tells this look from any other; None where the file is no file, or can't be read."""
    from seqspec import __version__

    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            first = file.read(_ENDS)
            file.seek(max(status.st_size - _ENDS, 0))
            last = file.read(_ENDS)
    except OSError:
        return None
    recipe = data.model_dump_json(include=_RECIPE, serialize_as_any=True)
    facts = (__version__, FORMAT, os.path.abspath(path), status.st_size, status.st_mtime_ns, recipe, data.source)
    return digest(repr(facts), first, last)
