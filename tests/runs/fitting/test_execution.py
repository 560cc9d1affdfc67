"""What goes wrong while a run is trained and shown."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from pathlib import Path
from typing import Any

import pytest

from seqspec.analysis.linter import check_file
from seqspec.engines.snapshot import Snapshot
from seqspec.errors import RunError
from seqspec.runs.fitting import fitting, states
from seqspec.runs.fitting.fitting import Request, Resumption
from seqspec.runs.folder import RunFolder
from tests.leftovers import leftovers
from tests.runs.fitting.test_listeners import Ear
from tests.training import SPEC, write_spec

pytestmark = pytest.mark.keras

FOLDS = {"data": {**SPEC["data"], "split": {"validation": 30, "backtest": {"windows": 2, "step": 40, "refit": True}}}}


def test_what_can_not_be_written_in_a_fold_ends_the_run(tmp_path: Path) -> None:
    """Its model is not judged as if a callback had ended its training; where there is room the run goes on."""
    request = Request(check_file(write_spec(tmp_path, **FOLDS)), tmp_path, tmp_path / "whole")
    fitting.fit(request)
    write = states.write

    def write_or_fail(folder: RunFolder, snapshot: Snapshot, fold: int | None) -> None:
        if fold is not None:
            raise RunError("the disk is full")
        write(folder, snapshot, fold)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(states, "write", write_or_fail)
        with pytest.raises(RunError, match="the disk is full"):
            fitting.fit(Request(request.checked, tmp_path, tmp_path / "run"))
    assert "failed" == json.loads((tmp_path / "run" / "status.json").read_text())["state"]
    fitting.resume(Resumption(tmp_path / "run"))

    assert leftovers(tmp_path / "whole") == leftovers(tmp_path / "run")


def test_who_listens_is_told_of_the_end_whatever_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that can't be written leaves no tracker with an open file."""
    ear = Ear("ear")

    def fail(*_: Any) -> None:
        raise RunError("no page")

    monkeypatch.setattr(fitting, "conclude", fail)
    with pytest.raises(RunError, match="no page"):
        fitting.fit(Request(check_file(write_spec(tmp_path)), tmp_path, tmp_path / "run", listeners=(ear,)))

    assert ["begin", 1, 2, "end"] == ear.heard


def test_a_folder_that_can_not_be_locked_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system without locks is called that, and no empty folder stays behind."""

    def refuse(handle: int, how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(RunError, match="can't be locked: no locks available"):
        fitting.fit(Request(check_file(write_spec(tmp_path)), tmp_path, tmp_path / "run"))

    assert not (tmp_path / "run").exists()
