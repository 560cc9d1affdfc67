"""The `.keras` file of a run as it is: stock Keras loads it."""

from __future__ import annotations

import shutil
from pathlib import Path

from seqspec.runs import folder as files
from seqspec.runs.exporting._files import whole
from seqspec.runs.exporting._subject import Subject, require_run
from seqspec.runs.opening import read_spec

SUFFIX = ".keras"


def write(subject: Subject, path: Path, backend: str | None) -> str:
    """
    Copy the model file; returns what it is.

    Raises:
        ExportError: it is a spec, which has no weights, or the file can't be written.
        RunError: the run left no model.
    """
    folder = require_run(subject)
    read_spec(folder)
    with whole(path) as temporary:
        shutil.copyfile(folder.path / files.MODEL, temporary)
    return f"{path.stat().st_size:,} bytes, loaded with: keras.models.load_model"
