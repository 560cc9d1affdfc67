"""
Arrays that were made once and need not be made again, in the user's cache folder, opened memory-mapped.

Like every cache of seqspec it can be deleted at any time and never stands in the way: where nothing can be written
nothing is kept, and an entry that is damaged is as good as none.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from seqspec.analysis.store.cache import digest, home, is_private
from seqspec.data.reading.scratch import Scratch, let_go

Arrays: TypeAlias = "Mapping[str, NDArray[Any]]"

MOST = 4 << 30
"""Bytes that all entries may take together; beyond it those go that were not used for longest."""
_FACTS = "facts.json"
_DAY = 24 * 60 * 60
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Kept:
    """
    An entry.

    Args:
        arrays: by name; they can be read and not be written to.
        facts: what else is known, as JSON.
    """

    arrays: dict[str, NDArray[Any]]
    facts: dict[str, Any]


class Store:
    """
    Arrays by key.

    Under its final name an entry is always whole: it is written to a folder of another name, which is then renamed. So
    two processes may keep the same at once, and one may drop what the other reads.

    Args:
        folder: where the entries lie; `data` in the user's cache folder where it is not given.
        most: bytes that all of them may take together.
    """

    def __init__(self, folder: Path | None = None, most: int = MOST) -> None:
        self.folder = home() / "data" if folder is None else folder
        self.most = most

    def find(self, key: str) -> Kept | None:
        """
        What was kept under a key; every byte of it is checked.

        Args:
            key: as `digest` makes it.
        """
        entry = self.folder / key
        if not is_private(self.folder):
            return None
        try:
            kept = _read(entry, key)
            os.utime(entry)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return kept

    def keep(self, key: str, arrays: Arrays, facts: dict[str, Any]) -> Kept | None:
        """
        Keep arrays under a key, and give them back as they will be found; None where that is not possible.

        Args:
            key: as `digest` makes it.
            facts: what else is known, as JSON.
        """
        size = sum(array.nbytes for array in arrays.values())
        try:
            _make_private(self.folder)
            if size > self.most or 2 * size > shutil.disk_usage(self.folder).free:
                return None
            self._place(_written(self.folder, key, arrays, facts), key)
            self._thin_out(key)
        except OSError:
            return None
        return self.find(key)

    @property
    def scratch(self) -> Scratch:
        """Where arrays go while they are made."""
        with suppress(OSError):
            _make_private(self.folder)
        return Scratch(self.folder)

    def _place(self, written: Path, key: str) -> None:
        """Give a whole entry its name; where another process was faster its entry stays, unless it is damaged."""
        try:
            with suppress(OSError):
                os.rename(written, self.folder / key)
                return
            if self.find(key) is None:
                os.rename(self.folder / key, written.with_suffix(".old"))
                os.rename(written, self.folder / key)
        finally:
            shutil.rmtree(written, ignore_errors=True)
            shutil.rmtree(written.with_suffix(".old"), ignore_errors=True)

    def _thin_out(self, newest: str) -> None:
        """Drop what processes left behind that were killed, and the oldest entries until the rest has room."""
        entries = sorted((entry.stat().st_mtime, entry.name) for entry in os.scandir(self.folder))
        sizes = {name: _size(self.folder / name) for _, name in entries}
        for used, name in entries:
            left_behind = name.startswith(".") and time.time() - used > _DAY
            too_much = not name.startswith(".") and name != newest and sum(sizes.values()) > self.most
            if left_behind or too_much:
                shutil.rmtree(self.folder / name, ignore_errors=True)
                del sizes[name]


def scratch_of(store: Store | None) -> Scratch:
    """Where arrays go while they are made: beside those that are kept, else to the system's temporary folder."""
    return Scratch() if store is None else store.scratch


def _make_private(folder: Path) -> None:
    os.makedirs(folder.parent, mode=0o700, exist_ok=True)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    os.chmod(folder, 0o700)
    if not is_private(folder):
        raise PermissionError


def _size(entry: Path) -> int:
    with suppress(OSError):
        return sum(file.stat().st_size for file in os.scandir(entry))
    return 0


# ------------------------------------------------------------------------------------------------------- one entry


def _written(folder: Path, key: str, arrays: Arrays, facts: dict[str, Any]) -> Path:
    """An entry under a name of its own."""
    entry = Path(tempfile.mkdtemp(prefix=".", dir=folder))  # mkdtemp makes it private
    try:
        listed = list(_saved(entry, arrays))
        text = json.dumps({"arrays": listed, "facts": facts}, separators=(",", ":"))
        (entry / _FACTS).write_text(f"{digest(key, text)}\n{text}", "utf-8")
    except BaseException:
        shutil.rmtree(entry, ignore_errors=True)
        raise
    return entry


def _saved(entry: Path, arrays: Arrays) -> Iterator[dict[str, Any]]:
    """Each array with the checksum of its file."""
    for number, (name, array) in enumerate(arrays.items()):
        path = entry / f"{number}.npy"
        np.save(path, array, allow_pickle=False)
        let_go(array)
        yield {"name": name, "crc32": _checksum(path)}


def _read(entry: Path, key: str) -> Kept:
    """
    An entry, opened.

    Raises:
        OSError, ValueError, KeyError, TypeError: it is damaged, or there is none.
    """
    signature, _, text = (entry / _FACTS).read_text("utf-8").partition("\n")
    if signature != digest(key, text):
        raise ValueError(entry)
    found = json.loads(text)
    arrays = {}
    for number, each in enumerate(found["arrays"]):
        path = entry / f"{number}.npy"
        if _checksum(path) != each["crc32"]:
            raise ValueError(path)
        arrays[each["name"]] = _mapped(path)
    return Kept(arrays, found["facts"])


def _checksum(path: Path) -> int:
    """What tells a damaged file; nobody but the user can have written it, so that no more is needed."""
    found = 0
    with path.open("rb") as file:
        for block in iter(partial(file.read, _BLOCK), b""):
            found = crc32(block, found)
    return found


def _mapped(path: Path) -> NDArray[Any]:
    array = np.load(path, allow_pickle=False)[:0] if _is_empty(path) else np.load(path, "r", allow_pickle=False)
    return np.asarray(array)  # a plain array: each look into a memmap makes another memmap, which takes time


def _is_empty(path: Path) -> bool:
    """Whether a file holds no values: nothing can't be mapped."""
    with path.open("rb") as file:
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        return 0 in read(file)[0]
