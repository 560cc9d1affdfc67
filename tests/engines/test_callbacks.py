"""Checkpoints: what has the final name is whole, whatever happened before and while it was written."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import keras
import numpy as np
import pytest

from seqspec.engines.callbacks import Checkpoint
from seqspec.errors import RunError

pytestmark = pytest.mark.keras

NEVER = {"save_best_only": True, "monitor": "loss", "mode": "min", "initial_value_threshold": -1.0}


def fit(callback: keras.callbacks.Callback) -> None:
    """Train a tiny model for an epoch."""
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    model.fit(np.ones((8, 2)), np.ones((8, 1)), verbose=0, callbacks=[callback])


def test_what_was_half_saved_is_never_published(tmp_path: Path) -> None:
    """A process that was killed while it saved leaves a torn file, and the one that goes on takes it away."""
    (tmp_path / "checkpoint.keras").write_bytes(b"whole")
    (tmp_path / ".checkpoint.partial.keras").write_bytes(b"torn")

    fit(Checkpoint(tmp_path, **NEVER))

    assert ["checkpoint.keras"] == os.listdir(tmp_path)
    assert b"whole" == (tmp_path / "checkpoint.keras").read_bytes()


def test_a_checkpoint_that_finds_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said which file could not be written and why; the one before it stays, and nothing half written does."""
    (tmp_path / "checkpoint.keras").write_bytes(b"whole")

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "a long story")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(RunError, match=r"checkpoint\.keras` can't be written: no space left on device"):
        fit(Checkpoint(tmp_path))

    assert ["checkpoint.keras"] == os.listdir(tmp_path)
    assert b"whole" == (tmp_path / "checkpoint.keras").read_bytes()
