"""Which file a recipe reads, and what it was."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from seqspec.errors import DataError
from seqspec.language.problems import nearest
from seqspec.language.recipe.source import SOURCES, Source, read_source


def locate(source: Source, folder: Path, override: Path | None) -> Path:
    """
    The one file of a source.

    Args:
        folder: what relative paths start from: where the spec lies.
        override: another file to read instead.

    Raises:
        DataError: there is no such file, or it is none that can be read.
    """
    if override is None:
        paths: list[str] = getattr(source, "path", [])
        if len(paths) > 1 or any(_is_glob(folder / path) for path in paths):
            raise DataError(
                "several files in one source can be linted, and not be trained on yet", help="name one file"
            )
        override = Path(os.path.normpath(folder / paths[0]))
        help = "relative paths start from the folder of the spec; `--data PATH` reads another file"
        require_file(override, help)
    else:
        require_file(override)
    return override


def reader(source: Source, path: Path) -> Source:
    """The source to read a file with: the one its name ends in (`.csv`, `.parquet`), else the recipe's own."""
    name = path.suffix.removeprefix(".").lower()
    if name == source.name or name not in SOURCES or not hasattr(SOURCES.load(name).Recipe, "chunks"):
        return source
    return read_source({name: [str(path)]})


def _is_glob(path: Path) -> bool:
    return any(character in str(path.name) for character in "*?[") and not path.exists()


def require_file(path: Path, help: str = "check the path") -> None:
    """
    Refuse what is not a regular file with something in it.

    Args:
        help: what is said where there is no such file, and none with a name like it.

    Raises:
        DataError: says what it is instead.
    """
    if not os.path.exists(path):  # unlike `path.exists()` it takes any name
        beside = [entry.name for entry in path.parent.iterdir()] if os.path.isdir(path.parent) else []
        guess = nearest(path.name, beside)
        where = f"did you mean `{path.parent / guess}`?" if guess else help
        raise DataError(f"there is no file `{path}`", help=where)
    if path.is_dir():
        raise DataError(f"`{path}` is a folder, and a source is a file", help="name the file in it")
    if not path.is_file():
        raise DataError(f"`{path}` is not a regular file", help="save the data to a file first")
    if not os.access(path, os.R_OK):
        raise DataError(f"`{path}` can't be opened: permission denied", help="make the file readable")
    if path.stat().st_size == 0:
        raise DataError(f"`{path}` is empty", help="it needs a first row with the names of the columns")


def fingerprint(path: Path) -> dict[str, Any]:
    """Absolute path, size in bytes and SHA-256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"path": os.path.abspath(path), "bytes": path.stat().st_size, "sha256": digest}
