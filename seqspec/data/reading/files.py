"""Which files a recipe reads, and what they were."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from glob import has_magic
from pathlib import Path
from typing import Any

from seqspec.errors import DataError
from seqspec.language.problems import nearest
from seqspec.language.recipe.source import SOURCES, FileSource, Source, TableFile, read_source

_FROM = "relative paths start from the folder of the spec; `--data PATH` reads another file"


def locate(source: Source, folder: Path, override: Path | None = None) -> list[Path]:
    """
    The files of a source in the order they are read: as listed, and those of a pattern by name; none where it has none.

    Args:
        folder: what relative paths start from: where the spec lies.
        override: another file to read instead.

    Raises:
        DataError: there is no such file, or it is none that can be read.
    """
    if override is not None:
        require_file(override)
        return [override]
    if not isinstance(source, FileSource):
        return []
    found = source.paths(folder)
    if not found:
        raise _unmatched(Path(os.path.normpath(folder / source.path[0])))
    for path in found:
        require_file(path, _FROM)
    twice = next((path for path in found if found.count(path) > 1), None)
    if twice is not None:
        raise DataError(f"the source names `{twice}` twice", help="list each file once")
    return found


def _unmatched(pattern: Path) -> DataError:
    folder = pattern.parent
    if has_magic(str(folder)) or not os.path.isdir(folder):
        return DataError(f"no file matches `{pattern}`", help=_FROM)
    beside = sorted(entry.name for entry in folder.iterdir() if entry.is_file())
    close = [name for name in beside if name.endswith(pattern.suffix)] or beside
    listed = ", ".join(f"`{name}`" for name in close[:6]) + (", ..." if len(close) > 6 else "")
    return DataError(
        f"no file matches `{pattern}`", help=f"`{folder}` has {listed}" if listed else "the folder is empty"
    )


def reader(source: Source, path: Path | None) -> Source:
    """
    The source to read a file with: the one its name ends in (`.csv`, `.parquet`), else the recipe's own.

    Args:
        path: None where the source needs no file.

    Raises:
        DataError: the recipe's own reads no files, and the name does not tell what this one is.
    """
    if path is None:
        return source
    name = path.suffix.removeprefix(".").lower()
    if name != source.name and name in SOURCES and issubclass(SOURCES.load(name).Recipe, TableFile):
        return read_source({name: [str(path)]})
    if isinstance(source, FileSource):
        return source
    if source.name == "text":
        return read_source({"text_file": [str(path)]})
    known = ", ".join(f"`.{each}`" for each in SOURCES.names if issubclass(SOURCES.load(each).Recipe, TableFile))
    raise DataError(f"the name of `{path}` does not say how it is written", help=f"let it end in one of {known}")


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
        raise DataError(f"`{path}` is empty", help="there is nothing in it to be read: name another file")


def fingerprint(paths: Sequence[Path]) -> dict[str, Any]:
    """Absolute path, size in bytes and SHA-256 of a file; of several each, and a digest over all of them."""
    each = [_fingerprint(path) for path in paths]
    if len(each) == 1:
        return each[0]
    digest = hashlib.sha256("".join(file["sha256"] for file in each).encode()).hexdigest()
    return {"files": each, "bytes": sum(file["bytes"] for file in each), "sha256": digest}


def paths(fingerprint: dict[str, Any]) -> list[str]:
    """The files that a fingerprint is of; none where the data came from elsewhere."""
    if "path" in fingerprint:
        return [fingerprint["path"]]
    return [file["path"] for file in fingerprint.get("files", [])]


def _fingerprint(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"path": os.path.abspath(path), "bytes": path.stat().st_size, "sha256": digest}
