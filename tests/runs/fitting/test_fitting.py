"""Whole runs in this process: what they leave behind, and what they refuse."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seqspec.analysis.linter import check_file
from seqspec.errors import DataError, RunError, SpecError
from seqspec.runs import weights
from seqspec.runs.fitting import fitting
from seqspec.runs.fitting.fitting import Request, Run
from seqspec.runs.folder import RunFolder
from tests.training import SPEC, write_spec

pytestmark = pytest.mark.keras

FILES = [
    "data.json", "environment.json", "errors.csv", "intervals.json", "metrics.jsonl", "model.keras", "plots.json",
    "recipe.json", "recipe.svg", "report.html", "resolved.yaml", "scores.json", "spec.yaml", "status.json",
]  # fmt: skip


def fit(folder: Path, stream: io.StringIO | None = None, out: str = "run", **sections: Any) -> Run:
    """Fit the tiny spec, some of its sections replaced."""
    checked = check_file(write_spec(folder, **sections))
    return fitting.fit(Request(checked, folder, folder / out, stream=stream))


@pytest.fixture(scope="module")
def printed() -> io.StringIO:
    """What the finished run printed."""
    return io.StringIO()


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, printed: io.StringIO) -> Run:
    """One finished run, for the tests that only look at it."""
    return fit(tmp_path_factory.mktemp("finished"), printed, description="<script>alert(1)</script>")


def status(folder: Path) -> Any:
    """What a run folder says of itself."""
    return json.loads((folder / "status.json").read_text())


def test_a_run_leaves_everything_behind(finished: Run) -> None:
    """The folder holds spec, data, recipe, metrics, model, environment, scores and report, and nothing else."""
    run = finished

    assert FILES == sorted(os.listdir(run.folder))
    assert ("finished", 0) == (status(run.folder)["state"], run.exit_code)
    assert (run.folder.parent / "tiny.yaml").read_text() == (run.folder / "spec.yaml").read_text()
    scores = json.loads((run.folder / "scores.json").read_text())["judgement"]
    expected = [
        "model",
        "last value",
        "drift",
        "moving average",
        "seasonal naive",
        "seasonal naive with drift",
        "training mean",
        "training median",
        "ridge regression",
    ]
    assert expected == list(scores["scores"])
    assert (
        "jax" == json.loads((run.folder / "environment.json").read_text())["backend"]
        or os.environ["KERAS_BACKEND"] != "jax"
    )


def test_what_is_printed(finished: Run, printed: io.StringIO) -> None:
    """One line an epoch, the table, the verdict in plain words, and a last line with backend, engine and folder."""
    lines = printed.getvalue().splitlines()
    epochs = [line for line in lines if line.startswith("epoch ")]
    assert 2 == len(epochs)
    assert epochs[0].startswith("epoch 1/2  loss (scaled) 0.")
    assert "val_loss (scaled)" in epochs[0]
    assert any(line.startswith("verdict: the model is ") for line in lines)
    ran_on = json.loads((finished.folder / "environment.json").read_text())
    assert f"engine {ran_on['engine']}: {ran_on['engine_reason']}" in lines
    assert f", engine {ran_on['engine']}, 2 epochs, " in lines[-1]
    assert lines[-1].endswith(f": {finished.folder}")


def test_the_scores_are_those_of_the_saved_model(finished: Run) -> None:
    """The model file, loaded by Keras alone, forecasts what was scored, in original units."""
    import keras

    run = finished
    assert run.judgement is not None
    values = np.genfromtxt(run.folder.parent / "series.csv", skip_header=1)
    recipe = json.loads((run.folder / "recipe.json").read_text())
    first, last = recipe["boundaries"]["test"]
    low, high = values[: recipe["boundaries"]["train"][1]].min(), values[: recipe["boundaries"]["train"][1]].max()
    scaled = (values - low) / (high - low)
    rows = np.arange(first, last)
    inputs = np.stack([scaled[row - 6 : row] for row in rows])[..., None]

    model = keras.models.load_model(run.folder / "model.keras")
    forecasts = model.predict(inputs, verbose=0)[:, 0] * (high - low) + low

    errors = forecasts - values[rows]
    assert pytest.approx(np.abs(errors).mean(), rel=1e-4) == run.judgement.scores["model"].values["MAE"]
    assert pytest.approx(np.sqrt((errors**2).mean()), rel=1e-4) == run.judgement.scores["model"].values["RMSE"]


def test_the_baselines_are_those_of_the_same_rows(finished: Run) -> None:
    """Last value and seasonal naive are what the rows say by hand."""
    run = finished
    assert run.judgement is not None
    values = np.genfromtxt(run.folder.parent / "series.csv", skip_header=1)
    rows = np.arange(490, 700)

    scores = run.judgement.scores

    assert pytest.approx(np.abs(values[rows] - values[rows - 1]).mean(), rel=1e-5) == scores["last value"].values["MAE"]
    assert (
        pytest.approx(np.abs(values[rows] - values[rows - 24]).mean(), rel=1e-5)
        == scores["seasonal naive"].values["MAE"]
    )


def test_the_same_seed_gives_the_same_run(tmp_path: Path) -> None:
    """Two runs of one spec have the same losses to the last bit."""
    histories = [fit(tmp_path, out=name).training.history for name in ("one", "two")]

    losses = [[record["loss"] for record in history] for history in histories]
    assert losses[0] == losses[1]


def test_a_spec_without_a_seed_gets_one_and_writes_it_down(tmp_path: Path) -> None:
    """A drawn seed stands in the environment and in the resolved spec."""
    run = fit(tmp_path, runtime={"backend": "auto"})

    seed = json.loads((run.folder / "environment.json").read_text())["seed"]
    assert f"seed: {seed}" in (run.folder / "resolved.yaml").read_text()


def test_a_spec_with_errors_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    """A bad spec costs nothing and leaves nothing."""
    with pytest.raises(SpecError):
        fit(tmp_path, model=[{"LSTMM": 4}])

    assert not (tmp_path / "run").exists()


def test_bad_data_leaves_no_folder(tmp_path: Path) -> None:
    """Where the data can't feed the recipe there is no run, so there is no folder either."""
    with pytest.raises(DataError):
        fit(tmp_path, data={**SPEC["data"], "target": "x"})

    assert not (tmp_path / "run").exists()


