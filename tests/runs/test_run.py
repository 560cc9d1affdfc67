"""A run as an object: what it gives, that it is the same from either side, and that a stranger's is not trusted."""

from __future__ import annotations

import json
import pickle
import shutil
import sys
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

import seqspec
from seqspec.errors import BackendError, RunError, UsageError
from seqspec.runs.fitting import fitting
from seqspec.runs.fitting.ended import Ended
from seqspec.runs.fitting.resumption import Resumption
from seqspec.runs.report import plotting
from seqspec.runs.run import Run
from tests.runs.folders import judgement, write_errors, write_run
from tests.runs.report.materials import EVIL, Page
from tests.training import write_spec

VERDICT = {
    "outcome": "better", "baseline": "last value", "score": "RMSE", "difference": -1.0, "share": -50.0,
    "interval": [-1.5, -0.5], "examples": 400, "unit": "window", "block": 50,
}  # fmt: skip


def judged(**more: Any) -> dict[str, Any]:
    """What `scores.json` says of a run that was judged."""
    scores = {name: {"MAE": 0.5, "RMSE": rmse, "MAPE": None} for name, rmse in (("model", 1.0), ("last value", 2.0))}
    found = {**judgement(), "verdict": VERDICT, "scores": scores}
    notes = {"training": "finished", "epochs": 3, "steps": 30, "seconds": 1.5, "notes": ["nothing was filled"]}
    return {**notes, "targets": ["y"], "judgement": {**found, **more}}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A finished run that nobody trained."""
    return seqspec.open_run(write_errors(write_run(tmp_path / "first", scores=judged())))


def test_what_a_run_holds_comes_as_frames(run: Run) -> None:
    """Scores by forecaster, losses by epoch, errors by example; a score that nobody has is left out."""
    assert [["model", "last value"], ["MAE", "RMSE"]] == [list(run.scores.index), list(run.scores.columns)]
    assert 0.5 == run.scores.loc["model", "MAE"]
    assert [0.5, 0.25, 0.3] == list(run.history["val_loss"])
    assert ("epoch", [1, 2, 3]) == (run.history.index.name, list(run.history.index))
    assert (400, 1) == (len(run.errors), run.errors.index[0])
    assert np.allclose(2 * run.errors["model"], run.errors["baseline"])


def test_what_a_run_says_of_itself(run: Run) -> None:
    """Verdict, spec, trace, environment, data, notes, and the line of a list."""
    assert run.verdict is not None
    assert "better than the last value" == run.verdict.sentence
    assert ("tiny", (None, 1)) == (run.spec.name, run.trace.output.shape)
    assert ("jax", 500) == (run.environment["backend"], run.data["rows"])
    assert ["nothing was filled"] == run.notes
    assert ("first", "finished", 0.25) == (run.name, run.record.state, run.record.validation)
    assert (None, 0) == (run.training, run.exit_code)
    said = "finished after 3 epochs, RMSE 1 on the test part, better than the last value"
    assert f"<Run {run.folder}: {said}>" == repr(run)


def test_numbers_that_are_none_are_gaps(tmp_path: Path) -> None:
    """A loss that was infinite stands as `null` in the file; epochs of earlier folds are not those of the model."""
    path = write_run(tmp_path / "run")
    lines = [
        {"epoch": 1, "loss": 1.0, "fold": 1},
        {"epoch": 1, "loss": None},
        {"epoch": 2, "loss": 0.5, "cut_short": True},
    ]
    (path / "metrics.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")

    history = seqspec.open_run(path).history

    assert [1, 2] == list(history.index)
    assert [True, False] == list(history["loss"].isna())


def test_measures_are_numbers(tmp_path: Path) -> None:
    """A loss that never was finite is a column of gaps, and an epoch is cut short or it is not."""
    path = write_run(tmp_path / "run")
    lines = [{"epoch": 1, "loss": None, "batches": 3}, {"epoch": 2, "loss": None, "batches": 1, "cut_short": True}]
    (path / "metrics.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")

    kinds = seqspec.open_run(path).history.dtypes

    assert {"loss": "float64", "batches": "int64", "cut_short": "bool"} == dict(kinds.astype(str))


def test_a_run_that_is_not_over_has_no_scores(tmp_path: Path) -> None:
    """What is there can be looked at; what is not is a RunError, and a line about it never is."""
    status = {"format": 1, "state": "training", "began": "2026-01-02T03:04:05+00:00"}
    run = seqspec.open_run(write_run(tmp_path / "run", scores=None, status=status))

    assert 3 == len(run.history)
    assert 0 == len(run.errors)
    assert f"<Run {run.folder}: training after 3 epochs>" == repr(run)
    assert "no scores to report" in run._repr_html_()
    with pytest.raises(RunError, match=r"scores\.json"):
        run.scores  # noqa: B018  # the access is the test


@pytest.mark.parametrize(
    ("name", "text", "attribute"),
    [
        ("metrics.jsonl", '{"epoch": "1", "loss": 0.5}\n', "history"),
        ("metrics.jsonl", '{"epoch": 1, "loss": "<b>"}\n', "history"),
        ("metrics.jsonl", '{"loss": 1.0}\n', "history"),
        ("errors.csv", "example,judged,model,baseline\n1,1,__import__('os'),1\n", "errors"),
        ("environment.json", "[1]", "environment"),
        ("data.json", '"x"', "data"),
        ("scores.json", '{"judgement": {"part": "test"}}', "scores"),
        ("scores.json", '{"judgement": {"part": "test"}}', "verdict"),
        ("resolved.yaml", "seqspec: 1\nmodel: [{Lambda: f}]\n", "spec"),
        ("resolved.yaml", "!!python/object/apply:os.system [id]\n", "trace"),
    ],
)
def test_a_folder_of_a_stranger_is_not_trusted(run: Run, name: str, text: str, attribute: str) -> None:
    """A file that is not what it should be is a RunError that says so."""
    (run.folder / name).write_text(text, "utf-8")

    with pytest.raises(RunError):
        getattr(run, attribute)


def test_a_line_about_a_run_never_raises(run: Run) -> None:
    """Whatever its files hold; and nothing in it is hidden from a terminal."""
    scores = {"model": {"RMSE": 1.0}}  # none of the baseline, so they are no scores
    status = {"format": 1, "state": "\x1b[2Jfinished"}
    (run.folder / "scores.json").write_text(json.dumps({"judgement": judgement(scores=scores)}), "utf-8")
    (run.folder / "status.json").write_text(json.dumps(status), "utf-8")

    assert f"<Run {run.folder}: \\x1b[2Jfinished after 3 epochs>" == repr(run)


def test_a_run_is_pickled_as_its_folder(run: Run) -> None:
    """It comes back as one that was opened."""
    restored = pickle.loads(pickle.dumps(Run(run.folder, cast(Ended, object()))))

    assert (run.folder, None) == (restored.folder, restored.training)


def test_settings_of_a_run_that_goes_on_are_said_as_everywhere(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a text, as texts, or as values by path; and a run that is over is not gone on with."""
    asked: list[Resumption] = []
    with pytest.raises(RunError, match="nothing to resume"):
        run.resume({"fit.epochs": 5})
    monkeypatch.setattr(fitting, "resume", asked.append)
    for settings in ("fit.epochs=5", ["fit.epochs=5"], {"fit.epochs": 5}):
        run.resume(settings)

    assert 3 * [("fit.epochs=5",)] == [each.settings for each in asked]


