"""
What an unfinished training goes on from, in its run folder: one file with all arrays, whole or not there.

It is an archive that NumPy opens, with a head in JSON beside the arrays; nothing in it can run code. There is one for
the model that is kept, and one for each fold of a backtest that has a model of its own. They are gone when a run is
finished. The metrics belong to them: lines that a state does not know of are cut off when training goes on. A state
within an epoch, which `fit.checkpoint_every` asks for, has no line there.
"""

from __future__ import annotations

import hashlib
import math
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from seqspec.engines.snapshot import Snapshot, is_begun
from seqspec.engines.training import Past
from seqspec.errors import RunError
from seqspec.runs import folder as files
from seqspec.runs import reading
from seqspec.runs.folder import RunFolder

FORMAT = 2
_HEAD = "head.json"


class _Head(BaseModel):
    """
    What a state says beside its arrays.

    Args:
        format: raised when an older seqspec could not read it any more.
        record: the last epoch's, as it stands in the metrics; of one that is not over, how far it has come, and that
            it is cut short.
        over: whether a callback ended training with it.
        seconds: wall time of training until then.
        types: of arrays in a type that NumPy does not have.
        sha256: of all arrays, one after the other as they lie in the file.
    """

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True, allow_inf_nan=False)

    format: int
    record: dict[str, float | int | bool | None]
    over: bool
    seconds: float
    types: dict[str, str] = {}
    sha256: str