def test_a_folder_that_exists_is_left_alone(tmp_path: Path) -> None:
    """The run is refused before training, and what lies in the folder stays."""
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "mine.txt").write_text("mine")

    with pytest.raises(RunError, match="exists already"):
        fit(tmp_path)

    assert ["mine.txt"] == os.listdir(tmp_path / "run")


@pytest.mark.parametrize(("section", "words"), [("data", "nothing to learn from"), ("compile", "names no loss")])
def test_a_spec_that_only_describes_a_model_can_not_be_fitted(tmp_path: Path, section: str, words: str) -> None:
    """Without data or loss the message says what is missing."""
    model = [{"SimpleRNN": {"units": 4, "input_shape": [6, 1]}}, {"Dense": 1}]

    with pytest.raises(RunError, match=words):
        fit(tmp_path, model=model, **{section: None})


def test_an_engine_that_can_not_be_had_is_refused(tmp_path: Path) -> None:
    """Before anything is imported or written, in the spec's own words."""
    with pytest.raises(SpecError) as caught:
        fit(
            tmp_path,
            compile={"loss": "mean_squared_error", "run_eagerly": True},
            runtime={"seed": 1, "engine": "fused", "backend": "jax"},
        )

    assert "SEQ510: `engine: fused` can't be had: `run_eagerly: true` compiles nothing" in str(caught.value)
    assert not (tmp_path / "run").exists()


def test_an_output_of_another_shape_is_refused(tmp_path: Path) -> None:
    """Keras would broadcast three outputs against one target; seqspec does not train on that."""
    with pytest.raises((DataError, SpecError)):
        fit(tmp_path, model=["Flatten", {"Dense": 3}])


def test_early_stopping_ends_a_run_early(tmp_path: Path) -> None:
    """A callback that stops is no failure; the history ends with it."""
    callback = {"EarlyStopping": {"monitor": "loss", "mode": "max", "patience": 1}}

    run = fit(tmp_path, fit={"epochs": 30, "batch_size": 32, "callbacks": [callback]})

    assert ("stopped early", 0) == (run.training.outcome, run.exit_code)
    assert len(run.training.history) < 30


def test_callbacks_write_into_the_run_folder(tmp_path: Path) -> None:
    """A checkpoint lands under a name of ours, and the rate follows its schedule."""
    schedule = {"ExponentialDecay": {"initial_learning_rate": 0.1, "decay_steps": 1, "decay_rate": 0.5}}
    callbacks = ["ModelCheckpoint", {"LearningRateScheduler": {"schedule": schedule}}, "TerminateOnNaN"]

    run = fit(tmp_path, fit={"epochs": 3, "callbacks": callbacks})

    assert sorted([*FILES, "checkpoint.keras"]) == sorted(os.listdir(run.folder))
    assert pytest.approx([0.1, 0.05, 0.025]) == [record["learning_rate"] for record in run.training.history]


