"""
The rows of a recipe, some ten thousand at a time, wherever they come from: files, data sets, made-up series, Python.

Messages about a row name the file it stands in and its number there, so a chunk knows both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, Union

import numpy as np
from numpy.typing import NDArray

from seqspec.data.reading import columns as names
from seqspec.data.reading import files
from seqspec.errors import DataError
from seqspec.language import normal
from seqspec.language.data import Data
from seqspec.language.recipe.source import FileSource, MadeSource, Source, TableFile, TextSource

if TYPE_CHECKING:
    import pandas as pd

Given: TypeAlias = Union[Path, "pd.DataFrame"]
"""What is read instead of the source that the spec names."""

CHUNK = 1 << 16


@dataclass(frozen=True)
class Chunk:
    """
    Some rows that follow one another.

    Args:
        frame: the columns that were asked for, in that order.
        place: what messages call the file, or whatever else the rows come from.
        before: how many rows of that file came earlier.
    """

    frame: pd.DataFrame
    place: str
    before: int


class Feed(Protocol):
    """Rows with named columns."""

    @property
    def name(self) -> str:
        """What messages call all of it."""

    @property
    def header(self) -> list[str]:
        """The names of the columns as they stand there; of the first file where there are several."""

    def expected(self) -> int:
        """
        How many rows there seem to be: cheap to tell, and wrong where a row goes over several lines.

        Raises:
            DataError: a file is damaged.
        """

    def chunks(self, columns: list[str]) -> Generator[Chunk, None, None]:
        """
        The rows in order.

        Raises:
            DataError: a file lacks one of the columns, or is damaged.
        """

    def fingerprint(self) -> dict[str, Any]:
        """
        What was read, as JSON.

        `path`, `bytes` and `sha256` of one file; `files`, `bytes` and `sha256` of several; else `source`, as a spec
        would write it, and what else there is to know it by.
        """


def open_feed(data: Data, folder: Path, override: Given | None = None) -> Feed:
    """
    The rows that a recipe reads; a file is opened only when they are asked for.

    Args:
        folder: what relative paths start from: where the spec lies.
        override: a file or a pandas DataFrame that is read instead of the source.

    Raises:
        DataError: there is no such file, or it is none that can be read.
    """
    assert data.source is not None  # a recipe without arrays has one
    if override is not None and not isinstance(override, Path):
        return FrameFeed(override)
    paths = files.locate(data.source, folder, override)
    source = files.reader(data.source, paths[0] if paths else None)
    if isinstance(source, TableFile):
        return FileFeed(source, tuple(paths), _title(source, paths), frozenset(data.texts))
    if isinstance(source, MadeSource):
        return MadeFeed(source)
    raise DataError(f"`source: {source.name}` {source.lacks}", help=source.instead)


def read_documents(source: Source, folder: Path, override: Given | None = None) -> list[tuple[str, str]]:
    """
    Running texts, each with what messages call it.

    Raises:
        DataError: there is no such file, it is none that can be read, or it is not text in its encoding.
    """
    paths = files.locate(source, folder, _file(override))
    found = files.reader(source, paths[0] if paths else None)
    if not isinstance(found, TextSource):
        raise DataError(f"`source: {found.name}` is no running text", help="name a `text` or a `text_file`")
    return found.documents(paths)


def documents_fingerprint(source: Source, folder: Path, override: Given | None = None) -> dict[str, Any]:
    """What `read_documents` reads, as `Feed.fingerprint` says it."""
    paths = files.locate(source, folder, _file(override))
    return files.fingerprint(paths) if paths else defined(source)


def _file(override: Given | None) -> Path | None:
    if override is None or isinstance(override, Path):
        return override
    raise DataError("a DataFrame was handed over, and the spec reads a running text", help="hand over a text file")


def defined(source: Source) -> dict[str, Any]:
    """The fingerprint of a source without a file: all that defines it stands in the spec."""
    return {"source": normal.plain(source)}


def _title(source: FileSource, paths: list[Path]) -> str:
    return str(paths[0]) if len(paths) == 1 else ", ".join(source.path)


# ---------------------------------------------------------------------------------------------------------- its kinds


@dataclass(frozen=True)
class FileFeed:
    """The rows of a file, or of several one after the other."""

    source: TableFile
    paths: tuple[Path, ...]
    name: str
    texts: frozenset[str] = frozenset()

    @property
    def header(self) -> list[str]:
        """The names of the columns of the first file."""
        return self.source.header(self.paths[0])

    def expected(self) -> int:
        """What the files seem to have together."""
        return sum(map(self.source.expected, self.paths))

    def chunks(self, columns: list[str]) -> Generator[Chunk, None, None]:
        """The rows of all files; every file is asked for the columns before the first one is read."""
        for path in self.paths:
            names.require_columns(self.source.header(path), columns, str(path))
        for path in self.paths:
            before = 0
            with closing(self.source.chunks(path, columns, self.texts)) as frames:
                for frame in frames:
                    yield Chunk(frame, str(path), before)
                    before += len(frame)

    def fingerprint(self) -> dict[str, Any]:
        """What the files were when this was asked for the first time."""
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> dict[str, Any]:
        return files.fingerprint(list(self.paths))  # takes seconds for a large file


@dataclass(frozen=True)
class MadeFeed:
    """The rows of a source without a file."""

    source: MadeSource

    @property
    def name(self) -> str:
        """The source with what it is asked for."""
        return self.source.title

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return list(self.source.known)

    def expected(self) -> int:
        """As many as are made."""
        return self.source.count

    def chunks(self, columns: list[str]) -> Generator[Chunk, None, None]:
        """The rows in order."""
        names.require_columns(self.header, columns, self.name)
        before = 0
        for frame in self.source.chunks(columns):
            yield Chunk(frame, self.name, before)
            before += len(frame)

    def fingerprint(self) -> dict[str, Any]:
        """What defines the rows."""
        return {**defined(self.source), **self.source.version()}


@dataclass(frozen=True)
class FrameFeed:
    """The rows of a pandas DataFrame that Python handed over."""

    frame: pd.DataFrame
    name: str = "the DataFrame"

    def __post_init__(self) -> None:
        if self.frame.columns.nlevels > 1 or not all(isinstance(column, str) for column in self.frame.columns):
            raise DataError(
                "the names of the DataFrame's columns have to be texts",
                help="write `frame.columns = [...]`, and `frame.reset_index()` where a name is in the index",
            )

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return list(self.frame.columns)

    def expected(self) -> int:
        """As many as it has."""
        return len(self.frame)

    def chunks(self, columns: list[str]) -> Generator[Chunk, None, None]:
        """The rows in order, whatever their index says."""
        names.require_columns(self.header, columns, self.name)
        for column in columns:
            nested = _nested(self.frame[column])
            if nested.any():
                said = f"row {int(nested.argmax()) + 1:,} of `{column}` holds several values, and not a plain one"
                raise DataError(said, help="give each value a column of its own")
        for start in range(0, len(self.frame), CHUNK):
            yield Chunk(self.frame.iloc[start : start + CHUNK][columns].reset_index(drop=True), self.name, start)

    def fingerprint(self) -> dict[str, Any]:
        """Names, rows and a digest of all values; the index is no part of it."""
        import pandas as pd

        digest = hashlib.sha256()
        for _, column in self.frame.items():
            plain = column.astype(str) if _nested(column).any() else column
            digest.update(pd.util.hash_pandas_object(plain, index=False).to_numpy().tobytes())
        return {"source": {"frame": {"columns": self.header}}, "sha256": digest.hexdigest()}


def _nested(series: pd.Series[Any]) -> NDArray[np.bool_]:
    """Which cells hold a list or the like."""
    if series.dtype != object:
        return np.zeros(len(series), dtype=np.bool_)
    several = Mapping, list, set, tuple, np.ndarray
    return np.fromiter((isinstance(value, several) for value in series), dtype=np.bool_, count=len(series))
