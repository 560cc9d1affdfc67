"""Runs trained again in this process, and what keeps them from it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import seqspec
from seqspec.errors import DataError, RunError, UsageError
from seqspec.language.recipe.source import FileSource
from seqspec.runs.fitting.fitting import Request, Run
from seqspec.runs.reproduction import account
from seqspec.runs.reproduction.plan import TOLERANCE, plan
from seqspec.runs.reproduction.reproduction import Reproduction, reproduce
from tests.training import SPEC, write_series, write_spec

pytestmark = pytest.mark.keras

FIT = {"epochs": 3, "batch_size": 32, "verbose": 0}
COMPILE = {"optimizer": {"Adam": 0.01}, "loss": "mean_squared_error", "metrics": ["mae"]}
Copy = Callable[..., Path]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run, for the tests to copy."""
    folder = tmp_path_factory.mktemp("original")
    seqspec.fit(write_spec(folder, fit=FIT, compile=COMPILE), ("name=again",), out=folder / "run")
    return folder / "run"


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Copy:
    """Copies the run, with some of its JSON changed; None takes a file away."""

    def copied(**changed: Any) -> Path:
        run = shutil.copytree(original, tmp_path / "run")
        for name, values in changed.items():
            path = run / f"{name}.json"
            if values is None:
                path.unlink()
            else:
                path.write_text(json.dumps({**json.loads(path.read_text()), **values}), "utf-8")
        return run

    return copied