def test_a_loss_that_is_no_number_is_said_plainly(tmp_path: Path) -> None:
    """Training ends with the epoch in which it happened; the metrics are kept, no model is."""
    wild = {"optimizer": {"SGD": 1e30}, "loss": "mean_squared_error"}
    model = ["Flatten", {"Dense": {"units": 4, "activation": "relu"}}, {"Dense": 1}]

    with pytest.raises(RunError, match=r"the loss became infinite or NaN in epoch 1: the weights are lost") as caught:
        fit(tmp_path, compile=wild, model=model)

    assert "lower the learning rate" in str(caught.value.help)
    assert "failed" == status(tmp_path / "run")["state"]
    assert "model.keras" not in os.listdir(tmp_path / "run")
    assert "metrics.jsonl" in os.listdir(tmp_path / "run")


@pytest.mark.usefixtures("_hears_ctrl_c")
def test_an_interrupted_run_is_saved_and_scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the first Ctrl-C training ends, and model, scores and report are written all the same."""
    append = RunFolder.append

    def append_and_interrupt(self: RunFolder, name: str, record: dict[str, Any]) -> None:
        append(self, name, record)
        if record["epoch"] == 2:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(RunFolder, "append", append_and_interrupt)

    run = fit(tmp_path, fit={"epochs": 1000})

    assert ("interrupted", 130, 2) == (run.training.outcome, run.exit_code, len(run.training.history))
    assert "interrupted" == status(run.folder)["state"]
    assert sorted([*FILES, "state.npz"]) == sorted(os.listdir(run.folder))


def test_a_full_disk_while_metrics_are_written_keeps_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Training stops, the model is saved as far as it got, and the message names what is kept."""

    def fail(self: RunFolder, name: str, record: dict[str, Any]) -> None:
        raise self._failure(name, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    monkeypatch.setattr(RunFolder, "append", fail)

    with pytest.raises(RunError, match="the disk is full"):
        fit(tmp_path, fit={"epochs": 50})

    assert "model.keras" in os.listdir(tmp_path / "run")
    assert "failed" == status(tmp_path / "run")["state"]


def test_a_full_disk_while_the_model_is_saved_keeps_it_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was trained is not lost: it goes to the folder for temporary files, and the message says where."""
    import keras

    save, refuge = keras.Sequential.save, tmp_path / "temporary"
    refuge.mkdir()

    def save_unless_full(self: Any, path: Any, **more: Any) -> None:
        if Path(path).parent.name == "run":
            Path(path).write_bytes(b"half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        save(self, path, **more)

    monkeypatch.setattr(keras.Sequential, "save", save_unless_full)
    monkeypatch.setattr("tempfile.tempdir", str(refuge))

    with pytest.raises(RunError, match=r"model\.keras` can't be written: the disk is full") as caught:
        fit(tmp_path)

    (kept,) = refuge.iterdir()
    assert f"the trained model is in `{kept}` instead" in str(caught.value.help)
    assert keras.models.load_model(kept).count_params() > 0
    assert not [name for name in os.listdir(tmp_path / "run") if "model" in name]


def test_steps_are_those_that_were_done(tmp_path: Path) -> None:
    """Four batches an epoch are four, however many of them Keras runs in one go."""
    compiled = {"optimizer": "adam", "loss": "mse", "steps_per_execution": 3}

    run = fit(tmp_path, compile=compiled, fit={"epochs": 2, "batch_size": 32, "steps_per_epoch": 4})

    assert [4, 4] == [record["batches"] for record in run.training.history]


class Gone(io.StringIO):
    """A pipe whose reader leaves when it has seen the first epoch."""

    left = False

    def write(self, text: str) -> int:
        if self.left:
            raise BrokenPipeError
        self.left = text.startswith("epoch 1")
        return super().write(text)


def test_a_reader_that_leaves_loses_nothing(tmp_path: Path) -> None:
    """As in `seqspec fit SPEC | head`: training goes on, and the run is saved, scored and called finished."""
    fit(tmp_path, Gone())

    assert FILES == sorted(os.listdir(tmp_path / "run"))
    assert ("finished", 2) == (status(tmp_path / "run")["state"], status(tmp_path / "run")["epochs"])


def test_a_run_without_a_test_part_has_no_verdict(tmp_path: Path) -> None:
    """Nothing is judged where nothing was set aside, and the run says so."""
    stream = io.StringIO()

    run = fit(tmp_path, stream, data={**SPEC["data"], "split": {"validation": 0.1, "test": 0.0}})

    assert run.judgement is None
    assert "no test part, so no verdict" in stream.getvalue()


def test_many_steps_and_many_targets(tmp_path: Path) -> None:
    """A horizon of several steps is scored step by step, over every baseline."""
    window = {"length": 6, "horizon": 3}

    run = fit(tmp_path, data={**SPEC["data"], "window": window}, model=["Flatten", {"Dense": 3}])

    assert run.judgement is not None
    assert 3 == len(run.judgement.by_step)


def test_the_report_is_one_harmless_file(finished: Run) -> None:
    """The page loads nothing, runs nothing, and shows what a spec says as text."""
    page = (finished.folder / "report.html").read_text()
    assert "default-src 'none'" in page
    assert 1 == page.count("<script>") == page.count("</script>")
    assert "<script>alert" not in page
    assert "://" not in page.replace("http://www.w3.org/2000/svg", "", 1)  # the name of SVG, in the script
    assert page.index('class="verdict') < page.index("<svg") < page.index("Epochs")


def test_the_report_shows_the_spec_that_was_run(tmp_path: Path) -> None:
    """What `--set` changed stands in the report and the environment, while `spec.yaml` stays as written."""
    path, settings = write_spec(tmp_path), ("fit.epochs=1",)

    fitting.fit(Request(check_file(path, settings), tmp_path, tmp_path / "run", settings=settings))

    page = (tmp_path / "run" / "report.html").read_text()
    assert "<code>fit.epochs=1</code>" in page
    assert escape((tmp_path / "run" / "resolved.yaml").read_text()) in page
    assert ["fit.epochs=1"] == json.loads((tmp_path / "run" / "environment.json").read_text())["settings"]
    assert path.read_text() == (tmp_path / "run" / "spec.yaml").read_text()


def test_the_report_says_units_as_the_console_does(tmp_path: Path) -> None:
    """Losses are called scaled and errors are converted, and how to read `metrics.jsonl` is said."""
    run = fit(tmp_path, compile={"optimizer": "adam", "loss": "mse", "metrics": ["mae"]})

    page = (run.folder / "report.html").read_text()
    metrics = json.loads((run.folder / "environment.json").read_text())["metrics"]
    first = json.loads((run.folder / "metrics.jsonl").read_text().splitlines()[0])
    heads = "".join(
        f'<th scope="col">{name}</th>' for name in ("epoch", "loss (scaled)", "val_loss (scaled)", "mae", "val_mae")
    )
    assert heads in page
    assert f"<td>{first['mae'] * metrics['original_units_in_one']:.5g}</td>" in page
    assert "scaled: the model's own units" == metrics["units"]


def test_a_run_can_be_repeated_from_its_resolved_spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Called from anywhere it reads the same file into the same parts, though the spec named neither in full."""
    data = {name: value for name, value in SPEC["data"].items() if name != "split"}
    path = write_spec(tmp_path, data=data, runtime={"backend": "auto"})
    monkeypatch.chdir(tmp_path)
    first = fitting.fit(Request(check_file(path.name), Path(), Path("run")))
    folder = tmp_path / "run"
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")

    again = fitting.fit(Request(check_file(folder / "resolved.yaml"), folder, Path("other")))

    losses = [[record["loss"] for record in run.training.history] for run in (first, again)]
    assert losses[0] == losses[1]
    assert (folder / "resolved.yaml").read_text() == Path("other/resolved.yaml").read_text()
    assert "split: {validation: 0.1, test: 0.2, by: time}" in (folder / "resolved.yaml").read_text()
    assert str(tmp_path / "series.csv") == json.loads((folder / "data.json").read_text())["path"]


def test_weights_from_a_stranger_are_not_trusted(finished: Run, tmp_path: Path) -> None:
    """A model file with a link out of it, or with members that Keras does not write, is refused."""
    import zipfile

    import h5py

    outside = io.BytesIO()
    with h5py.File(outside, "w") as file:
        file["layers"] = h5py.ExternalLink("/etc/passwd", "/x")
    for name, members in {
        "link.keras": {"model.weights.h5": outside.getvalue()},
        "more.keras": {"model.weights.h5": b"", "evil.py": b""},
        "none.keras": {"config.json": b"{}"},
        "large.keras": {"model.weights.h5": bytes(64 * 2**20)},
    }.items():
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        with pytest.raises(RunError):
            weights.load(finished.model, tmp_path / name)

    (tmp_path / "text.keras").write_text("no archive")
    with pytest.raises(RunError, match="is no model that Keras wrote"):
        weights.load(finished.model, tmp_path / "text.keras")
