"""The epochs of a run that is to be repeated, perhaps a stranger's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from seqspec.errors import RunError
from seqspec.runs.folder import RunFolder
from seqspec.runs.reproduction.history import Epoch, epochs_of, whole


def written(folder: Path, *lines: dict[str, Any]) -> RunFolder:
    """A folder with these lines of metrics."""
    (folder / "metrics.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return RunFolder(folder)


def test_a_line_is_an_epoch(tmp_path: Path) -> None:
    """With its metrics and its batches, but not with its seconds; one that was cut short is known."""
    folder = written(
        tmp_path,
        {"epoch": 1, "loss": 0.5, "batches": 3, "seconds": 0.1},
        {"fold": 2, "epoch": 1, "loss": None, "batches": 1, "seconds": 0.1, "cut_short": True},
    )

    found = epochs_of(folder)

    assert [
        Epoch(1, None, {"loss": 0.5, "batches": 3}, True),
        Epoch(1, 2, {"loss": None, "batches": 1}, False),
    ] == found
    assert ["epoch 1", "epoch 1 of fold 2"] == [each.said for each in found]


def test_the_last_whole_epoch_is_that_of_the_kept_model(tmp_path: Path) -> None:
    """A fold has models of its own, and half an epoch is none."""
    lines = [{"epoch": 1}, {"epoch": 2}, {"epoch": 3, "cut_short": True}, {"epoch": 9, "fold": 1}]

    assert 2 == whole(epochs_of(written(tmp_path, *lines)))
    assert whole([]) is None


def test_a_run_that_never_trained_has_no_epochs(tmp_path: Path) -> None:
    """That is no error."""
    assert [] == epochs_of(RunFolder(tmp_path))


@pytest.mark.parametrize(
    "line",
    [{}, {"epoch": "1"}, {"epoch": True}, {"epoch": 0}, {"epoch": 1, "fold": -1}, {"epoch": 1, "loss": "low"},
     {"epoch": 1, "loss": True}, {"epoch": 1, "loss": 10**400}, {"epoch": 1, "loss": [1]}],
)  # fmt: skip
def test_what_is_no_epoch_is_refused(tmp_path: Path, line: dict[str, Any]) -> None:
    """Whatever stands there, it is no traceback."""
    with pytest.raises(RunError, match="has a line that is of no epoch: line "):
        epochs_of(written(tmp_path, line))
