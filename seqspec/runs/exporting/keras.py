"""The `.keras` file of a run as it is: stock Keras loads it, and gives what the run's own model gives."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from seqspec.errors import ExportError
from seqspec.lowering.backend import choose, installed
from seqspec.lowering.reading.archive import read_config
from seqspec.lowering.reading.text import write as write_spec
from seqspec.runs import folder as files
from seqspec.runs.exporting._calling import Runtime, called
from seqspec.runs.exporting._child import checked
from seqspec.runs.exporting._files import whole
from seqspec.runs.exporting._subject import Subject, require_run
from seqspec.runs.opening import read_spec

SUFFIX = ".keras"


def write(subject: Subject, path: Path, backend: str | None) -> str:
    """
    Copy the model file, and let stock Keras load it in a process of its own; returns what it is.

    Raises:
        ExportError: it is a spec, which has no weights, the file can't be written, or it is not the model of its spec.
        RunError: the run left no model.
        BackendError: there is nothing that Keras could run on.
    """
    folder = require_run(subject)
    spec, _ = read_spec(folder)
    wanted = backend or spec.runtime.backend
    runs_on = wanted if installed(wanted) else choose("auto")
    with whole(path) as temporary:
        shutil.copyfile(folder.path / files.MODEL, temporary)
        told = checked(folder.path, temporary, "keras", runs_on)
    return f"{path.stat().st_size:,} bytes, {told}; loaded with: keras.models.load_model"


def runtime(model: Any, out: Path) -> Runtime:
    """Of a copy that is there already: loaded by stock Keras, once all in it is known to be Keras's own."""
    import keras

    _require_stock(config := read_config(out))
    write_spec(config, out.name)
    loaded = keras.models.load_model(out, compile=False, safe_mode=True)
    return lambda given: called(loaded, given)


def _require_stock(value: Any) -> None:
    """Nothing that Keras would make an object of is anybody else's."""
    if isinstance(value, dict):
        home = value.get("module")
        if isinstance(home, str) and home.partition(".")[0] not in {"keras", "builtins"}:
            raise ExportError("the model file holds an object that is none of Keras's own")
        for each in value.values():
            _require_stock(each)
    elif isinstance(value, list):
        for each in value:
            _require_stock(each)
