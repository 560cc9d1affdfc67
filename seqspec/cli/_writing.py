"""Where a command writes to: standard output, or a file that is never replaced unless that is asked for."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
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


def require_free(path: Path | None, force: bool) -> None:
    """
    Refuse to write over a file, before any work is done.

    Raises:
        RunError: there is one, or something else of this name.
    """
    if path is not None and path.exists() and not (force and path.is_file()):
        help = "pass --force to replace it" if path.is_file() else "name a file"
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
    with _beside(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as stream:
        yield stream


def save(path: Path, content: bytes) -> None:
    """
    A file that has its name only once it is whole.

    Raises:
        RunError: it can't be written.
    """
    with _beside(path) as temporary:
        temporary.write_bytes(content)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A file that takes the place of `path` at the end."""
    temporary = path.with_name(f".{path.name}.partial")
    try:
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        raise RunError(f"`{path}` can't be written: {(error.strerror or str(error)).lower()}") from error
    finally:
        temporary.unlink(missing_ok=True)
