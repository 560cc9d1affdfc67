"""`seqspec track`, and `fit --track`: copies for trackers, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from seqspec.lowering.backend import installed
from seqspec.runs.tracking import _copying
from tests.cli.conftest import Run
from tests.runs.folders import write_run
from tests.training import write_spec

pytestmark = pytest.mark.keras

tracked = pytest.mark.skipif(not installed("tensorboard"), reason="needs TensorBoard")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test stands in a folder of its own."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ["tensorboard", "mlflow"])
def test_a_tracker_that_is_not_installed_is_named(name: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is trained, with the command that installs it."""
    monkeypatch.setattr(_copying, "installed", lambda package: False)
    write_spec(Path())

    for command in (
        ("fit", "tiny.yaml", "--out", "first", "--track", name),
        ("track", write_run(Path(name)), "--to", name),
    ):
        outcome = run(*command)
        assert 1 == outcome.code
        assert f"copies for {name} need what is not installed: `{name}`" in outcome.errors
        assert f"pip install 'seqspec-keras[{name}]'" in outcome.errors
    assert not Path("first").exists()


@tracked
def test_a_run_is_copied_while_it_lasts(run: Run) -> None:
    """The same copy is made of its folder later on."""
    write_spec(Path())

    outcome = run("fit", "tiny.yaml", "--out", "first", "--track", "tensorboard", "--track", "tensorboard")
    later = run("track", "first", "--to", "tensorboard", "--store", "later")

    assert (0, 0) == (outcome.code, later.code)
    assert "tensorboard: tracking/tensorboard/first; look at it with: tensorboard --logdir" in outcome.output
    assert later.output.startswith("first is in later/tensorboard/first; look at it with: ")
    live, again = (Path(store).glob("tensorboard/first/events*") for store in ("tracking", "later"))
    assert next(live).read_bytes() == next(again).read_bytes()


@tracked
def test_a_tracker_that_fails_costs_nothing_but_its_copy(run: Run) -> None:
    """The run is finished, and a note says what is missing."""
    write_spec(Path())
    Path("tracking").write_text("no folder")

    outcome = run("fit", "tiny.yaml", "--out", "first", "--track", "tensorboard")

    assert 0 == outcome.code
    assert "note: tensorboard got no more of this run: `tracking/tensorboard/first` can't be written" in outcome.output
    assert Path("first/report.html").is_file()


def test_what_is_no_run_is_not_copied(run: Run) -> None:
    """It is said what is missing."""
    outcome = run("track", "nothing", "--to", "tensorboard")

    assert 1 == outcome.code
    assert "there is no run folder `nothing`" in outcome.errors
