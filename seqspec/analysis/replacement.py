"""Puts a new content in the place of a file's old one: whole or not at all, and with the same rights."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress

from seqspec.errors import UsageError


def replace_content(path: str | os.PathLike[str], data: bytes) -> None:
    """
    Write a file that exists anew.

    The new content is written beside it and takes its name when it is complete, so that there is always a whole file.
    Where the path is a symbolic link, what it leads to is written, and the link stays.

    Raises:
        UsageError: the file can't be written.
    """
    try:
        target = os.path.realpath(path)
        _replace(target, data, stat.S_IMODE(os.stat(target).st_mode))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"can't write {os.fspath(path)}: {reason}", help="see who may write there") from None


def _replace(target: str, data: bytes, mode: int) -> None:
    if not os.access(target, os.W_OK):  # taking its name would get round a file that is write-protected
        raise PermissionError("the file is write-protected")
    handle, temporary = tempfile.mkstemp(prefix=".seqspec-", dir=os.path.dirname(target))
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
