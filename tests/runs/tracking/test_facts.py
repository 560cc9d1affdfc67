"""What trackers are told, out of a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from seqspec.errors import RunError
from seqspec.runs.folder import RunFolder
from seqspec.runs.tracking._facts import Epoch, epoch_of, facts_of, outcome_of
from tests.runs.folders import judgement, write_run


def test_everything_that_a_spec_says_is_a_parameter(tmp_path: Path) -> None:
    """By the way that leads to it; numbers stay numbers, and what the run settled stands under `run`."""
    folder = RunFolder.open(write_run(tmp_path / "first", environment={"backend": "jax", "engine": "keras", "seed": 7}))

    found = facts_of(folder)

    assert ("first", 1767323045.0) == (found.name, found.began)
    assert (4, "adam", 0.2) == tuple(
        found.parameters[name] for name in ("model.0.LSTM.units", "compile.optimizer", "data.split.test")
    )
    assert (7, "jax", 64 * "d") == tuple(found.parameters[f"run.{name}"] for name in ("seed", "backend", "data"))


def test_scores_verdict_and_page_are_the_outcome(tmp_path: Path) -> None:
    """Of the model and of every baseline, on the test part."""
    path = write_run(tmp_path / "first")
    (path / "report.html").write_text("<p>")

    found = outcome_of(RunFolder.open(path))

    assert ("finished", 3) == (found.state, found.epochs)
    assert {"test/model/RMSE": 1.0, "test/last value/RMSE": 2.0, "test/skill": 50.0} == found.scores
    assert {"state": "finished", "verdict": "better", "baseline": "last value", "score": "RMSE"} == found.tags
    assert path / "report.html" == found.report


def test_what_a_model_makes_of_its_own_training_part_is_no_score(tmp_path: Path) -> None:
    """A memorisation check has no outcome but its state."""
    scores = {"seconds": 1.0, "judgement": judgement(part="training")}

    found = outcome_of(RunFolder.open(write_run(tmp_path / "first", scores=scores)))

    assert ({}, {"state": "finished"}) == (found.scores, found.tags)


def test_an_epoch_is_what_was_measured_in_it() -> None:
    """Models of earlier folds stay apart; what is missing or no number is left out."""
    record = {"epoch": 3, "loss": 0.5, "val_loss": None, "seconds": 2.0, "batches": 7}

    assert Epoch(3, 12.0, {"loss": 0.5, "seconds": 2.0}) == epoch_of(record, 1, 10.0)
    assert {"fold-2/loss": 0.5} == epoch_of({"epoch": 1, "fold": 2, "loss": 0.5}, 1, 0.0).values
    assert Epoch(4, 0.0, {}) == epoch_of({"epoch": 10**30, "loss": "x"}, 4, 0.0)


def test_a_broken_folder_is_not_copied(tmp_path: Path) -> None:
    """It is said what is wrong with it."""
    folder = RunFolder.open(write_run(tmp_path / "first", scores="{"))

    with pytest.raises(RunError, match=r"can't be copied: .*scores\.json` is no JSON"):
        facts_of(folder)
