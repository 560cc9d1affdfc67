"""A run in one line, whatever its folder holds."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.runs.record import BROKEN, FOREIGN, data_digest, record_of, with_digest
from tests.runs.folders import judgement, write_run


def test_a_finished_run_is_told_in_one_line(tmp_path: Path) -> None:
    """When it began, what it read, how long it trained, its best epoch, and its test score beside the baseline."""
    run = write_run(tmp_path / "run")

    record = record_of(run)

    assert ("run", "finished", "2026-01-02T03:04:05+00:00") == (record.name, record.state, record.began)
    assert (3, 0.25, 2) == (record.epochs, record.validation, record.best_epoch)
    assert ("RMSE", 1.0, "last value", 50.0, "better") == (
        record.score, record.test, record.baseline, record.skill, record.verdict
    )  # fmt: skip
    assert (1.5, 1000, "jax", "keras") == (record.seconds, record.bytes, record.backend, record.engine)
    assert (64 * "d", 64 * "e", None) == (record.data, record.test_part, record.reason)


def test_scores_of_the_training_part_are_no_test_scores(tmp_path: Path) -> None:
    """Where nothing was held out there is nothing to compare by."""
    run = write_run(tmp_path / "run", scores={"seconds": 1.5, "judgement": judgement(part="training", verdict=None)})

    record = record_of(run)

    assert (1.5, None, None, None) == (record.seconds, record.test, record.skill, record.test_part)


def test_the_hash_of_a_spec_is_that_of_its_file(tmp_path: Path) -> None:
    """Anyone can check it with `sha256sum`."""
    run = write_run(tmp_path / "run")

    assert hashlib.sha256((run / "resolved.yaml").read_bytes()).hexdigest() == record_of(run).spec


def test_a_run_that_was_killed_is_told_as_far_as_it_came(tmp_path: Path) -> None:
    """Without scores and with half a line of metrics it has its whole epochs, and the state that it died in."""
    run = write_run(tmp_path / "run", status={"format": 1, "state": "training", "at": "then"}, scores=None)
    with (run / "metrics.jsonl").open("a") as file:
        file.write('{"epoch": 4, "val_lo')

    record = record_of(run)

    assert ("training", "then", 3, 0.25, None, None) == (
        record.state, record.began, record.epochs, record.validation, record.test, record.reason
    )  # fmt: skip


def test_the_epochs_of_other_folds_are_not_those_of_the_model_that_is_kept(tmp_path: Path) -> None:
    """A backtest that trains anew writes its other folds into the same file."""
    run = write_run(tmp_path / "run")
    with (run / "metrics.jsonl").open("a") as file:
        file.write('{"fold": 1, "epoch": 1, "val_loss": 0.001}\n')

    assert (3, 0.25) == (record_of(run).epochs, record_of(run).validation)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"status": "{"}, "is no JSON"),
        ({"status": "[]"}, "names no format"),
        ({"status": {"state": "finished", "format": 2}}, "written in format 2"),
        ({"status": {"state": "finished", "format": True}}, "names no format"),
        ({"status": {"state": 3}}, "`state`"),
        ({"scores": 100_000 * "["}, "nested too deeply"),
        ({"scores": '{"judgement": NaN}'}, "`NaN` is no number"),
        ({"scores": {"judgement": judgement(skill="high")}}, "`judgement.skill`"),
        ({"scores": {"judgement": judgement(skill=10**400)}}, "`judgement.skill`"),
        ({"scores": {"judgement": {"primary": 300 * "x"}}}, "`judgement.primary`"),
        ({"data": "[1]"}, "holds no object"),
        ({"environment": "7"}, "environment.json` does not hold what it should: input"),
    ],
)
def test_a_broken_folder_is_a_line_with_the_reason(tmp_path: Path, changed: dict[str, Any], reason: str) -> None:
    """What is torn, foreign to the format or from a newer version is said, and nothing is raised."""
    record = record_of(write_run(tmp_path / "run", **changed))

    assert BROKEN == record.state
    assert reason in (record.reason or "")


def test_a_folder_of_something_else_is_foreign(tmp_path: Path) -> None:
    """Without a status nothing else in it is looked at."""
    (tmp_path / "photos").mkdir()

    assert (FOREIGN, "it has no `status.json`") == (
        record_of(tmp_path / "photos").state, record_of(tmp_path / "photos").reason
    )  # fmt: skip


def test_links_are_not_followed(tmp_path: Path) -> None:
    """Neither the folder nor a file of it may lie elsewhere."""
    run = write_run(tmp_path / "elsewhere" / "run")
    (tmp_path / "linked").symlink_to(run)
    other = write_run(tmp_path / "other", scores=None)
    (other / "resolved.yaml").unlink()
    (other / "resolved.yaml").symlink_to("/etc/hostname")

    assert FOREIGN == record_of(tmp_path / "linked").state
    assert (BROKEN, None) == (record_of(other).state, record_of(other).spec)
    assert "resolved.yaml` can't be read: it is a link" in (record_of(other).reason or "")


def test_a_part_of_an_epoch_is_none_and_the_best_one_is_called_by_its_number(tmp_path: Path) -> None:
    """Ctrl-C within an epoch leaves a line of it; `fit.initial_epoch` lets the first one be another than 1."""
    run = write_run(tmp_path / "run")
    lines = [{"epoch": 11, "val_loss": 0.5}, {"epoch": 12, "val_loss": 0.25}, {"epoch": 13, "cut_short": True}]
    (run / "metrics.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")

    record = record_of(run)

    assert (2, 0.25, 12) == (record.epochs, record.validation, record.best_epoch)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A file that would never end is named as the reason."""
    run = write_run(tmp_path / "run", scores=None)
    os.mkfifo(run / "scores.json")

    assert (BROKEN, None) == (record_of(run).state, record_of(run).test)
    assert "scores.json` can't be read: it is no plain file" in (record_of(run).reason or "")


