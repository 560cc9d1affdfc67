"""
Reports of earlier runs: what has not changed is not checked again, and the layers are not even imported.

A report depends on the text of the spec and of those it extends, on settings and configuration, on seqspec itself and
on what is installed beside it. All of that is in the key, but for the specs it extends: which they are is part of the
report, with what they held.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from seqspec.analysis.control.configuration import Configuration
from seqspec.analysis.store.cache import Cache, digest
from seqspec.analysis.store.serialization import from_json, to_json
from seqspec.diagnostics import Report

_PACKAGE = Path(__file__).parents[2]
_READ_BY_LINT = ("", "analysis", "language")


class Results:
    """
    The cache of reports.

    Args:
        folder: where it lies; in the user's cache folder by default.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._cache = Cache("reports", folder)

    def get(self, key: str) -> tuple[Report, tuple[str, ...]] | None:
        """The report kept under a key and the files that its spec extends, where those are what they were."""
        entry = self._cache.get(key)
        if entry is None:
            return None
        try:
            bases = {str(file): content for file, content in entry["bases"]}
            report = from_json(entry["report"])
        except (KeyError, TypeError, ValueError):
            return None
        return (report, tuple(bases)) if all(_content(file) == bases[file] for file in bases) else None

    def put(self, key: str, report: Report, bases: Iterable[str]) -> None:
        """Keep a report, with what the files that its spec extends hold now."""
        entry: dict[str, Any] = {"bases": [[file, _content(file)] for file in bases], "report": to_json(report)}
        self._cache.put(key, entry)


def key_of(data: bytes, name: str, settings: tuple[str, ...], configuration: Configuration) -> str:
    """What a report on a text depends on, files that it extends aside."""
    return digest(data, name, os.getcwd(), repr(settings), repr(configuration), _fingerprint())


def _content(file: str) -> str | None:
    try:
        return digest(Path(file).read_bytes())
    except (OSError, ValueError):
        return None


@cache
def _fingerprint() -> str:
    """What seqspec and the packages around it are, by the times at which their files and folders changed."""
    own = [f"{name} {size} {changed}" for folder in _READ_BY_LINT for name, size, changed in _sources(folder)]
    beside = [f"{folder} {_changed(folder)}" for folder in sys.path if folder not in ("", str(_PACKAGE.parent))]
    return "\n".join([sys.version, *own, *beside])


def _sources(folder: str) -> Iterator[tuple[str, int, int]]:
    """The modules in a folder and, but for the package's own, below it, each with its size and time."""
    with os.scandir(_PACKAGE / folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.endswith(".py"):
            status = entry.stat()
            yield f"{folder}/{entry.name}", status.st_size, status.st_mtime_ns
        elif folder and entry.name != "__pycache__" and entry.is_dir():
            yield from _sources(f"{folder}/{entry.name}")


def _changed(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns
    except (OSError, ValueError):
        return 0