def test_links_are_not_followed(run: Run, tmp_path: Path) -> None:
    """A file of the folder that points out of it is refused."""
    (tmp_path / "secret.json").write_text("{}", "utf-8")
    (run.folder / "environment.json").unlink()
    (run.folder / "environment.json").symlink_to(tmp_path / "secret.json")

    with pytest.raises(RunError, match="it is a link"):
        run.environment  # noqa: B018  # the access is the test


def test_a_folder_without_a_run_can_not_be_opened(tmp_path: Path) -> None:
    """As on the command line."""
    with pytest.raises(RunError, match="no run folder"):
        seqspec.open_run(tmp_path / "nothing")
    with pytest.raises(RunError, match="not the folder of a run"):
        seqspec.open_run(tmp_path)


@pytest.mark.keras
def test_a_model_file_that_is_none_is_refused(run: Run) -> None:
    """The file in the folder is zeros: it is told, and nothing is loaded."""
    with pytest.raises(RunError, match=r"model\.keras"):
        run.model  # noqa: B018  # the access is the test


def test_charts_come_as_figures(run: Run) -> None:
    """Under the names of the files that `report --svg` writes; an unknown one is wrong usage."""
    from matplotlib.figure import Figure

    assert "losses" in run.figures
    figure = run.figure("losses")
    assert isinstance(figure, Figure)
    assert 3 == np.size(figure.axes[0].lines[0].get_xdata())
    with pytest.raises(UsageError, match="no chart `pie`"):
        run.figure("pie")


