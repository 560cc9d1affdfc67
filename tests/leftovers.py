"""What a run left behind, to be compared with what another one did: everything but times and places."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import h5py

_TOLD = {"report.html", "spec.yaml", ".lock"}  # the page shows times
_TIMES = {"seconds", "at", "began", "resumed", "call", "model_sha256"}  # a model's file says when it was written


def leftovers(path: Path) -> dict[str, Any]:
    """The content of every file of a run folder by its name; of models the arrays, to the last bit."""
    return {each.name: _content(each) for each in path.iterdir() if each.name not in _TOLD}


def _content(path: Path) -> Any:
    if path.suffix == ".json":
        return _timeless(json.loads(path.read_text("utf-8")))
    if path.suffix == ".jsonl":
        return [_timeless(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
    if path.suffix == ".keras":
        with zipfile.ZipFile(path) as archive:
            return _arrays(io.BytesIO(archive.read("model.weights.h5")))
    return _arrays(path) if path.suffix == ".h5" else path.read_bytes()


def _timeless(value: dict[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in value.items() if key not in _TIMES}


def _arrays(file: Any) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    with h5py.File(file) as held:
        held.visititems(
            lambda name, each: found.update({name: each[()].tobytes()}) if isinstance(each, h5py.Dataset) else None
        )
    return found
