"""
What a run found out and the next one need not find out again, in the user's cache folder.

A cache can be deleted at any time, and never stands in the way: where nothing can be written nothing is kept, and an
entry that is damaged is as good as none. The folder belongs to the user alone, and what is read back is checked.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

_ROOM = 64
"""Entries in one of the 256 folders; beyond it the oldest go."""


def digest(*parts: str | bytes) -> str:
    """A key: the SHA-256 of all parts, told apart from one another, as 64 hexadecimal digits."""
    import hashlib

    whole = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        whole.update(b"%d:" % len(data))
        whole.update(data)
    return whole.hexdigest()


def home() -> Path:
    """The cache folder of seqspec: below `XDG_CACHE_HOME` where that is an absolute path, else below `~/.cache`."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    return Path(given if os.path.isabs(given) else os.path.expanduser("~/.cache")) / "seqspec"


class Cache:
    """
    JSON objects by key; reading gives None, and writing does nothing, where that is not possible.

    Args:
        name: what is kept, as the name of a folder: `profiles`.
        folder: where that folder lies; the user's cache folder where it is not given.
    """

    def __init__(self, name: str, folder: Path | None = None) -> None:
        self.folder = (home() if folder is None else folder) / name

    def get(self, key: str) -> dict[str, Any] | None:
        """
        What was kept under a key.

        Args:
            key: as `digest` makes it.
        """
        import json

        if not is_private(self.folder):
            return None
        try:
            signature, _, text = self._path(key).read_text("utf-8").partition("\n")
            content = json.loads(text) if signature == digest(key, text) else None
        except (OSError, ValueError, RecursionError):
            return None
        return content if isinstance(content, dict) else None

    def put(self, key: str, content: dict[str, Any]) -> None:
        """
        Keep what can be written as JSON under a key.

        Args:
            key: as `digest` makes it.
        """
        import json

        text = json.dumps(content, separators=(",", ":"))
        path = self._path(key)
        try:
            os.makedirs(self.folder.parent, mode=0o700, exist_ok=True)
            os.makedirs(path.parent, mode=0o700, exist_ok=True)
            os.chmod(self.folder, 0o700)
            if is_private(self.folder):
                _write(path, f"{digest(key, text)}\n{text}")
                _thin_out(path.parent)
        except OSError:
            pass

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"


def is_private(folder: Path) -> bool:
    """Whether nobody else can have written into a folder."""
    try:
        status = os.stat(folder)
    except OSError:
        return False
    owner = getattr(os, "getuid", lambda: status.st_uid)()
    return status.st_uid == owner and (os.name == "nt" or not status.st_mode & 0o022)


def _write(path: Path, text: str) -> None:
    """Under its final name a file is always whole."""
    temporary = path.with_name(f".{path.stem}.{os.getpid()}")
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _thin_out(folder: Path) -> None:
    """Drop the older half of a folder that has become too full."""
    with os.scandir(folder) as entries:
        files = list(entries)
    if len(files) > _ROOM:
        files.sort(key=lambda file: file.stat().st_mtime)
        for file in files[: -_ROOM // 2]:
            os.unlink(file)
