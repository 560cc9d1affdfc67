"""What a training goes on from is believed only as far as its bytes bear it out."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seqspec.engines.snapshot import Snapshot
from seqspec.errors import RunError
from seqspec.runs.fitting import states
from seqspec.runs.folder import RunFolder

pytestmark = pytest.mark.keras

RECORD = {"epoch": 1, "loss": 0.5, "batches": 3, "seconds": 0.1}
DAMAGED = r"state\.npz` is no state that seqspec wrote, or a damaged one"


def written(path: Path, arrays: dict[str, Any] | None = None, record: dict[str, Any] | None = None) -> RunFolder:
    """A run folder with one state in it."""
    folder = RunFolder.create(path / "run")
    states.write(folder, Snapshot(record or RECORD, False, 1.0, arrays or {"weights/0": np.arange(6.0)}), None)
    return folder


def rewritten(folder: RunFolder, change: dict[str, Any], members: dict[str, bytes] | None = None) -> None:
    """Another head, or other members, in the place of those that were written."""
    path = folder.path / "state.npz"
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as old, zipfile.ZipFile(path, "w") as new:
        content = {name: old.read(name) for name in old.namelist()} | (members or {})
        content["head.json"] = json.dumps(json.loads(content["head.json"]) | change).encode()
        for name, each in content.items():
            new.writestr(name, each)


def header(shape: tuple[int, ...], descr: str = "<f8") -> bytes:
    """The head of an array, and nothing behind it."""
    told = io.BytesIO()
    np.lib.format.write_array_header_1_0(told, {"descr": descr, "fortran_order": False, "shape": shape})
    return told.getvalue()


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """Every array with its shape and type, those of no axis and of no number among them."""
    arrays = {"a": np.arange(6.0).reshape(2, 3), "b": np.array(3, np.int64), "c": np.zeros((0, 4), np.float32)}

    past = states.recover(written(tmp_path, arrays), 0)[None]

    assert [RECORD] == past.history
    assert {key: (each.shape, each.dtype) for key, each in arrays.items()} == {
        key: (each.shape, each.dtype) for key, each in past.snapshot.arrays.items()
    }


@pytest.mark.parametrize(("shape", "descr"), [((1000,), "<f8"), ((300_000_000,), "|S0"), ((10**15,), "|V0")])
def test_no_array_is_larger_than_its_bytes(tmp_path: Path, shape: tuple[int, ...], descr: str) -> None:
    """One that claims many items and holds none would be made of memory that nobody has, also where they are empty."""
    folder = written(tmp_path, {"weights/0": np.zeros(1000)})
    rewritten(folder, {}, {"weights/0.npy": header(shape, descr)})

    tracemalloc.start()
    try:
        with pytest.raises(RunError, match=DAMAGED):
            states.recover(folder, 0)
        assert tracemalloc.get_traced_memory()[1] < 1e7
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("text", ["-" * 9000 + "1", "{'descr': '<f8', 'shape': (", "{'descr': '<q9'}"])
def test_a_head_of_an_array_may_be_anything(tmp_path: Path, text: str) -> None:
    """It is parsed as Python's literals are, and that fails in many ways."""
    folder = written(tmp_path)
    rewritten(folder, {}, {"weights/0.npy": b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()})

    with pytest.raises(RunError, match=DAMAGED):
        states.recover(folder, 0)


def test_arrays_hold_numbers(tmp_path: Path) -> None:
    """No variable and no callback could take a text."""
    with pytest.raises(RunError, match=DAMAGED):
        states.recover(written(tmp_path, {"callbacks/0/wait": np.array("three")}), 0)


@pytest.mark.parametrize("record", [{"loss": 1.0}, {**RECORD, "epoch": None}, {**RECORD, "batches": 1.5}])
def test_a_head_names_an_epoch(tmp_path: Path, record: dict[str, Any]) -> None:
    """Else nobody could tell to which line of the metrics it belongs."""
    with pytest.raises(RunError, match=DAMAGED):
        states.recover(written(tmp_path, record=record), 0)


def test_an_epoch_on_its_way_has_no_line(tmp_path: Path) -> None:
    """A state within an epoch knows of those before it alone, and how far this one has come."""
    folder = written(tmp_path, record={"epoch": 2, "batches": 3, "seconds": 0.5, "cut_short": True})
    folder.write_lines("metrics.jsonl", [RECORD, {**RECORD, "epoch": 2, "cut_short": True}])

    past = states.recover(folder, 0)[None]
    states.cut(folder, {None: past})

    assert [RECORD] == past.history == folder.read_lines("metrics.jsonl")
    assert (1, 3, 0.5) == (past.snapshot.epoch, past.snapshot.step, past.snapshot.seconds_begun)


@pytest.mark.parametrize("change", [{"epoch": 0, "cut_short": True}, {"epoch": 0}])
def test_a_state_from_before_the_first_epoch_is_none(tmp_path: Path, change: dict[str, Any]) -> None:
    """No training begins there."""
    with pytest.raises(RunError, match="does not belong to the state"):
        states.recover(written(tmp_path, record={**RECORD, **change}), 1)


@pytest.mark.parametrize("epoch", [2, 10**15, 10**30])
def test_epochs_that_are_not_there_are_not_counted_up(tmp_path: Path, epoch: int) -> None:
    """However many a state claims, the metrics tell at once that they are missing."""
    with pytest.raises(RunError, match="does not belong to the state"):
        states.recover(written(tmp_path, record={**RECORD, "epoch": epoch}), 0)


def test_a_line_that_counts_no_batches_is_no_epoch(tmp_path: Path) -> None:
    """Nothing could be said of how many steps were trained."""
    folder = written(tmp_path, record={**RECORD, "epoch": 2})
    folder.append("metrics.jsonl", {"epoch": 1, "loss": 1.0, "batches": "many"})

    with pytest.raises(RunError, match="does not belong to the state"):
        states.recover(folder, 0)


def test_a_newer_format_is_said_to_be_one(tmp_path: Path) -> None:
    """It may look otherwise, so nothing else of it is looked at."""
    folder = written(tmp_path)
    rewritten(folder, {"format": 3, "sha256": None})

    with pytest.raises(RunError, match="is in format 3, and this seqspec reads up to 2"):
        states.recover(folder, 0)
