"""Which files a run of lint is about: the ones it is given, and the specs below the folders it is given."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

_KEY = re.compile(rb"""^(?:\xef\xbb\xbf)?["']?seqspec["']?[ \t]*:""", re.MULTILINE)


def find_specs(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Path]:
    """Every file that is named, whatever it is; of a folder every *.yaml and *.yml that says it is a spec."""
    for path in map(Path, paths):
        if os.path.isdir(path):
            yield from filter(_is_spec, candidates(path))
        else:
            yield path


def candidates(path: str | os.PathLike[str]) -> list[Path]:
    """The file itself, or every *.yaml and *.yml below a folder, by name; none of them is opened."""
    path = Path(path)
    if not os.path.isdir(path):
        return [path]
    return sorted(file for file in _below(path) if file.suffix in {".yaml", ".yml"})


def _below(path: Path) -> Iterator[Path]:
    """Every file in a folder and below it; hidden folders, such as an environment's, are left out."""
    for folder, folders, files in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(folder, name) for name in files)


def _is_spec(file: Path) -> bool:
    """Whether what a folder holds is a file, and says that it is a spec: a key `seqspec` at the left margin."""
    try:
        if not stat.S_ISREG(os.stat(file).st_mode):
            return False
        with file.open("rb") as stream:
            return _KEY.search(stream.read(1 << 20)) is not None
    except OSError:
        return False
