"""Room on the disk for arrays that are too long for memory: files without a name, gone with whoever looks at them."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from typing import IO, Any
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from seqspec.errors import DataError

LONG = 1 << 24
"""Bytes from which on an array goes on in a file."""
_ROWS = 1 << 16


@dataclass(frozen=True)
class Scratch:
    """
    Where long arrays go.

    Args:
        folder: where their files lie; the system's temporary folder where it is None, or nothing can be made in it.
        most: bytes up to which an array stays in memory.
    """

    folder: Path | None = None
    most: int = LONG

    def spool(self, dtype: np.dtype[Any]) -> Spool:
        """
        A file to write an array to.

        Raises:
            DataError: no file can be made.
        """
        if self.folder is not None:
            with suppress(OSError):
                return Spool(TemporaryFile(dir=self.folder, buffering=0), dtype, self.folder)
        folder = Path(gettempdir())
        try:
            return Spool(TemporaryFile(dir=folder, buffering=0), dtype, folder)
        except OSError as error:
            raise _no_room(folder, error) from None


class Spool:
    """
    An array in a file that has no name: no other process sees it, and nothing is left of it however this one ends.

    Args:
        folder: what messages call the place.
    """

    def __init__(self, file: IO[bytes], dtype: np.dtype[Any], folder: Path) -> None:
        self._file, self._dtype, self._folder = file, dtype, folder
        finalize(self, file.close)

    def write(self, values: NDArray[Any]) -> None:
        """
        Add values to the end.

        Raises:
            DataError: there is no room.
        """
        rest = np.ascontiguousarray(values, dtype=self._dtype).view(np.uint8).data
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise _no_room(self._folder, error) from None

    @property
    def values(self) -> NDArray[Any]:
        """All that was written, `[n]`, mapped into memory; can be read and not be written to."""
        return np.frombuffer(mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ), dtype=self._dtype)


def _no_room(folder: Path, error: OSError) -> DataError:
    said = f"the data is too long to be held in memory, and can't be written to `{folder}`: {error.strerror or error}"
    return DataError(
        said, help="make room there, or name another folder as XDG_CACHE_HOME, with `--no-cache` as TMPDIR"
    )


def sweep(*arrays: NDArray[Any]) -> Iterator[slice]:
    """The rows of arrays of one length, some ten thousand at a time; pages of files are let go after they were seen."""
    for start in range(0, len(arrays[0]), _ROWS):
        yield slice(start, min(start + _ROWS, len(arrays[0])))
        let_go(*arrays)


def let_go(*arrays: NDArray[Any]) -> None:
    """Give the memory of mapped arrays back; whoever looks at them again reads them from their files again."""
    for mapping in map(_mapping, arrays):
        if mapping is not None and hasattr(mapping, "madvise"):
            mapping.madvise(mmap.MADV_DONTNEED)


def _mapping(array: Any) -> mmap.mmap | None:
    """What an array looks at, if that is a file."""
    while array is not None and not isinstance(array, mmap.mmap):
        array = array.obj if isinstance(array, memoryview) else getattr(array, "base", None)
    return array