def test_a_line_of_metrics_that_is_of_no_epoch_is_named(tmp_path: Path) -> None:
    """What is left of damaged metrics is not shown as the run's."""
    run = write_run(tmp_path / "run")
    (run / "metrics.jsonl").write_text('{"epoch": 1, "val_loss": 0.5}\n{"epoch": "x"}\n')

    record = record_of(run)

    assert (BROKEN, None) == (record.state, record.validation)
    assert "metrics.jsonl` has a line that is of no epoch: line 2" in (record.reason or "")


def test_a_spec_that_is_not_what_was_run_is_named(tmp_path: Path) -> None:
    """One that was edited by hand or taken away, where the run says what it was; the scores are shown all the same."""
    run = write_run(tmp_path / "run")
    text = (run / "resolved.yaml").read_text("utf-8")
    (run / "environment.json").write_text(json.dumps(with_digest(text)), "utf-8")

    whole = record_of(run)
    (run / "resolved.yaml").write_text(text + "# mine\n", "utf-8")
    edited = record_of(run)
    (run / "resolved.yaml").unlink()
    gone = record_of(run)

    assert ("finished", None) == (whole.state, whole.reason)
    assert ("finished", 1.0) == (edited.state, edited.test)
    assert "is not what was run: it was edited by hand" in (edited.reason or "")
    assert f"`{run / 'resolved.yaml'}` is gone" == gone.reason


def test_a_run_whose_process_died_is_interrupted(tmp_path: Path) -> None:
    """A lock that a killed process left behind tells it from one that still trains."""
    run = write_run(tmp_path / "run", status={"format": 1, "state": "training", "at": "then"}, scores=None)
    node = platform.node()
    states = []
    for pid in (_ended_process(), os.getpid()):
        (run / ".lock").write_text(f"process {pid} on {node}\n")
        states.append(record_of(run).state)

    assert ["interrupted", "training"] == states


def test_a_process_of_somebody_else_is_alive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that lets nobody ask for it knows of it."""

    def refuse(pid: int, signal: int) -> None:
        raise PermissionError

    run = write_run(tmp_path / "run", status={"format": 1, "state": "training", "at": "then"}, scores=None)
    (run / ".lock").write_text(f"process 1 on {platform.node()}\n")
    monkeypatch.setattr(os, "kill", refuse)

    assert "training" == record_of(run).state


def _ended_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_a_file_without_end_is_not_read(tmp_path: Path) -> None:
    """One that is larger than any of ours is named with its size."""
    run = write_run(tmp_path / "run", scores=None)
    with (run / "scores.json").open("wb") as file:
        file.truncate(2**31)

    assert "2,147,483,648 bytes" in (record_of(run).reason or "")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
KEYS = (
    "state",
    "format",
    "began",
    "judgement",
    "primary",
    "scores",
    "verdict",
    "epoch",
    "val_loss",
    "sha256",
    "seconds",
)


@given(st.sampled_from(("status", "scores", "data", "environment")), st.dictionaries(st.sampled_from(KEYS), JSON))
def test_no_content_of_a_folder_raises(tmp_path_factory: pytest.TempPathFactory, name: str, value: Any) -> None:
    """Whatever JSON a file holds, the folder is a line."""
    run = write_run(tmp_path_factory.mktemp("runs") / "run", **{name: value})
    (run / "metrics.jsonl").write_text(f"{json.dumps(value)}\n")

    assert "run" == record_of(run).name


def test_data_without_a_file_is_known_by_what_defines_it() -> None:
    """Made rows have no digest of their own; where a file lies is no part of what it holds."""
    made = {"source": {"generate": {"series": "sine", "seed": 1}}, "rows": 10}

    assert data_digest(made) == data_digest({**made, "boundaries": {"train": [0, 8]}})
    assert data_digest(made) != data_digest({**made, "source": {"generate": {"series": "sine", "seed": 2}}})
