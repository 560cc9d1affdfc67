"""Files written anew: under their name there is the old text or the new one, never a part of either."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress


def write_text(file: str | os.PathLike[str], text: str) -> None:
    """
    Write a text to a file, which keeps its permissions; a link stays a link, and a device or a pipe what it is.

    Args:
        text: written as it is, line ends included.

    Raises:
        OSError: the file is a folder, or can't be written.
    """
    if _is_special(file):
        with open(file, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        return
    target = os.path.realpath(file)
    mode = _mode(target)
    descriptor, draft = tempfile.mkstemp(prefix=f".{os.path.basename(target)[:100]}.", dir=os.path.dirname(target))
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        os.chmod(draft, mode)
        os.replace(draft, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(draft)
        raise


def _is_special(file: str | os.PathLike[str]) -> bool:
    """Whether there is something that is neither a file nor a folder: it can't be replaced, only written to."""
    try:
        mode = os.stat(file).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _mode(target: str) -> int:
    """The permissions of a file, or those that a new one gets."""
    try:
        status = os.stat(target)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(21, "this is a folder", target)
    if not os.access(target, os.W_OK):
        raise PermissionError(13, "permission denied", target)
    return stat.S_IMODE(status.st_mode)
