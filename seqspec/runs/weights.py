"""
Models in and out of `.keras` files.

A run knows its file again by the digest in `environment.json`. Both may come from a stranger: the members of the file
are listed and bounded, links out of its HDF5 are refused, and so are numbers that it claims and does not hold. Only
weights are taken from it, into a model that was built from our own spec.
"""

from __future__ import annotations

import hashlib
import io
import math
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from seqspec.errors import RunError
from seqspec.lowering.backend import without_tensorflow
from seqspec.runs import reading
from seqspec.runs.folder import ENVIRONMENT, MODEL, RunFolder

_DIGESTS = "model_sha256"
"""Where `environment.json` says what `model.keras` may be: while it is written, what it was before, too."""
_MEMBERS = {"metadata.json", "config.json", "model.weights.h5"}
_WEIGHTS = "model.weights.h5"
_SPARE_BYTES = 16 * 2**20
_COPIES = 8  # the weights themselves, and what an optimizer keeps for each of them
_MOST_OBJECTS = 1_000_000
_NUMBER_BYTES = 8
_DAMAGED = (zipfile.BadZipFile, OSError, KeyError, EOFError)


def save(model: Any, folder: RunFolder) -> None:
    """
    Write the model into the run folder, and its digest; where that fails, into the folder for temporary files.

    Raises:
        RunError: it could not be written into the run folder; says where it is instead.
    """
    try:
        with folder.writing(MODEL) as path, without_tensorflow():
            model.save(path)
            found = _digest(path)
            _tell(folder, [*_known(folder), found])  # first, so that whoever is killed leaves no model that is unknown
    except RunError as error:
        refuge = _save_elsewhere(model, folder.path.name)
        if refuge is None:
            raise
        raise RunError(error.message, help=f"the trained model is in `{refuge}` instead; {error.help}") from error
    _tell(folder, [found])


def _save_elsewhere(model: Any, name: str) -> Path | None:
    handle, file = tempfile.mkstemp(prefix=f"{name}-", suffix=".keras")
    os.close(handle)
    try:
        with without_tensorflow():
            model.save(file)
    except OSError:
        Path(file).unlink(missing_ok=True)
        return None
    return Path(file)


def is_own(folder: RunFolder) -> bool:
    """
    Whether the model in the run folder is the one that the run wrote; a run that does not tell is believed.

    Raises:
        RunError: a file can't be read.
    """
    known = _known(folder)
    try:
        return not known or _digest(folder.path / MODEL) in known
    except OSError as error:
        said = f"`{folder.path / MODEL}` can't be read: {reading.reason(error)}"
        raise RunError(said, help="let yourself read it") from error


def _known(folder: RunFolder) -> list[Any]:
    """The digests that the model may have."""
    there = reading.size(folder.path / ENVIRONMENT) is not None
    known = folder.read_object(ENVIRONMENT).get(_DIGESTS) if there else None
    return known if isinstance(known, list) else []


def _tell(folder: RunFolder, digests: list[Any]) -> None:
    folder.write_json(ENVIRONMENT, {**folder.read_object(ENVIRONMENT), _DIGESTS: digests})


def _digest(path: Path) -> str:
    """SHA-256 of a file, as `sha256sum` would say it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load(model: Any, path: Path) -> None:
    """
    Fill a model with the weights in a `.keras` file; nothing else is taken from the file.

    Raises:
        RunError: the file is not there, is not what Keras writes, or belongs to another model.
    """
    require_readable(path, int(model.count_params()))
    try:
        model.load_weights(path)
    except _DAMAGED as error:
        raise _damaged(path, error) from error
    except ValueError as error:
        reason = str(error).strip().partition("\n")[0]
        said = f"the weights in `{path}` do not fit the spec beside it: {reason}"
        raise RunError(said, help=reading.PUT_BACK) from error


def require_readable(path: Path, params: int | None) -> None:
    """
    See that a `.keras` file holds weights that can be read; whose they are is seen where a model takes them.

    Args:
        params: how many numbers the model has; None where nobody knows.

    Raises:
        RunError: the file is not there, or is not what Keras writes.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(archive, path, None if params is None else _NUMBER_BYTES * params)
            _check_weights(archive.read(_WEIGHTS), path)
    except FileNotFoundError:
        raise RunError(f"there is no model `{path}`: the run was never finished", help="fit the spec again") from None
    except (*_DAMAGED, ValueError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> RunError:
    return RunError(f"`{path}` is no model that Keras wrote: {error}", help=reading.PUT_BACK)


def _check_members(archive: zipfile.ZipFile, path: Path, size: int | None) -> None:
    members = {info.filename: info.file_size for info in archive.infolist()}
    unknown = sorted(set(members) - _MEMBERS)
    if unknown or _WEIGHTS not in members:
        what = f"it holds `{unknown[0]}`" if unknown else "it holds no weights"
        raise RunError(f"`{path}` is no model that seqspec wrote: {what}", help=reading.PUT_BACK)
    if size is not None and sum(members.values()) > _COPIES * size + _SPARE_BYTES:
        raise RunError(f"`{path}` is larger than the model of its spec can be", help=reading.PUT_BACK)


def _check_weights(weights: bytes, path: Path) -> None:
    """Everything in the file has to lie in the file, as plain numbers: Keras compresses none and leaves none out."""
    import h5py

    with h5py.File(io.BytesIO(weights), "r") as file:
        waiting, seen, size = [file], 0, 0
        while waiting:
            group = waiting.pop()
            for name in group:
                seen += 1
                found = group[name] if isinstance(group.get(name, getlink=True), h5py.HardLink) else None
                if found is None or seen > _MOST_OBJECTS:
                    raise _strange(path, "point out of the file")
                if isinstance(found, h5py.Group):
                    waiting.append(found)
                elif isinstance(found, h5py.Dataset):
                    size += _size(found, path)
                if size > len(weights):
                    raise _strange(path, "are larger than their file")


def _size(numbers: Any, path: Path) -> int:
    """How many bytes an HDF5 dataset takes once it is read."""
    if numbers.external or numbers.is_virtual:
        raise _strange(path, "point out of the file")
    if numbers.dtype.hasobject:
        raise _strange(path, "hold what is no number")
    return math.prod(numbers.shape or ()) * int(numbers.dtype.itemsize)  # h5py's own product overflows


def _strange(path: Path, what: str) -> RunError:
    return RunError(f"`{path}` is no model that seqspec wrote: its weights {what}", help=reading.PUT_BACK)
