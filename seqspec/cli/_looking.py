"""Looks at the rows that a recipe reads: once, and then at what was kept of them as long as the files are the same."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from seqspec.analysis.profile import FORMAT, Profile
from seqspec.analysis.store.cache import Cache, digest
from seqspec.language.recipe.source import MadeSource, TableFile, TextSource

if TYPE_CHECKING:
    from seqspec.language.data import Data
    from seqspec.language.spec import Spec

_ENDS = 1 << 20
"""Bytes at both ends of a file that are read to know it again."""
_RECIPE = {
    "source", "target", "features", "time", "group", "known_future", "split", "window", "encode", "missing", "static",
    "tokens",
}  # fmt: skip
"""What a profile depends on; how a column is scaled is not part of it."""


def look(spec: Spec, folder: Path, cache: Cache | None = None, remember: bool = True) -> Profile | None:
    """
    The rows of a recipe in figures; None where it has none that could be looked at.

    Args:
        folder: where the spec lies: relative paths start there.
        cache: where profiles are kept; the user's cache folder where it is not given.
        remember: whether they are kept at all.
    """
    data = spec.data
    if data is None or not isinstance(data.source, TableFile | MadeSource | TextSource):
        return None
    if isinstance(data.source, TextSource):
        return _read(data, folder) if data.tokens and data.window else None
    cache = Cache("profiles") if cache is None else cache
    key = _key(data, data.source, folder) if remember else None
    kept = Profile.from_json(cache.get(key)) if key else None
    if kept is not None:
        return kept
    profile = _read(data, folder)
    if key and profile.trouble is None:
        cache.put(key, profile.as_json())
    return profile


def _read(data: Data, folder: Path) -> Profile:
    from seqspec.data.profiling.profile import profile_of

    return profile_of(data, folder)


def _key(data: Data, source: TableFile | MadeSource, folder: Path) -> str | None:
    """What tells this look from any other; None where a file is no file, or can't be read."""
    from seqspec import __version__

    try:
        seen = [_seen(path) for path in source.paths(folder)] if isinstance(source, TableFile) else [source.version()]
    except OSError:
        return None
    recipe = data.model_dump_json(include=_RECIPE, serialize_as_any=True)
    return digest(repr((__version__, FORMAT, recipe, source, seen)))


def _seen(path: Path) -> tuple[str, int, int, str]:
    """What a file is known by again."""
    if not path.is_file():
        raise OSError
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        first = file.read(_ENDS)
        file.seek(max(status.st_size - _ENDS, 0))
        last = file.read(_ENDS)
    return os.path.abspath(path), status.st_size, status.st_mtime_ns, digest("", first, last)
