"""Folds: each judged by itself, with one model or with one of its own."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seqspec.analysis.linter import check_file
from seqspec.data import dataset
from seqspec.data.dataset import load
from seqspec.errors import DataError
from seqspec.runs.fitting import fitting
from seqspec.runs.fitting.fitting import Request, Run
from seqspec.runs.forecasting import MODEL
from tests.training import SPEC, write_spec

pytestmark = pytest.mark.keras


def fit(folder: Path, stream: io.StringIO | None = None, **split: Any) -> Run:
    """Fit the tiny spec with a backtest of 3 folds with 40 rows each."""
    split = {"validation": 30, **split, "backtest": {"windows": 3, "step": 40, **split.get("backtest", {})}}
    checked = check_file(write_spec(folder, data={**SPEC["data"], "split": split}))
    return fitting.fit(Request(checked, folder, folder / "run", stream=stream))


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, str]:
    """A run that trained once, and what it printed."""
    stream = io.StringIO()
    return fit(tmp_path_factory.mktemp("once"), stream), stream.getvalue()


@pytest.fixture(scope="module")
def anew(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, str]:
    """A run that trained before every fold, and what it printed."""
    stream = io.StringIO()
    return fit(tmp_path_factory.mktemp("anew"), stream, backtest={"refit": True}), stream.getvalue()


def test_one_model_is_judged_on_every_fold(once: tuple[Run, str]) -> None:
    """Without `refit` the judgement is over all folds, and each of them has its own beside it."""
    run, _ = once

    assert run.judgement is not None
    assert run.backtest is not None
    assert (120, [40, 40, 40]) == (run.judgement.examples, [fold.examples for fold in run.backtest.judged])
    overall, whole = run.backtest.overall, run.judgement.scores
    for name in overall:
        np.testing.assert_allclose(overall[name].values["RMSE"] or 0, whole[name].values["RMSE"] or 0, rtol=1e-6)


def test_folds_are_printed_and_stored(once: tuple[Run, str]) -> None:
    """A table with one row a fold and one for all, a sentence, and the same in `scores.json` and the report."""
    run, printed = once

    assert run.backtest is not None
    assert "RMSE by fold  examples" in printed
    for name, examples in {"fold 1": 40, "fold 2": 40, "fold 3": 40, "all folds": 120}.items():
        assert any(line.split()[:3] == [*name.split(), str(examples)] for line in printed.splitlines())
    assert run.backtest.sentence in printed
    stored = json.loads((run.folder / "scores.json").read_text())["backtest"]
    assert (False, 3) == (stored["refit"], len(stored["folds"]))
    assert MODEL in stored["over_all_folds"]
    assert run.backtest.sentence[1:] in (run.folder / "report.html").read_text()  # there it begins with a capital


def test_a_model_is_trained_anew_before_every_fold(anew: tuple[Run, str]) -> None:
    """With `refit` each fold trains on more rows, the last fold's model is kept, and the report says so."""
    run, printed = anew

    assert run.judgement is not None
    assert run.backtest is not None
    assert [40, 40, 40] == [fold.examples for fold in run.backtest.judged]
    assert run.backtest.folds[-1] is run.judgement
    for fold, rows in {1: 550, 2: 590, 3: 630}.items():
        assert f"fold {fold}: {rows - 6:,} to train on, 30 to validate on, 40 to test on" in printed
    assert "are those of the last fold" in printed
    records = [json.loads(line) for line in (run.folder / "metrics.jsonl").read_text().splitlines()]
    assert [None, None, 2, 2, 1, 1] == [record.get("fold") for record in records]


def test_statistics_of_a_fold_come_from_what_is_before_it(tmp_path: Path) -> None:
    """A change of what comes after a fold's training part changes none of its statistics and inputs."""
    split = {"gap": 2, "backtest": {"windows": 3, "step": 40, "refit": True}}
    spec, _ = check_file(write_spec(tmp_path, data={**SPEC["data"], "split": split})).require()
    before = load(spec, tmp_path, fold=1)
    lines = (tmp_path / "series.csv").read_text().splitlines()
    lines[1 + 700 - 80 - 2 :] = ["1e6"] * 82
    (tmp_path / "series.csv").write_text("\n".join(lines))

    after = load(spec, tmp_path, fold=1)

    assert before.state == after.state
    np.testing.assert_array_equal(before.train.inputs(), after.train.inputs())
    np.testing.assert_array_equal(before.train.targets(), after.train.targets())


def test_the_scores_of_a_fold_are_those_of_a_plain_split(anew: tuple[Run, str], tmp_path: Path) -> None:
    """The last fold, trained anew, is a run with a test part of its length."""
    checked = check_file(write_spec(tmp_path, data={**SPEC["data"], "split": {"validation": 30, "test": 40}}))

    plain = fitting.fit(Request(checked, tmp_path, tmp_path / "run")).judgement

    assert plain is not None
    assert anew[0].judgement is not None
    assert plain.scores[MODEL] == anew[0].judgement.scores[MODEL]


def test_a_fold_without_a_window_is_refused_before_training(tmp_path: Path) -> None:
    """The first fold has too few rows: nothing is trained for the last one, and no folder stays behind."""
    with pytest.raises(DataError, match="fold 1: "):
        fit(tmp_path, validation=0.1, backtest={"step": 232, "refit": True})

    assert not (tmp_path / "run").exists()


def test_a_fold_that_cannot_be_fed_costs_no_other_its_score(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What only shows when an earlier fold is loaded is said, and the others are scored."""

    def fails(*given: Any) -> Any:
        if given[3] == 0:
            raise DataError("a class is not known")
        return load(*given)

    monkeypatch.setattr(dataset, "load", fails)
    stream = io.StringIO()

    run = fit(tmp_path, stream, backtest={"refit": True})

    assert run.backtest is not None
    assert [False, True, True] == [fold is not None for fold in run.backtest.folds]
    assert "note: fold 1 has no score: a class is not known" in stream.getvalue()
    assert "fold 1 has no score: a class is not known" in (run.folder / "report.html").read_text("utf-8")
