"""`seqspec fit` as a user meets it: in processes of its own, with signals and full of mistakes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.children import Children
from tests.training import write_spec

pytestmark = pytest.mark.keras

ENDLESS = {"fit": {"epochs": 1_000_000, "batch_size": 32}}


def start(children: Children, folder: Path, *arguments: str, prelude: str = "") -> subprocess.Popen[str]:
    """Start `seqspec fit` in a folder; the prelude is Python that runs before it."""
    script = f"{prelude}\nimport sys\nfrom seqspec.cli.main import main\nsys.exit(main())"
    return children.start(sys.executable, "-W", "ignore", "-c", script, "fit", *arguments, cwd=folder, seconds=300)


@pytest.fixture
def training(children: Children, tmp_path: Path) -> subprocess.Popen[str]:
    """A fit that would train for ever, past its first epochs."""
    write_spec(tmp_path, **ENDLESS)
    process = start(children, tmp_path, "tiny.yaml", "--out", "run")
    wait_for(process, tmp_path / "run" / "metrics.jsonl")
    return process


def wait_for(process: subprocess.Popen[str], path: Path, content: str = "") -> None:
    """Wait until a file is there and holds something."""
    for _ in range(1200):
        if path.exists() and content in path.read_text():
            return
        assert process.poll() is None, process.communicate(timeout=20)
        time.sleep(0.05)
    raise AssertionError(f"{path} never came")


def status(folder: Path) -> Any:
    """What the run folder says of itself."""
    return json.loads((folder / "run" / "status.json").read_text())["state"]


def is_whole(path: Path) -> bool:
    """Whether a model file is an archive without a flaw."""
    with zipfile.ZipFile(path) as archive:
        return archive.testzip() is None


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_first_signal_saves_and_scores(
    tmp_path: Path, training: subprocess.Popen[str], number: signal.Signals, code: int
) -> None:
    """Ctrl-C and SIGTERM end training after a batch; model, scores and report are written, and the verdict is given."""
    training.send_signal(number)
    output, errors = training.communicate(timeout=60)

    assert (code, "interrupted") == (training.returncode, status(tmp_path))
    assert is_whole(tmp_path / "run" / "model.keras")
    assert {"scores.json", "report.html"} <= set(os.listdir(tmp_path / "run"))
    assert "training was interrupted" in output
    assert "verdict: the model is" in output
    assert "Traceback" not in errors


def test_the_second_ctrl_c_ends_at_once(children: Children, tmp_path: Path) -> None:
    """During the scoring after the first Ctrl-C, the second one ends the process; the saved model is whole."""
    write_spec(tmp_path, **ENDLESS)
    prelude = "import seqspec.runs.fitting.execution as f, time\nf.judge_model = lambda *_, **__: time.sleep(120)"
    process = start(children, tmp_path, "tiny.yaml", "--out", "run", prelude=prelude)
    wait_for(process, tmp_path / "run" / "metrics.jsonl")
    process.send_signal(signal.SIGINT)
    wait_for(process, tmp_path / "run" / "status.json", "judging")

    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)

    assert (-signal.SIGINT, "judging") == (process.returncode, status(tmp_path))
    assert is_whole(tmp_path / "run" / "model.keras")
    assert "Traceback" not in errors
    hidden = [name for name in os.listdir(tmp_path / "run") if name.startswith(".")]
    assert [".lock"] == hidden  # which binds nobody now


def test_a_killed_run_is_recognised(tmp_path: Path, training: subprocess.Popen[str]) -> None:
    """After kill -9 the folder says that the run never ended, its metrics can be read, and there is no model."""
    training.kill()
    training.communicate(timeout=20)

    assert "training" == status(tmp_path)
    assert "model.keras" not in os.listdir(tmp_path / "run")
    lines = (tmp_path / "run" / "metrics.jsonl").read_text().splitlines()
    assert 1 == json.loads(lines[0])["epoch"]

    done = subprocess.run(
        [sys.executable, "-m", "seqspec.cli.main", "predict", "run", "--data", "series.csv"],
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
    )
    assert done.returncode in {0, 1}


def test_a_full_disk_while_the_model_is_saved(children: Children, tmp_path: Path) -> None:
    """The message names file, reason and where the model is instead; exit code 1, no traceback."""
    write_spec(tmp_path)
    prelude = """
import errno, os, tempfile
tempfile.tempdir = os.path.join(os.getcwd(), "temporary")
os.mkdir(tempfile.tempdir)
import keras
save = keras.Sequential.save
def full(self, path, *a, **k):
    if "temporary" in str(path):
        return save(self, path, *a, **k)
    raise OSError(errno.ENOSPC, "No space left on device")
keras.Sequential.save = full
"""
    process = start(children, tmp_path, "tiny.yaml", "--out", "run", prelude=prelude)
    _, errors = process.communicate(timeout=60)

    assert (1, "failed") == (process.returncode, status(tmp_path))
    assert "error: `run/model.keras` can't be written: the disk is full" in errors
    (kept,) = (tmp_path / "temporary").iterdir()
    assert f"help: the trained model is in `{kept}` instead; `run` keeps `data.json`, " in errors
    assert is_whole(kept)
    assert "Traceback" not in errors


def test_tensorflow_says_no_more_than_jax(children: Children, tmp_path: Path) -> None:
    """With `--backend tensorflow` the run works, names its backend, and the standard error stays empty."""
    pytest.importorskip("tensorflow")
    write_spec(tmp_path)

    process = start(children, tmp_path, "tiny.yaml", "--out", "run", "--backend", "tensorflow")
    output, errors = process.communicate(timeout=120)

    assert (0, "") == (process.returncode, errors)
    assert output.splitlines()[-1].startswith("backend tensorflow ")
