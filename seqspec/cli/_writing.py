"""Where a command writes to: standard output, or a file that is never replaced unless that is asked for."""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from seqspec.errors import RunError


def add_out(parser: argparse.ArgumentParser, what: str) -> None:
    """`-o FILE` and `--force`, as `options.out` and `options.force`."""
    parser.add_argument(
        "-o", "--out", metavar="FILE", type=Path, help=f"where the {what} goes; standard output by default"
    )
    parser.add_argument("--force", action="store_true", help="replace FILE where it exists")


def tell(notes: Iterable[str]) -> None:
    """What a reader has to know, beside the output: on standard error."""
    for note in notes:
        print(f"note: {note}", file=sys.stderr)


def require_free(path: Path | None, force: bool) -> None:
    """
    Refuse to write over a file, before any work is done.

    Raises:
        RunError: there is one, or something else of this name, or no file can be called so.
    """
    if path is None:
        return
    with reported(path):
        there, replaceable = path.exists(), path.is_file()
    if there and not (force and replaceable):
        help = "pass --force to replace it" if replaceable else "name a file"
        raise RunError(f"`{path}` exists already", help=help)


@contextmanager
def opened(path: Path | None) -> Iterator[TextIO]:
    """
    Standard output, or a file that has its name only once it is whole.

    Raises:
        RunError: the file can't be written.
    """
    if path is None:
        yield sys.stdout
        return
    with beside(path) as temporary:
        with reported(path):
            stream = _Reporting(temporary, path)
        with stream:
            yield stream


def made_folder(path: Path) -> None:
    """
    A folder for what is written; one that is there already will do.

    Raises:
        RunError: it can't be made.
    """
    with reported(path):
        path.mkdir(parents=True, exist_ok=True)


def save(path: Path, content: bytes) -> None:
    """
    A file that has its name only once it is whole.

    Raises:
        RunError: it can't be written.
    """
    with beside(path) as temporary, reported(path):
        temporary.write_bytes(content)


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """
    An empty file of a name that no other process has, which takes the place of `path` at the end.

    Raises:
        RunError: it can't be made or put there; what goes wrong inside `with` is left as it is.
    """
    with reported(path):
        temporary = _made(path)
    try:
        yield temporary
        with reported(path):
            os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def reported(path: Path) -> Iterator[None]:
    """
    Say of an OSError which file can't be written.

    Raises:
        RunError: in its place.
    """
    try:
        yield
    except OSError as error:
        raise RunError(f"`{path}` can't be written: {(error.strerror or str(error)).lower()}") from error


def _made(path: Path) -> Path:
    """A new file in the folder of `path`, with the mode that any new file has."""
    handle, name = tempfile.mkstemp(f".partial{path.suffix}", f".{path.stem}.", path.parent)
    os.close(handle)
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(name, 0o666 & ~mask)
    return Path(name)


class _Reporting(io.TextIOWrapper):
    """A text file that says which file can't be written, under the name that it will have."""

    def __init__(self, temporary: Path, path: Path) -> None:
        self._path = path
        super().__init__(temporary.open("wb"), encoding="utf-8", newline="")

    def write(self, text: str, /) -> int:
        with reported(self._path):
            return super().write(text)

    def flush(self) -> None:
        with reported(self._path):
            super().flush()

    def close(self) -> None:
        with reported(self._path):  # what is still in memory is written now
            super().close()
