"""
One process at a time writes a run: a lock on a file in its folder, which the system takes away with its process.

The file says which process that is. What a killed one leaves of it binds nobody.
"""

from __future__ import annotations

import errno
import os
import platform
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from seqspec.errors import RunError
from seqspec.runs import reading

NAME = ".lock"
_MOST_BYTES = 1000
_HOLDER = re.compile(r"process (\d{1,9}) on (.*)")
_TAKEN = {errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES}


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """
    Keep a run folder for this process.

    Raises:
        RunError: another one writes it, or no file can be made in it.
    """
    path = folder / NAME
    handle = _held(path)
    try:
        with suppress(OSError):  # a full disk: the lock holds all the same
            os.ftruncate(handle, 0)
            os.write(handle, f"process {os.getpid()} on {platform.node()}\n".encode())
        yield
    finally:
        try:
            with suppress(OSError):  # Windows removes no file that is open
                path.unlink()
        finally:
            os.close(handle)


def is_abandoned(folder: Path) -> bool:
    """Whether the process that kept a run folder died without giving it back, as far as this machine can tell."""
    match = _HOLDER.fullmatch(_holder(folder / NAME))
    if match is None or match[2] != platform.node() or os.name != "posix":
        return False
    try:
        os.kill(int(match[1]), 0)  # which only asks
    except ProcessLookupError:
        return True
    except PermissionError:  # it is somebody else's
        pass
    return False


def _held(path: Path) -> int:
    """The lock's file, open and locked; never one that another process has just removed."""
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        except OSError as error:
            raise RunError(f"the run folder `{path.parent}` can't be written: {reading.reason(error)}") from error
        try:
            _lock(handle, path)
            if _is_at(path, handle):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _is_at(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _holder(path: Path) -> str:
    try:
        return reading.text(path, _MOST_BYTES).strip() or "another process"
    except RunError:
        return "another process"


def _lock(handle: int, path: Path) -> None:
    """
    Lock an open file.

    Raises:
        RunError: another process has locked it, or the file system knows no locks.
    """
    try:
        if os.name == "nt":
            import msvcrt

            os.lseek(handle, _MOST_BYTES, os.SEEK_SET)  # what is locked can't be read
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _TAKEN:
            said, help = f"the run `{path.parent}` is being written by {_holder(path)}", "wait until it has ended"
        else:  # as on a network's file system without a service for locks
            said = f"the run folder `{path.parent}` can't be locked: {reading.reason(error)}"
            help = "put the run on a file system that knows locks"
        raise RunError(said, help=help) from error
