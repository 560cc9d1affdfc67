"""
Files of a run folder, which may come from a stranger: plain files only, none too large, nothing taken on trust.

A link is refused wherever it points, as is what would wait for a writer. JSON is read as the standard has it.
"""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any, NoReturn

from seqspec.errors import RunError
from seqspec.language.nesting import is_deep

_PLAIN = "put the file itself there"
MOST_BYTES = 64 * 2**20
"""No file that is read as text is larger."""

PUT_BACK = "put back what the run wrote there, or fit the spec again"
"""What to do about a damaged file."""


def text(path: Path, most: int = MOST_BYTES) -> str:
    """
    The text of a file.

    Args:
        most: bytes that it may have.

    Raises:
        RunError: it is not there, is no plain file, is too large, or is no text.
    """
    try:
        return _content(path, most).decode("utf-8")
    except UnicodeDecodeError as error:
        raise RunError(f"`{path}` can't be read: it is no text in UTF-8", help=PUT_BACK) from error


def json_value(path: Path, most: int = MOST_BYTES) -> Any:
    """
    The value in a JSON file.

    Raises:
        RunError: as `text`, or it is no JSON.
    """
    return parsed(text(path, most), path)


def parsed(content: str, path: Path, line: int = 1) -> Any:
    """
    The value that a JSON text stands for.

    Args:
        path: where the text came from, to be named.
        line: where in it the text begins.

    Raises:
        RunError: it is no JSON, or nested too deeply to be any of ours.
    """
    try:
        found = json.loads(content, parse_constant=_refuse)
        if is_deep(found):
            raise RecursionError
    except RecursionError as error:
        raise RunError(f"`{path}` is no JSON of ours: it is nested too deeply", help=PUT_BACK) from error
    except ValueError as error:
        raise RunError(
            f"`{path}` is no JSON: {_told(error, line) if content else 'it is empty'}", help=PUT_BACK
        ) from error
    return found


def _told(error: ValueError, line: int) -> str:
    """What is wrong with a text that begins in this line, and where."""
    if not isinstance(error, json.JSONDecodeError):
        return str(error)
    return f"line {line + error.lineno - 1:,}, column {error.colno:,}: {error.msg[:1].lower()}{error.msg[1:]}"


def json_lines(path: Path, most: int = MOST_BYTES) -> list[dict[str, Any]]:
    """
    The objects in a file of JSON Lines; a last line that was cut off while it was written is left out.

    Raises:
        RunError: as `text`, or a line before the last one is no JSON object.
    """
    content = text(path, most)
    whole = content[: content.rfind("\n") + 1]  # a line is written with its end
    lines = whole.split("\n")  # a text in it may hold what else ends a line
    found = {number: parsed(line, path, number) for number, line in enumerate(lines, 1) if line.strip()}
    for number, each in found.items():
        if not isinstance(each, dict):
            raise RunError(f"`{path}` is no file of JSON Lines: line {number:,} is no object", help=PUT_BACK)
    return [*found.values()]


def size(path: Path) -> int | None:
    """The bytes of a plain file; None where there is none, or something else of that name."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def reason(error: OSError) -> str:
    """What the system says, as a part of a sentence."""
    said = error.strerror or str(error)
    return said[:1].lower() + said[1:]


def _content(path: Path, most: int) -> bytes:
    if path.is_symlink():
        raise RunError(f"`{path}` can't be read: it is a link, and a run folder holds plain files only", help=_PLAIN)
    try:
        # A pipe would wait for its writer.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with open(handle, "rb") as file:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise RunError(f"`{path}` can't be read: it is no plain file", help=_PLAIN)
            if found.st_size > most:
                said = f"`{path}` can't be read: it has {found.st_size:,} bytes, and {most:,} are the limit"
                raise RunError(said, help=PUT_BACK)
            return file.read(most)
    except (OSError, ValueError) as error:  # a name may hold what no name can
        help = "let yourself read it" if isinstance(error, PermissionError) else PUT_BACK
        said = reason(error) if isinstance(error, OSError) else str(error)
        raise RunError(f"`{path}` can't be read: {said}", help=help) from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"`{constant}` is no number")
