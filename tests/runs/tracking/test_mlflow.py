"""A local MLflow store, read back by MLflow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mlflow", reason="needs MLflow: pip install -e '.[mlflow]'")

from seqspec.errors import RunError
from seqspec.runs.folder import RunFolder
from seqspec.runs.tracking._copying import Copying, copy
from tests.runs.folders import judgement, write_run

# A library of others, whose own warnings say nothing of ours.
pytestmark = pytest.mark.filterwarnings("default")


def runs(store: Path) -> list[Any]:
    """The runs that MLflow knows."""
    from mlflow import MlflowClient

    client = MlflowClient(f"sqlite:///{store / 'mlflow' / 'mlflow.db'}")
    experiment = client.get_experiment_by_name("seqspec")
    return [(run, client) for run in client.search_runs([experiment.experiment_id])]


def test_epochs_scores_parameters_and_page_are_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a file here, whatever server the environment names; a second copy takes the place of the first."""
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://nobody.invalid")
    path = write_run(tmp_path / "first")
    (path / "report.html").write_text("<p>")
    copying = Copying("mlflow", tmp_path / "store")

    for _ in range(2):
        copy(RunFolder.open(path), copying)

    assert "MLFLOW_TRACKING_URI is not heeded" in (copying.where or "")
    ((run, client),) = runs(tmp_path / "store")
    assert ("first", "FINISHED") == (run.info.run_name, run.info.status)
    assert ("4", "adam") == (run.data.params["model.0.LSTM.units"], run.data.params["compile.optimizer"])
    history = client.get_metric_history(run.info.run_id, "val_loss")
    assert [(1, 0.5), (2, 0.25), (3, 0.3)] == [(metric.step, metric.value) for metric in history]
    assert 1.0 == run.data.metrics["test/model/RMSE"]
    assert ("better", str(path)) == (run.data.tags["verdict"], run.data.tags["seqspec.folder"])
    assert ["report.html"] == [file.path for file in client.list_artifacts(run.info.run_id)]


def test_names_that_mlflow_does_not_take_stay_apart() -> None:
    """What would become alike gets a digest behind it, and no name leads anywhere."""
    from seqspec.runs.tracking.mlflow import _named

    found = _named({"a/b": 1, "a_b": 2, "../c": 3, "<script>": 4})

    assert [1, 2, 3, 4] == list(found.values())
    assert ["a_b", "_c", "_script_"] == [name for name in found if "-" not in name]
    assert ["test/a_b/R²", "_"] == list(_named({"test/a*b/R²": 1, "..": 2}, keep="/"))


def test_names_of_any_length_are_kept(tmp_path: Path) -> None:
    """A stranger may have called forecasters what MLflow refuses; what begins alike stays apart."""
    scores = {"model": {"RMSE": 1.0}, 300 * "a": {"RMSE": 2.0}, 301 * "a": {"RMSE": 3.0}, f"{194 * 'b'}/": {"c": 4.0}}
    run = write_run(tmp_path / "first", scores={"judgement": judgement(scores=scores)})

    copy(RunFolder.open(run), Copying("mlflow", tmp_path / "store"))

    ((found, _),) = runs(tmp_path / "store")
    assert [1.0, 2.0, 3.0, 4.0] == sorted(value for name, value in found.data.metrics.items() if "/" in name)[:4]


def test_a_file_that_is_none_of_mlflows_is_refused(tmp_path: Path) -> None:
    """In words, and it stays as it was."""
    file = tmp_path / "store" / "mlflow" / "mlflow.db"
    file.parent.mkdir(parents=True)
    file.write_text("mine")

    with pytest.raises(RunError, match=r"MLflow can't write `.*mlflow\.db`"):
        copy(RunFolder.open(write_run(tmp_path / "first")), Copying("mlflow", tmp_path / "store"))

    assert "mine" == file.read_text()


def test_what_fails_on_the_way_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the library raises."""
    from mlflow import MlflowClient
    from mlflow.exceptions import MlflowException

    def refuse(*_: Any, **__: Any) -> None:
        raise MlflowException("the disk is full")

    monkeypatch.setattr(MlflowClient, "set_terminated", refuse)

    with pytest.raises(RunError, match="can't be copied for mlflow: the disk is full"):
        copy(RunFolder.open(write_run(tmp_path / "first")), Copying("mlflow", tmp_path / "store"))
