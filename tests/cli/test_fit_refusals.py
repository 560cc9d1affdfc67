"""What `seqspec fit` refuses, in this process: before anything heavy happens, and with nothing left behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Run

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("here")]


def test_a_bad_spec_is_reported_and_not_trained(run: Run) -> None:
    """Linting comes first: the finding is shown, and no folder is made."""
    outcome = run("fit", "tiny.yaml", "--set", "fit.epochs=none", "--out", "run")

    assert 1 == outcome.code
    assert "fit.epochs" in outcome.errors or "epochs" in outcome.errors
    assert not Path("run").exists()


def test_no_such_spec(run: Run) -> None:
    """A spec that is not there is wrong usage."""
    assert 2 == run("fit", "nowhere.yaml").code


def test_a_folder_that_exists(run: Run) -> None:
    """The folder is refused before any training."""
    Path("run").mkdir()

    outcome = run("fit", "tiny.yaml", "--out", "run")

    assert (1, "") == (outcome.code, outcome.output)
    assert "error: the run folder `run` exists already" in outcome.errors
    assert [] == os.listdir("run")


def test_a_folder_that_can_not_be_written(run: Run) -> None:
    """A place where no folder can be made is named."""
    Path("file").write_text("")

    outcome = run("fit", "tiny.yaml", "--out", "file/run")

    assert 1 == outcome.code
    assert "error: the run folder `file/run` can't be made" in outcome.errors


def test_an_unknown_backend_is_wrong_usage(run: Run) -> None:
    """A backend that does not exist is caught by the command line."""
    assert 2 == run("fit", "tiny.yaml", "--backend", "numpy").code


def test_a_missing_backend_shows_its_install_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line that installs it is the help."""
    monkeypatch.setattr("seqspec.lowering.backend.installed", lambda package: package != "torch")

    outcome = run("fit", "tiny.yaml", "--backend", "torch")

    assert 1 == outcome.code
    assert "help: pip install 'seqspec-keras[torch]'" in outcome.errors
    assert not Path("runs").exists()


def test_what_keras_can_not_train_is_refused_by_name(run: Run) -> None:
    """Keras builds SimpleRNN in float64 on JAX and can't train it; the way out is named, and nothing is left behind."""
    settings = ["--set", "model=[{SimpleRNN: 2}, {Dense: 1}]", "--set", "runtime.precision=float64"]

    outcome = run("fit", "tiny.yaml", "--backend", "jax", *settings, "--out", "run")

    assert 1 == outcome.code
    assert "error: Keras can't train `SimpleRNN` in float64 on JAX" in outcome.errors
    assert not Path("run").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("x\n1\n2\n", "`y`"),
        ("y\n", "series.csv"),
        ("y\n1\nabc\n3\n", "abc"),
        ("y\n1\n2\n3\n", ""),
        ("y\n" + "1\n" * 3 + "\n" * 3 + "2\n" * 300, ""),
        ("y\n" + "5\n" * 700, ""),
        ("", ""),
    ],
    ids=["no column", "header only", "text", "too few rows", "gaps", "constant", "empty"],
)
def test_bad_data(run: Run, content: str, words: str) -> None:
    """Bad data is a message and exit code 1, never a traceback, and no folder is left."""
    Path("series.csv").write_text(content)

    outcome = run("fit", "tiny.yaml", "--out", "run")

    assert 1 == outcome.code, outcome
    assert "error: " in outcome.errors
    assert words in outcome.errors
    assert not Path("run").exists()


def test_data_from_elsewhere(run: Run) -> None:
    """`--data` names a file that is read instead, and a missing one is named."""
    outcome = run("fit", "tiny.yaml", "--data", "nowhere.csv", "--out", "run")

    assert 1 == outcome.code
    assert "nowhere.csv" in outcome.errors
