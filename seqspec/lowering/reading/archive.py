"""What a model file says of its model: JSON, bounded, out of a `.keras` archive or by itself."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any, NoReturn

from seqspec.errors import ExportError
from seqspec.language.nesting import is_deep

_MEMBERS = frozenset({"metadata.json", "config.json", "model.weights.h5"})
_CONFIG = "config.json"
_MOST_BYTES = 16 * 2**20
_SAVE_AGAIN = "open it in the Keras that wrote it, and save it as `model.keras`, or write `model.to_json()` to a file"


def read_config(path: Path) -> dict[str, Any]:
    """
    The configuration of a model.

    Args:
        path: a `.keras` file, or a JSON file with what Keras's `to_json` gives.

    Raises:
        ExportError: the file is neither, or holds more than it should.
    """
    try:
        found = json.loads(_text(path), parse_constant=_refuse_constant)
        if is_deep(found):
            raise RecursionError
        json.dumps(found, ensure_ascii=False).encode()  # a text may hold half of a character, which nothing can write
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ExportError(f"`{path}` holds no configuration of Keras: {_reason(error)}", help=_SAVE_AGAIN) from None
    if not isinstance(found, dict) or not isinstance(found.get("config"), dict | list):
        raise ExportError(f"`{path}` holds no configuration of a Keras model", help=_SAVE_AGAIN)
    return found


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            what = "is no regular file" if path.exists() else "does not exist"
            raise ExportError(f"`{path}` {what}", help="name a `.keras` or a `.json` file")
        if zipfile.is_zipfile(path):
            return _from_archive(path)
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ExportError(f"`{path}` can't be read: {(error.strerror or str(error)).lower()}") from error
    if content.startswith(b"\x89HDF"):
        raise ExportError(f"`{path}` is an HDF5 file, as older versions of Keras wrote them", help=_SAVE_AGAIN)
    return _bounded(content, path).decode("utf-8")


def _from_archive(path: Path) -> str:
    """The one member that is needed; what else is in the archive is listed, and never opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.infolist()]
            unknown = sorted({name for name in names if name not in _MEMBERS and not name.startswith("assets/")})
            if unknown or names.count(_CONFIG) != 1:
                what = f"it holds `{unknown[0]}`" if unknown else f"it has no single `{_CONFIG}`"
                raise ExportError(f"`{path}` is no model that Keras wrote: {what}", help=_SAVE_AGAIN)
            with archive.open(_CONFIG) as member:
                return _bounded(member.read(_MOST_BYTES + 1), path).decode("utf-8")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise ExportError(f"`{path}` is a damaged archive: {_reason(error)}", help=_SAVE_AGAIN) from None


def _bounded(content: bytes, path: Path) -> bytes:
    if len(content) > _MOST_BYTES:
        raise ExportError(f"the configuration in `{path}` has more than {_MOST_BYTES // 2**20} MiB")
    return content


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"it has the number {name}, which JSON does not know")


def _reason(error: Exception) -> str:
    return "it is nested too deep" if isinstance(error, RecursionError) else str(error)
