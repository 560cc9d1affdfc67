"""Exports in a process of its own: on a backend that this one may not run on, and nothing of it stays behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from seqspec.errors import ExportError
from seqspec.lowering.backend import installed
from seqspec.runs import folder as files
from seqspec.runs.exporting._files import whole
from seqspec.runs.exporting._graph import obstacle
from seqspec.runs.exporting._subject import Subject, require_run
from seqspec.runs.folder import RunFolder
from seqspec.runs.opening import read_spec

_SECONDS = 600
_OTHERWISE = "keep the .keras file: `--to keras`"


def exported(
    subject: Subject,
    path: Path,
    form: str,
    needs: tuple[str, ...],
    extra: str,
    backend: str | None,
    beside: bool = False,
) -> str:
    """
    Export a run, compare the export with Keras, and write beside it what it was learnt with.

    Args:
        form: a module of this folder that has a `runtime`.
        needs: packages that have to be there.
        extra: the one of seqspec's extras that they come with.
        backend: what was asked for; TensorFlow is what there is.
        beside: whether the form is one file, which has what was learnt in another one beside it; else a folder.

    Raises:
        ExportError: another backend is asked for, a package is missing, the form can't hold the model, or the export
            gives other numbers than Keras.
        RunError: the run left no model.
    """
    _require_tensorflow(form, backend)
    folder = require_run(subject)
    read_spec(folder)
    missing = [name for name in needs if not installed(name)]
    if missing:
        listed = " and ".join(f"`{name}`" for name in missing)
        raise ExportError(f"`--to {form}` needs {listed}", help=f"pip install 'seqspec-keras[{extra}]'")
    if path.is_dir():
        raise ExportError(f"`{path}` is a folder that exists already", help="name another one with -o")
    recipe = path.with_name(f"{path.name}.recipe.json")
    if beside and not path.exists():  # who may replace the one may replace the other
        _require_own(recipe, folder)
    with whole(path) as temporary:
        told = checked(folder.path, temporary, form)
        if beside:  # at no time does a model lie beside the recipe of another one
            path.unlink(missing_ok=True)
        _write_recipe(folder, recipe if beside else temporary / files.RECIPE)
    return f"{told}; {_inside(subject)}"


def checked(run: Path, out: Path, form: str, backend: str = "tensorflow") -> str:
    """
    Let a process export a run and compare the export with Keras; returns how close it is.

    Raises:
        ExportError: the form can't hold the model, or the export gives other numbers than Keras.
    """
    told = _run(run, out, form, backend)
    return f"checked against Keras on {told['rows']} examples, {told['difference']:.1g} apart at most"


def _run(run: Path, out: Path, form: str, backend: str) -> dict[str, Any]:
    # -P: a folder that somebody stands in while exporting has no say in what is imported.
    command = [sys.executable, "-P", "-m", "seqspec.runs.exporting._worker", str(run), str(out), form, backend]
    environment = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise ExportError(f"the export took more than {_SECONDS // 60} minutes") from None
    lines = done.stdout.strip().splitlines()
    told = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    if done.returncode or "difference" not in told:
        said = told.get("error") or (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        raise ExportError(f"the model can't be exported: {said}", help=_OTHERWISE if form != "keras" else None)
    return dict(told)


def _require_tensorflow(form: str, backend: str | None) -> None:
    if backend not in {None, "auto", "tensorflow"}:
        said = f"`--to {form}` is written by TensorFlow, whatever the run was trained on, and not on `{backend}`"
        raise ExportError(said, help="leave `--backend` out")


def _require_own(recipe: Path, folder: RunFolder) -> None:
    """Nothing is there, or what an export that was killed left."""
    text = folder.read(files.RECIPE).encode()
    if recipe.exists() and not (recipe.is_file() and recipe.read_bytes() == text):
        raise ExportError(f"`{recipe}`, which is written as well, exists already", help="name another place with -o")


def _write_recipe(folder: RunFolder, path: Path) -> None:
    """What the training part taught, as JSON."""
    with whole(path) as temporary:
        temporary.write_text(folder.read(files.RECIPE), "utf-8")


def _inside(subject: Subject) -> str:
    reason = obstacle(subject.spec)
    if reason is None:
        return "it takes and gives original units"
    return f"it takes and gives the model's own units, as {reason}: the recipe is beside it"
