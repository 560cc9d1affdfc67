"""Files of characters: opened in the encoding that the spec names, and refused where they are something else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from seqspec.errors import DataError

_START = 1 << 12
_BLOCK = 1 << 20
_WIDE = ("utf-16", "utf-32", "utf_16", "utf_32")
_PACKED = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"PK\x03\x04": "ZIP",
}
"""The first bytes of compressed files."""
_KINDS = {"csv": "CSV", "jsonl": "JSON Lines"}
"""What the files of a source are called, where it is not text."""


def codec(encoding: str) -> str:
    """What Python calls the encoding: UTF-8 is read without the mark that some programs put before the first letter."""
    return "utf-8-sig" if encoding.lower().replace("_", "-") in {"utf-8", "utf8"} else encoding


@contextmanager
def opened(path: Path, encoding: str, source: str, newline: str | None = None) -> Iterator[TextIO]:
    """
    The characters of a file.

    Args:
        source: the name of the source that reads it, for messages.

    Raises:
        DataError: it is compressed, binary, or not in this encoding.
    """
    require_characters(path, encoding, source)
    with told(path, encoding, source), path.open(encoding=codec(encoding), newline=newline) as file:
        yield file


@contextmanager
def told(path: Path, encoding: str, source: str) -> Iterator[None]:
    """Says where the characters of a file that is read here are not in its encoding."""
    try:
        yield
    except UnicodeDecodeError as error:
        said = f"`{path}` is not {encoding} text: byte 0x{error.object[error.start]:02x} can't be read"
        raise DataError(said, help=f"say how it is written: `{source}: {{path: ..., encoding: latin-1}}`") from None
    except UnicodeError as error:  # of a codec that knows no place: no mark of the order of bytes, for one
        said = f"`{path}` is not {encoding} text: {error}"
        name = "utf-16-le" if encoding.lower().startswith(_WIDE) else "latin-1"
        raise DataError(said, help=f"say how it is written: `{source}: {{path: ..., encoding: {name}}}`") from None


def require_characters(path: Path, encoding: str, source: str) -> None:
    """
    Refuse a file that is compressed, which is never undone silently, or binary.

    Raises:
        DataError: says which, or that there is no such encoding.
    """
    try:
        "".encode(encoding)
    except (LookupError, ValueError):  # a NUL in the name; `undefined`, which refuses all texts
        raise DataError(
            f"there is no encoding `{ascii(encoding)[1:-1]}`", help="write utf-8, latin-1 or cp1252"
        ) from None
    with path.open("rb") as file:
        start = file.read(_START)
    kind = _KINDS.get(source, "text")
    for mark, packer in _PACKED.items():
        if start.startswith(mark):
            raise DataError(f"`{path}` is compressed with {packer}, and not {kind}", help="unpack it first")
    if b"\0" in start and not encoding.lower().startswith(_WIDE):
        raise DataError(
            f"`{path}` is a binary file, and not {kind}", help=f"export it as {kind}, or name another source"
        )


def lines(path: Path) -> int:
    """How many lines a file has; the last one may lack its end."""
    count, last = 0, b"\n"
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            count += block.count(b"\n")
            last = block[-1:]
    return count + (last != b"\n")