def test_figures_need_what_draws_them(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without matplotlib it is told which extra brings it."""
    monkeypatch.setattr(plotting, "can_draw", lambda: False)

    with pytest.raises(BackendError, match="matplotlib") as caught:
        run.figure("losses")
    assert "pip install" in str(caught.value.help)


def test_frames_need_pandas(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is missing, what brings it is named."""
    monkeypatch.delitem(sys.modules, "seqspec.runs.frames", raising=False)
    monkeypatch.setitem(sys.modules, "pandas", None)

    with pytest.raises(BackendError, match="a run as a frame needs pandas") as caught:
        _ = run.scores

    assert "pip install 'seqspec-keras[jax]'" in (caught.value.help or "")


def test_a_notebook_shows_verdict_scores_and_losses(run: Run) -> None:
    """As a part of a page: the sentence, the table, and a picture that lies in the page itself."""
    page = Page(run._repr_html_())
    pictures = [attributes for name, attributes in page.elements if name == "img"]

    assert page.crossed == page.open == []
    assert any("better than the last value" in each for each in page.texts["strong"])
    assert {"model", "last value", "MAE", "RMSE"} <= set(page.texts["th"])
    assert 1 == len(pictures)
    assert str(pictures[0]["src"]).startswith("data:image/png;base64,")


def test_a_notebook_shows_a_judgement_as_its_scores(run: Run) -> None:
    """And not as all the numbers behind its charts."""
    judgement = run.judgement
    assert judgement is not None

    page = Page(judgement._repr_html_())

    assert "on the test part" in " ".join(page.texts["p"])
    assert {"model", "last value"} <= set(page.texts["th"])
    assert "plots" not in repr(judgement)


def test_names_in_a_notebook_are_text(tmp_path: Path) -> None:
    """A baseline, a target and a note that are meant to be taken for markup are shown as they are."""
    scores = {"model": {"RMSE": 1.0}, EVIL: {"RMSE": 2.0}}
    found = judged(best_baseline=EVIL, scores=scores, verdict={**VERDICT, "baseline": EVIL})
    runs = [write_run(tmp_path / name, scores=found, units=units) for name, units in (("<b>a", 3), ("b&c", 4))]
    cards = [seqspec.open_run(runs[0])._repr_html_(), seqspec.compare(*runs)._repr_html_()]

    for card in cards:
        page = Page(card)
        names = {name for name, _ in page.elements}
        attributes = {attribute for _, found in page.elements for attribute in found}
        assert names & {"script", "b", "style", "iframe", "link", "svg"} == set()
        assert not any(attribute.startswith("on") for attribute in attributes)
        assert [
            each for name, each in page.elements if name == "img" and not str(each["src"]).startswith("data:")
        ] == []
        assert "http" not in card
        assert "\x1b" not in card


def test_runs_are_listed_as_a_frame(tmp_path: Path) -> None:
    """The best by validation first, all fields of a list, and only those that are asked for."""
    for name, losses in (("one", (0.5, 0.4)), ("two", (0.3, 0.6)), ("three", (0.9,))):
        write_run(tmp_path / name, losses=losses)

    assert ["two", "one", "three"] == list(seqspec.list_runs(tmp_path).index)
    assert ["three"] == list(seqspec.list_runs(tmp_path, ["epochs=1"]).index)
    assert ["three"] == list(seqspec.list_runs(tmp_path, "epochs=1").index)
    assert ["three", "one", "two"] == list(seqspec.list_runs(tmp_path, sort="validation", reverse=True).index)
    assert {"state", "validation", "skill", "reason"} <= set(seqspec.list_runs(tmp_path).columns)
    with pytest.raises(UsageError, match="no field `skil`"):
        seqspec.list_runs(tmp_path, sort="skil")


def test_an_empty_folder_is_an_empty_list(tmp_path: Path) -> None:
    """With the same columns as any other."""
    found = seqspec.list_runs(tmp_path)

    assert (0, True) == (len(found), "validation" in found.columns)


def test_runs_and_folders_are_compared_alike(tmp_path: Path) -> None:
    """Either names a run."""
    one, other = (write_errors(write_run(tmp_path / name)) for name in ("one", "two"))

    assert [each.path for each in seqspec.compare(seqspec.open_run(one), str(other)).runs] == [one, other]


def test_an_unknown_form_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    """The forms are those of the command, and nothing is written over."""
    with pytest.raises(UsageError, match="no form `pickle`"):
        run.export("pickle")
    with pytest.raises(RunError, match="exists already"):
        run.export("keras", tmp_path)


# ------------------------------------------------------------------------------------------------------------- trained


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of this process."""
    folder = tmp_path_factory.mktemp("trained")
    spec = write_spec(folder, fit={"epochs": 2, "batch_size": 32, "verbose": 0})
    return seqspec.load(spec).fit(out=folder / "run")


@pytest.mark.keras
def test_a_run_is_the_same_from_either_side(trained: Run) -> None:
    """What `fit` gives back and what is opened are one class with the same scores, losses, weights and forecasts."""
    opened = seqspec.open_run(trained.folder)
    series = trained.folder.parent / "series.csv"

    assert type(opened) is type(trained)
    assert trained.scores.equals(opened.scores)
    assert trained.history.equals(opened.history)
    assert trained.verdict == opened.verdict
    assert all(map(np.array_equal, trained.model.get_weights(), opened.model.get_weights()))
    assert trained.predict(series).equals(opened.predict(series))
    assert 1 < len(trained.history.columns)


@pytest.mark.keras
def test_a_run_can_be_judged_reported_and_carried_away(trained: Run, tmp_path: Path) -> None:
    """Its own test part gives the same scores; the page is written anew; a script is one of the forms."""
    found = trained.evaluate()
    page = Page(found._repr_html_())

    assert found.judgement.scores["model"].values["RMSE"] == pytest.approx(trained.scores.loc["model", "RMSE"])
    assert {"table", "strong"} <= {name for name, _ in page.elements}
    assert trained.folder / "report.html" == trained.report()
    assert tmp_path / "mine.keras" == trained.export("keras", tmp_path / "mine.keras")
    assert (tmp_path / "mine.keras").stat().st_size > 1000
    assert {"losses", "forecast"} <= set(trained.figures)


@pytest.mark.keras
def test_a_forecast_names_what_it_could_not_do(trained: Run) -> None:
    """Rows before the first whole window have none, and the frame says so."""
    frame = trained.predict(trained.folder.parent / "series.csv")

    assert any("no forecast" in note for note in frame.attrs["notes"])
    assert "float64" == str(frame["prediction"].dtype)


@pytest.mark.keras
def test_a_forecast_can_reach_further_and_say_how_sure_it_is(trained: Run) -> None:
    """Steps beyond the horizon, each a row later; bounds around each prediction, the wider the surer they are."""
    series = trained.folder.parent / "series.csv"
    ahead = trained.predict(series, last=True, steps=3)
    narrow, wide = (trained.predict(series, intervals=level) for level in (0.5, 0.9))

    assert [1, 2, 3] == list(ahead["step"])
    assert [0, 1, 2] == list(ahead["row"] - ahead["row"].iloc[0])
    assert trained.predict(series, last=True)["prediction"].iloc[0] == pytest.approx(ahead["prediction"].iloc[0])
    assert (narrow["lower"] < narrow["prediction"]).all()
    assert (narrow["prediction"] < narrow["upper"]).all()
    assert ((wide["upper"] - wide["lower"]) > (narrow["upper"] - narrow["lower"])).all()
    with pytest.raises(UsageError, match="up to 1 step ahead, not 3"):
        trained.predict(series, steps=3, intervals=0.9)


@pytest.mark.keras
def test_a_run_can_be_trained_again(trained: Run, tmp_path: Path) -> None:
    """To the same bits, in a folder of its own; where the data moved it is told where to."""
    moved = shutil.copy(trained.folder.parent / "series.csv", tmp_path / "moved.csv")
    found = trained.reproduce(tmp_path / "again", data=moved)

    assert ("same bits", 0, tmp_path / "again") == (found.outcome, found.exit_code, found.run)
    assert trained.history["loss"].equals(seqspec.open_run(tmp_path / "again").history["loss"])
    with pytest.raises(UsageError):
        trained.reproduce(tmp_path / "never", tolerance=-1.0)
