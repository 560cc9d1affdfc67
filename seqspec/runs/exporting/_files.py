"""Files that have their names only once they are whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seqspec.errors import ExportError


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """
    A path in a folder of its own beside `path`, with the same name; what is made there is put in its place at the end.

    Raises:
        ExportError: it can't be written; what else goes wrong inside `with` is left as it is.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.stem}.partial") as folder:
            yield Path(folder) / path.name
            os.replace(Path(folder) / path.name, path)
    except OSError as error:
        raise ExportError(
            f"`{path}` can't be written: {(error.strerror or str(error)).lower()}", help="name another place with -o"
        ) from error