def write(folder: RunFolder, snapshot: Snapshot, fold: int | None) -> None:
    """
    Write a state in place of the one before it.

    Raises:
        RunError: it can't be written; the one before it stays.
    """
    types = {key: array.dtype.name for key, array in snapshot.arrays.items() if array.dtype.kind == "V"}
    arrays = {key: _plain(array) for key, array in snapshot.arrays.items()}
    head = _Head(
        format=FORMAT,
        record=snapshot.record,
        over=snapshot.over,
        seconds=snapshot.seconds,
        types=types,
        sha256=_digest(arrays),
    )
    with folder.writing(files.state_name(fold)) as path, zipfile.ZipFile(path, "w") as archive:
        archive.writestr(_HEAD, head.model_dump_json(indent=2))
        for key, array in arrays.items():
            with archive.open(f"{key}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, version=(1, 0), allow_pickle=False)


def recover(folder: RunFolder, initial_epoch: int) -> dict[int | None, Past]:
    """
    Where the trainings of a run go on, by fold, None standing for the kept model; nothing is written.

    Args:
        initial_epoch: where a training begins.

    Raises:
        RunError: a state or the metrics are not what was written there.
    """
    found = {fold: _read(path) for fold, path in folder.states().items()}
    kept = _known(folder, found)
    pasts = {fold: Past(snapshot, _history(kept, fold)) for fold, snapshot in found.items()}
    for past in pasts.values():
        _require_whole(past, initial_epoch, folder)
    return pasts


def cut(folder: RunFolder, pasts: Mapping[int | None, Past]) -> None:
    """
    Leave those lines of the metrics that the trainings to go on with know of.

    Raises:
        RunError: they can't be written.
    """
    kept = _known(folder, {fold: past.snapshot for fold, past in pasts.items()})
    if kept or _has_metrics(folder):
        folder.write_lines(files.METRICS, kept)


def lost(folder: RunFolder, pasts: Mapping[int | None, Past]) -> list[str]:
    """
    The states that are gone although the metrics have whole epochs of their trainings, which begin anew.

    Raises:
        RunError: the metrics are not what was written there.
    """
    lines = folder.read_lines(files.METRICS) if _has_metrics(folder) else []
    whole = [line for line in lines if _is_record(line) and not is_begun(line)]
    kept = {line.get("fold") for line in whole if type(line.get("fold", 1)) is int}
    return [files.state_name(fold) for fold in sorted(kept - pasts.keys(), key=lambda each: each or 0)]


def _known(folder: RunFolder, found: Mapping[int | None, Snapshot]) -> list[dict[str, Any]]:
    """The lines of the metrics up to where states are."""
    lines = folder.read_lines(files.METRICS) if _has_metrics(folder) else []
    kept = [line for line in lines if any(_belongs(line, fold, found[fold]) for fold in found)]
    for fold, snapshot in found.items():
        line = _line(snapshot, fold)
        if line not in kept and not is_begun(line):  # the state is written first
            kept.append(line)
    return kept


def _has_metrics(folder: RunFolder) -> bool:
    return reading.size(folder.path / files.METRICS) is not None


def _line(snapshot: Snapshot, fold: int | None) -> dict[str, Any]:
    return {**({} if fold is None else {"fold": fold}), **snapshot.record}


def _belongs(line: Mapping[str, Any], fold: int | None, snapshot: Snapshot) -> bool:
    known = _is_record(line) and line["epoch"] <= snapshot.epoch
    return known and line.get("fold") == fold and not is_begun(line)


def _is_record(line: Mapping[str, Any]) -> bool:
    """Whether it counts what every epoch's record counts."""
    return all(type(line.get(name)) is int and line[name] >= 0 for name in ("epoch", "batches"))


def _history(lines: list[dict[str, Any]], fold: int | None) -> list[dict[str, Any]]:
    own = [line for line in lines if line.get("fold") == fold]
    return [{key: value for key, value in line.items() if key != "fold"} for line in own]


def _require_whole(past: Past, initial_epoch: int, folder: RunFolder) -> None:
    """Every epoch has to be there once, and in order."""
    epochs = [record["epoch"] for record in past.history]
    expected = range(initial_epoch + 1, past.snapshot.epoch + 1)  # which may claim to be more than memory holds
    if past.snapshot.epoch < initial_epoch or epochs != list(expected[: len(epochs) + 1]):
        raise RunError(
            f"`{folder.path / files.METRICS}` does not belong to the state of the run: its epochs are others",
            help="fit the spec again",
        )


# -------------------------------------------------------------------------------------------- a file from a stranger


def _read(path: Path) -> Snapshot:
    size = reading.size(path)
    if size is None:
        raise RunError(f"`{path}` can't be read: it is no plain file")
    try:
        with zipfile.ZipFile(path) as archive:
            head, arrays = _content(archive, size)
    except _NewerError as error:
        said = f"`{path}` is in {error}, and this seqspec reads up to {FORMAT}"
        raise RunError(said, help="update seqspec") from None
    except Exception as error:  # nobody has a list of what the readers of archives, headers and numbers may raise
        raise RunError(
            f"`{path}` is no state that seqspec wrote, or a damaged one", help="fit the spec again"
        ) from error
    return Snapshot(dict(head.record), head.over, head.seconds, arrays)


class _NewerError(Exception):
    """A state is in a format that is not known yet."""


def _content(archive: zipfile.ZipFile, size: int) -> tuple[_Head, dict[str, NDArray[Any]]]:
    """
    Head and arrays of a state.

    Raises:
        ValueError: a member claims to be more than there is, or is no plain array; or the digest is another.
    """
    members = {info.filename: info for info in archive.infolist()}
    if any(info.compress_type for info in members.values()) or sum(i.file_size for i in members.values()) > size:
        raise ValueError("members are compressed, or lie over one another")
    head = _head(archive.read(members.pop(_HEAD)))
    arrays = {key.removesuffix(".npy"): _array(archive, info) for key, info in members.items()}
    if head.sha256 != _digest(arrays):
        raise ValueError("the digest is another")
    arrays |= {key: arrays[key].view(_type(known)) for key, known in head.types.items()}
    if not all(array.dtype.kind in "biuf" or array.dtype.name in head.types.values() for array in arrays.values()):
        raise ValueError("an array holds no numbers")
    return head, arrays


def _head(content: bytes) -> _Head:
    found = reading.parsed(content.decode("utf-8"), Path(_HEAD))
    if isinstance(found.get("format"), int) and found["format"] > FORMAT:
        raise _NewerError(f"format {found['format']:,}")
    head = _Head.model_validate(found)
    if not _is_record(head.record):
        raise ValueError("it names no epoch")
    return head


def _array(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> NDArray[Any]:
    """An array of which no more is believed than its bytes bear out."""
    with archive.open(info) as member:
        np.lib.format.read_magic(member)
        shape, _, dtype = np.lib.format.read_array_header_1_0(member)
        content = member.read()
    if dtype.kind not in "biufV" or not dtype.itemsize:  # of what takes no bytes, bytes bear out any number
        raise ValueError("an array holds no numbers")
    if math.prod(shape) * dtype.itemsize != len(content):
        raise ValueError("an array claims to be larger than it is, or smaller")
    return np.frombuffer(content, dtype).reshape(shape) if content else np.zeros(shape, dtype)


def _plain(array: NDArray[Any]) -> NDArray[Any]:
    """In C's order, and with bytes in place of numbers that NumPy does not know."""
    array = np.ascontiguousarray(array).reshape(array.shape)  # which makes one axis of none
    return array.view(f"V{array.itemsize}") if array.dtype.kind == "V" else array


def _type(known: str) -> np.dtype[Any]:
    if known != "bfloat16":
        raise ValueError(f"no state holds arrays of {known}")
    return np.dtype(known)


def _digest(arrays: Mapping[str, NDArray[Any]]) -> str:
    told = hashlib.sha256()
    for key, array in arrays.items():
        told.update(f"{key} {array.shape} {array.dtype.str}".encode())
        told.update(array.tobytes())
    return told.hexdigest()