@pytest.fixture
def _repeated(original: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Training again gives the same run again, without the time that it takes."""

    def fit(request: Request) -> Run:
        assert request.out is not None
        return Run(shutil.copytree(original, request.out))

    monkeypatch.setattr("seqspec.runs.reproduction.reproduction.fit", fit)


def rewritten(path: Path, change: Callable[[str], str]) -> None:
    """A file with another text."""
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def lines(run: Path) -> list[str]:
    """The metrics of a run."""
    return (run / "metrics.jsonl").read_text("utf-8").splitlines(keepends=True)


def with_loss(run: Path, times: float) -> Path:
    """A run with another loss in its second epoch."""
    changed = [json.loads(line) for line in lines(run)]
    changed[1]["loss"] *= times
    (run / "metrics.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in changed), "utf-8")
    return run


def ended_early(run: Path, state: str, kept: int, more: str = "") -> Path:
    """A run of which so many epochs are left, as if something had ended it."""
    (run / "status.json").write_text(json.dumps({"format": 1, "state": state, "training": state}), "utf-8")
    (run / "metrics.jsonl").write_text("".join(lines(run)[:kept]) + more, "utf-8")
    return run


def test_a_run_is_reproduced_to_the_same_bits(original: Path, tmp_path: Path) -> None:
    """In a folder of its own, every metric, weight and score of it; the old folder stays as it was."""
    before = {path.name: path.read_bytes() for path in original.iterdir()}

    found = reproduce(original, tmp_path / "again")

    assert ("same bits", 0, ()) == (found.outcome, found.exit_code, found.deviations)
    assert (3, 4, 7) == (found.epochs, found.weights, found.scores)
    assert 0 == found.plan.tolerance
    assert "reproduced to the same bits" == account.verdict(found)
    assert before == {path.name: path.read_bytes() for path in original.iterdir()}
    assert (original / "resolved.yaml").read_text() == (tmp_path / "again" / "resolved.yaml").read_text()


def test_the_account_says_what_the_run_was(original: Path) -> None:
    """State, digests, and every fact of its surroundings beside what is here."""
    said = account.before(plan(original)).splitlines()

    assert said[0].startswith(f"{original}: finished, 3 epochs, began 20")
    assert said[1].startswith("spec: resolved.yaml (")
    assert said[1].endswith("), which spec.yaml comes to")
    assert said[2].startswith(f"data: `{original.parent / 'series.csv'}` (")
    ran_on = json.loads((original / "environment.json").read_text())
    assert f"keras {ran_on['packages']['keras']} the same" in [" ".join(line.split()) for line in said]
    assert "tolerance: none, as the run was deterministic and nothing differs" == said[-1]


@pytest.mark.usefixtures("_repeated")
def test_a_tampered_metric_is_found(copy: Copy, tmp_path: Path) -> None:
    """The first that is off and the largest are named, and that nothing else differs."""
    found = reproduce(with_loss(copy(), 1.5), tmp_path / "again")

    assert ("not reproduced", 1) == (found.outcome, found.exit_code)
    assert [("loss", "epoch 2")] == [(each.what, each.where) for each in found.deviations]
    assert account.verdict(found).startswith("not reproduced: `loss` in epoch 2, recorded as ")
    assert account.verdict(found).endswith(
        "the largest difference is 0.33, of `loss` in epoch 2; nothing that is known differs"
    )


@pytest.mark.usefixtures("_repeated")
def test_other_surroundings_allow_a_tolerance(copy: Copy, tmp_path: Path) -> None:
    """What differs is named, and the numbers may be a little apart."""
    run = with_loss(copy(environment={"packages": {"keras": "2.0"}, "cpus": 99}), 1.1)

    found = reproduce(run, tmp_path / "again")

    assert TOLERANCE == found.plan.tolerance
    assert "as cpus, keras differ" == found.plan.reason
    assert "cpus 99 then, " in account.verdict(found)
    assert "keras 2.0 then, " in account.verdict(found)


@pytest.mark.usefixtures("_repeated")
def test_numbers_within_the_tolerance_reproduce(copy: Copy, tmp_path: Path) -> None:
    """The largest difference is told with its epoch."""
    found = reproduce(with_loss(copy(), 1 + 1e-6), tmp_path / "again", tolerance=1e-5)

    assert ("within tolerance", 0, "as asked for") == (found.outcome, found.exit_code, found.plan.reason)
    assert account.verdict(found).startswith(
        "reproduced within 1e-05: largest difference 1e-06, of `loss` in epoch 2, recorded as "
    )


def test_a_run_that_was_not_deterministic_promises_no_bits(copy: Copy) -> None:
    """The same as where anything else is different here."""
    planned = plan(copy(environment={"deterministic": False}))

    assert (TOLERANCE, "as deterministic differs") == (planned.tolerance, planned.reason)


def test_a_run_that_was_resumed_elsewhere_promises_no_bits(copy: Copy) -> None:
    """Some of its epochs were computed by other versions."""
    planned = plan(copy(environment={"resumed": [{"differs": ["`keras` was 3.14"]}]}))

    assert (TOLERANCE, "as the run was resumed where numbers may be others") == (planned.tolerance, planned.reason)


# --------------------------------------------------------------------------------------------- runs that were ended


def test_a_killed_run_is_repeated_as_far_as_it_came(copy: Copy, tmp_path: Path) -> None:
    """There are no weights to compare, and that is said."""
    run = ended_early(copy(scores=None), "training", 2)
    (run / "model.keras").unlink()

    found = reproduce(run, tmp_path / "again")

    assert (2, 0, 0, "same bits") == (found.epochs, found.weights, found.scores, found.outcome)
    assert "reproduced to the same bits, as far as the run came" == account.verdict(found)
    said = account.before(found.plan)
    assert "note: its training was ended after 2 whole epochs (it is training): these are trained again" in said
    assert "note: weights and scores are not compared: it left no model" in said
    assert 2 == len(lines(tmp_path / "again"))


@pytest.mark.usefixtures("_repeated")
def test_a_run_that_was_interrupted_in_an_epoch_has_no_weights_to_compare(copy: Copy, tmp_path: Path) -> None:
    """Another run does not come through the middle of that epoch."""
    cut = json.dumps({"epoch": 3, "loss": 1.0, "batches": 1, "seconds": 0.1, "cut_short": True})
    run = ended_early(copy(), "interrupted", 2, f"{cut}\n")

    found = reproduce(run, tmp_path / "again")

    assert (2, 0, "same bits") == (found.epochs, found.weights, found.outcome)
    assert "it was ended in the middle of an epoch" in account.before(found.plan)


@pytest.mark.usefixtures("_repeated")
def test_a_run_that_was_interrupted_between_epochs_is_compared_as_a_whole(original: Path, tmp_path: Path) -> None:
    """Its weights are those of its last epoch."""
    run = shutil.copytree(original, tmp_path / "run")
    ended_early(run, "interrupted", 3)
    for name in ("spec.yaml", "resolved.yaml"):
        rewritten(run / name, lambda text: text.replace("epochs: 3", "epochs: 1000"))

    found = reproduce(run, tmp_path / "again")

    assert (3, 4, "same bits") == (found.epochs, found.weights, found.outcome)


def test_a_run_that_was_stopped_early_stops_there_again(tmp_path: Path) -> None:
    """The callback ends both in the same epoch, with the weights of the same one; made-up rows need no file."""
    stop = {"EarlyStopping": {"monitor": "loss", "mode": "max", "patience": 2, "restore_best_weights": True}}
    data = {**SPEC["data"], "source": {"generate": {"series": "sine", "rows": 400}}, "target": "value"}
    seqspec.fit(write_spec(tmp_path, fit={**FIT, "epochs": 50, "callbacks": [stop]}, data=data), out=tmp_path / "run")

    with pytest.raises(RunError, match="read no file"):
        plan(tmp_path / "run", tmp_path / "series.csv")
    found = reproduce(tmp_path / "run", tmp_path / "again")

    assert ("same bits", True) == (found.outcome, 0 < found.epochs < 50), account.verdict(found)


def test_a_run_without_a_whole_epoch_can_not_be_repeated(copy: Copy) -> None:
    """There is nothing to compare with."""
    run = copy()
    (run / "metrics.jsonl").unlink()

    with pytest.raises(RunError, match="trained no whole epoch"):
        plan(run)


@pytest.mark.usefixtures("_repeated")
def test_fewer_epochs_than_recorded_are_no_reproduction(copy: Copy, tmp_path: Path) -> None:
    """A history that is longer than what the spec says was not trained by it."""
    run = copy()
    rewritten(
        run / "metrics.jsonl", lambda text: text + text.splitlines()[-1].replace('"epoch": 3', '"epoch": 4') + "\n"
    )

    found = reproduce(run, tmp_path / "again")

    assert ("4 epochs recorded, and 3 epochs here",) == found.misfits
    assert "not reproduced" == found.outcome


# --------------------------------------------------------------------------------------------------- spec and data


@pytest.mark.parametrize("kept", [100, -100])
def test_a_damaged_model_is_refused_before_training(copy: Copy, kept: int) -> None:
    """Its weights are compared at the end, when all else has been done."""
    model = copy() / "model.keras"
    model.write_bytes(model.read_bytes()[:kept])

    with pytest.raises(RunError, match="is not the model that the run wrote"):
        plan(model.parent)


def test_an_edited_spec_is_not_trained(copy: Copy, tmp_path: Path) -> None:
    """What `spec.yaml` comes to is held against `resolved.yaml`, by digest."""
    run = copy()
    rewritten(run / "resolved.yaml", lambda text: text.replace("epochs: 3", "epochs: 5"))

    found = reproduce(run, tmp_path / "again")

    assert refused(found, tmp_path / "again").startswith("not reproduced: spec.yaml comes to another spec (")


def test_a_spec_that_extends_another_can_not_be_checked(copy: Copy) -> None:
    """The other one is not in the folder; that is said, and the resolved one is trained."""
    run = copy()
    rewritten(run / "spec.yaml", lambda text: f"{text}extends: base.yaml\n")

    (check, _) = plan(run).checks

    assert check.holds is None
    assert "that spec.yaml comes to it can't be checked" in check.said


def refused(found: Reproduction, out: Path) -> str:
    """The verdict over a run that was not trained again."""
    assert (1, None, False) == (found.exit_code, found.run, out.exists())
    assert account.after(found).endswith("; so nothing was trained")
    return account.verdict(found)


def test_other_data_are_not_trained_on(copy: Copy, tmp_path: Path) -> None:
    """Whether they have another size or other bytes; they are not even parsed."""
    run = copy()
    text = (run / "resolved.yaml").read_text("utf-8")
    data = json.loads((run / "data.json").read_text("utf-8"))
    (tmp_path / "series.csv").write_bytes(bytes(data["bytes"]))

    for content in (bytes(data["bytes"]), b"y\n1\n"):
        (tmp_path / "other.csv").write_bytes(content)
        found = reproduce(run, tmp_path / "again", data=tmp_path / "other.csv")
        assert f"`{tmp_path / 'other.csv'}` is not what was read" in refused(found, tmp_path / "again")
    (run / "resolved.yaml").write_text(text.replace(data["path"], str(tmp_path / "other.csv")), "utf-8")
    (run / "spec.yaml").write_text("extends: nothing.yaml\n", "utf-8")
    assert "name different files" in refused(reproduce(run, tmp_path / "again"), tmp_path / "again")


@pytest.mark.usefixtures("_repeated")
def test_data_that_moved_are_named(copy: Copy, tmp_path: Path) -> None:
    """Without `--data` the message says so; with it, the same bytes under another name will do."""
    run = copy()
    for name in ("resolved.yaml", "data.json"):
        rewritten(run / name, lambda text: text.replace("series.csv", "gone.csv"))
    write_series(tmp_path / "moved.csv")

    with pytest.raises(DataError, match=r"there is no file `.*gone\.csv`") as caught:
        plan(run)
    found = reproduce(run, tmp_path / "again", data=tmp_path / "moved.csv")

    assert "with `--data`" in str(caught.value.help)
    assert "same bits" == found.outcome, account.verdict(found)


def test_several_files_are_looked_for_in_a_folder(tmp_path: Path) -> None:
    """Where they lie together under their names."""
    spec = write_spec(tmp_path, fit=FIT, data={**SPEC["data"], "source": {"csv": "part*.csv"}})
    for number in (1, 2):
        write_series(tmp_path / f"part{number}.csv", 300, seed=number)
    seqspec.fit(spec, out=tmp_path / "run")
    (tmp_path / "archive").mkdir()
    for number in (1, 2):
        shutil.move(tmp_path / f"part{number}.csv", tmp_path / "archive")

    with pytest.raises(DataError, match="there is no file"):
        plan(tmp_path / "run")
    planned = plan(tmp_path / "run", tmp_path / "archive")

    data = planned.checked().require()[0].data
    assert planned.sound
    assert data is not None
    assert isinstance(data.source, FileSource)
    assert [str(tmp_path / "archive" / f"part{number}.csv") for number in (1, 2)] == data.source.path


def test_a_run_that_python_fed_can_not_be_repeated(copy: Copy) -> None:
    """What it was fed with is not kept."""
    with pytest.raises(RunError, match="was fed by Python"):
        plan(copy(data={"source": {"frame": {"columns": ["y"]}}}))


# --------------------------------------------------------------------------------------------------- wrong questions


@pytest.mark.parametrize("tolerance", [-0.1, 1.0, float("nan")])
def test_a_tolerance_is_a_share(original: Path, tolerance: float) -> None:
    """Anything else is wrong usage."""
    with pytest.raises(UsageError, match="a tolerance lies between 0 and 1"):
        plan(original, tolerance=tolerance)


def test_the_old_folder_is_never_written(original: Path) -> None:
    """A folder that exists is refused before anything is trained."""
    with pytest.raises(RunError, match="exists already"):
        reproduce(original, original)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("data.json", "[]"),
        ("data.json", '{"path": 3}'),
        ("data.json", '{"path": "/dev/zero", "bytes": 1, "sha256": "a"}'),
        ("data.json", '{"path": "a\\u0000b", "bytes": 1, "sha256": "a"}'),
        ("data.json", '{"files": 3}'),
        ("data.json", '{"files": [{"path": "x"}]}'),
        ("environment.json", "[]"),
        ("environment.json", "{"),
        ("metrics.jsonl", '{"epoch": []}\n'),
        ("scores.json", "[]"),
        ("scores.json", '{"judgement": {"scores": {"model": 3}}}'),
        ("status.json", "3"),
        ("resolved.yaml", "seqspec: 1\n"),
        ("resolved.yaml", "extends: /etc/passwd\n"),
    ],
)
def test_whatever_a_stranger_wrote_is_no_traceback(copy: Copy, name: str, content: str) -> None:
    """A folder that is not what a run leaves is refused in words."""
    run = copy()
    (run / name).write_text(content, "utf-8")

    with pytest.raises((RunError, DataError)):
        plan(run)


@pytest.mark.parametrize("settings", [3, ["fit.epochs"], ["nothing=1"], [3]])
def test_settings_of_a_stranger_are_no_traceback(copy: Copy, settings: Any) -> None:
    """The spec can't be checked then, and that is said."""
    assert plan(copy(environment={"settings": settings})).checks[0].holds is None
