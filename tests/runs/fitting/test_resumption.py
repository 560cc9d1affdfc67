"""Runs that were ended at every moment at which something is written, and went on: they become what they would have."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace as replaced
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seqspec.analysis.linter import check_file
from seqspec.engines.snapshot import Snapshot
from seqspec.errors import RunError, UsageError
from seqspec.lowering import startup
from seqspec.runs import opening
from seqspec.runs.fitting import fitting, states
from seqspec.runs.fitting.fitting import Request, Resumption, Run
from seqspec.runs.fitting.resumption import is_finished, pick_up
from seqspec.runs.folder import JUDGED, RunFolder
from seqspec.runs.judgement.evaluation import evaluate
from seqspec.runs.record import record_of
from seqspec.runs.report.material import Material
from tests.leftovers import leftovers
from tests.training import SPEC, write_series, write_spec

pytestmark = pytest.mark.keras

RECURRENT = {
    "data": {**SPEC["data"], "split": {"validation": 0.2, "test": 0.0}},
    "model": [{"GRU": {"units": 2, "dropout": 0.2}}, {"Dropout": 0.1}, {"Dense": 1}],
}
SAVING = {"ModelCheckpoint": {"save_best_only": True, "save_weights_only": True}}
METERED = {"compile": {**SPEC["compile"], "metrics": ["mae"]}}
STOPPING = {"EarlyStopping": {"patience": 5, "restore_best_weights": True}}


class DeathError(BaseException):
    """What nobody catches, as nobody hears a kill -9."""


class Fate:
    """
    Ends a run right before the n-th thing that it does to files; from then on it does nothing to them any more.

    Args:
        folder: where those files are.
        moment: n, from 1; 0 lets it live, and counts.
    """

    def __init__(self, folder: Path, moment: int = 0) -> None:
        self.folder = folder
        self.moment = moment
        self.count = 0
        self.dead = False

    def bind(self, action: Callable[..., Any]) -> Callable[..., Any]:
        """The action, unless the run is dead, or dies of it."""

        def act(*arguments: Any, **more: Any) -> Any:
            file = Path(arguments[0])
            if not file.is_relative_to(self.folder):
                return action(*arguments, **more)
            if ".partial" not in file.name or action is replace:  # what else happens to those is seen by nobody
                self.count += 1
                self.dead = self.dead or self.count == self.moment
            if self.dead:
                raise DeathError
            return action(*arguments, **more)

        return act


replace, unlink, mkdir, rmdir = os.replace, os.unlink, os.mkdir, os.rmdir


@contextmanager
def fate(folder: Path, moment: int = 0) -> Iterator[Fate]:
    """Let a run die in this block, if it comes that far."""
    met = Fate(folder, moment)
    with pytest.MonkeyPatch.context() as patch, startup.own_process(cached=True):
        for action in (replace, unlink, mkdir, rmdir):
            patch.setattr(os, action.__name__, met.bind(action))
        try:
            yield met
        except DeathError:
            assert met.dead


def fit(folder: Path, out: str, stream: io.StringIO | None = None, **sections: Any) -> Run:
    """Fit the tiny spec, some of its sections replaced."""
    return fitting.fit(Request(check_file(write_spec(folder, **sections)), folder, folder / out, stream=stream))


def resume(path: Path, *settings: str, **more: Any) -> Run:
    """Go on with a run."""
    return fitting.resume(Resumption(path, settings=settings, **more))


def killed(folder: Path, out: str = "killed", epoch: int = 2, **sections: Any) -> Path:
    """A run that died in the middle of the epoch after the one that is named."""
    sections = {"fit": {"epochs": 4, "batch_size": 32}, **sections}
    append = RunFolder.append

    def append_and_die(self: RunFolder, name: str, record: dict[str, Any]) -> None:
        append(self, name, record)
        if record["epoch"] == epoch:
            raise DeathError

    return _dead(folder, out, sections, RunFolder, "append", append_and_die)


def killed_within(folder: Path, out: str = "killed", place: tuple[int, int] = (2, 8), **sections: Any) -> Path:
    """A run that died after it had been kept within an epoch; `place` says after which epoch and step."""
    write = states.write

    def write_and_die(run: RunFolder, snapshot: Snapshot, fold: int | None) -> None:
        write(run, snapshot, fold)
        if (snapshot.epoch, snapshot.step) == place:
            raise DeathError

    return _dead(folder, out, sections, states, "write", write_and_die)


def _dead(folder: Path, out: str, sections: dict[str, Any], where: object, name: str, deadly: Any) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(where, name, deadly)
        with pytest.raises(DeathError):
            fit(folder, out, **sections)
    return folder / out


@pytest.mark.parametrize("engine", ["auto", "keras"])
def test_a_run_that_dies_at_any_moment_becomes_what_it_would_have_been(tmp_path: Path, engine: str) -> None:
    """Whenever it ends between two things that it does to files, it is resumed to the same weights and history."""
    fitted = {"epochs": 2, "batch_size": 64, "checkpoint_every": 4, "callbacks": [SAVING]}
    sections = {**RECURRENT, "fit": fitted, "runtime": {"seed": 1, "engine": engine}}
    with fate(tmp_path) as whole:
        fit(tmp_path, "whole", **sections)
    expected = leftovers(tmp_path / "whole")
    moments = range(1, whole.count + 1) if engine == "auto" else range(10, whole.count + 1, 5)

    for moment in moments:
        path = tmp_path / f"died-{moment}"
        with fate(tmp_path, moment) as met:
            fit(tmp_path, path.name, **sections)
        assert met.dead
        if not (path / "status.json").exists():  # it had not begun
            with pytest.raises(RunError):
                resume(path)
            continue
        if (path / "model.keras").exists():
            opening.require_own_model(RunFolder(path))
        if not is_finished(path):
            with fate(tmp_path):
                resume(path)
        assert expected == leftovers(path), moment
        assert is_finished(path)


@pytest.mark.parametrize("out", ["killed", "interrupted"])
def test_callbacks_go_on_as_if_nothing_had_been(tmp_path: Path, out: str) -> None:
    """Early stopping, best weights and checkpoint are those of a run without a break, killed or interrupted."""
    sections = {"fit": {"epochs": 5, "batch_size": 32, "callbacks": [STOPPING, SAVING]}}
    fit(tmp_path, "whole", **sections)

    if out == "killed":
        killed(tmp_path, out, **sections)
    else:
        with _interrupted_after(2):
            fit(tmp_path, out, **sections)
    resume(tmp_path / out)

    assert leftovers(tmp_path / "whole") == leftovers(tmp_path / out)


@contextmanager
def _interrupted_after(epoch: int) -> Iterator[None]:
    """Ctrl-C within the epoch after the one that is named, which is cut short."""
    from seqspec.engines.fused.single import Single

    advance, before = Single.advance, signal.signal(signal.SIGINT, signal.default_int_handler)
    state = {"steps": 0}

    def advance_and_interrupt(self: Any, start: int, stop: int, rows: int) -> Any:
        state["steps"] += 1
        if self.model.optimizer.iterations.value >= epoch * 13 and state["steps"] < 1_000_000:
            state["steps"] = 1_000_000
            signal.raise_signal(signal.SIGINT)
            return advance(self, start, start + 1, rows)
        return advance(self, start, stop, rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Single, "advance", advance_and_interrupt)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


def test_it_goes_on_within_an_epoch(tmp_path: Path) -> None:
    """From the step at which it was kept last, and keeps itself as often as it is told to now."""
    sections = {"fit": {"epochs": 4, "batch_size": 32, "checkpoint_every": 4}, **METERED}
    fit(tmp_path, "whole", **sections)
    path, stream = killed_within(tmp_path, **sections), io.StringIO()
    with pytest.raises(RunError, match="is in epoch 3 already"):
        resume(path, "fit.epochs=2")

    resume(path, "fit.checkpoint_every=5", stream=stream)

    expected, found = leftovers(tmp_path / "whole"), leftovers(path)
    (resumed,) = json.loads((path / "environment.json").read_text())["resumed"]
    assert "resumed after step 8 of epoch 3" in stream.getvalue().splitlines()
    assert (2, 8) == (resumed["after_epoch"], resumed["after_step"])
    assert {"environment.json", "resolved.yaml"} == {name for name in found if found[name] != expected.get(name)}
    assert expected.keys() == found.keys()


def test_steps_from_before_a_resumption_count(tmp_path: Path) -> None:
    """Also those of the epoch that it begins in, where Ctrl-C comes before any of its own is ready."""
    from seqspec.engines.fused.compilation import StoppedError
    from seqspec.engines.fused.single import Single

    def interrupt(*_: Any) -> None:
        signal.raise_signal(signal.SIGINT)
        raise StoppedError

    path = killed_within(tmp_path, fit={"epochs": 4, "batch_size": 32, "checkpoint_every": 4})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Single, "advance", interrupt)
        resume(path)

    assert 2 * 13 + 8 == RunFolder(path).read_object("scores.json")["steps"]


def test_a_state_behind_the_end_of_an_epoch_is_refused(tmp_path: Path) -> None:
    """Nobody knows what to do there."""
    path = killed_within(tmp_path, fit={"epochs": 4, "batch_size": 32, "checkpoint_every": 4})
    state = states.recover(RunFolder(path), 0)[None].snapshot
    states.write(RunFolder(path), replaced(state, record={**state.record, "batches": 10**9}), None)

    with pytest.raises(RunError, match="that of an epoch with more than 13 steps"):
        resume(path)


def test_scores_of_where_it_was_interrupted_are_gone_while_it_trains_on(tmp_path: Path) -> None:
    """They are none of what the run becomes; the model stays until there is another, and can be judged."""
    with _interrupted_after(2):
        fit(tmp_path, "run", fit={"epochs": 4, "batch_size": 32})
    assert record_of(tmp_path / "run").test is not None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(states, "write", _die)
        with pytest.raises(DeathError):
            resume(tmp_path / "run")

    record = record_of(tmp_path / "run")
    assert ("training", None, None) == (record.state, record.test, record.verdict)
    assert not {*JUDGED} & {*RunFolder(tmp_path / "run").files()}
    with pytest.raises(RunError, match="has no scores to report"):
        Material.of(RunFolder(tmp_path / "run"))
    assert evaluate(tmp_path / "run").notes[0].startswith("the run is not over, its state is `training`")


def _die(*_: Any) -> None:
    raise DeathError


def test_a_spec_that_was_edited_by_hand(tmp_path: Path) -> None:
    """It is said, and a run goes on with it only where that is allowed; then it is what was run."""
    path = killed(tmp_path)
    resolved = path / "resolved.yaml"
    resolved.write_text(resolved.read_text().replace("epochs: 4", "epochs: 5"))

    with pytest.raises(RunError, match=r"`resolved\.yaml` was edited by hand"):
        resume(path)
    resume(path, allow_drift=True)

    opening.read_spec(RunFolder(path))
    resolved.write_text(resolved.read_text().replace("epochs: 5", "epochs: 6"))
    with pytest.raises(RunError, match=r"resolved\.yaml` is not what was run: it was edited by hand"):
        opening.read_spec(RunFolder(path))


def test_statistics_that_were_edited_by_hand(tmp_path: Path) -> None:
    """They are said to be others; where the run goes on all the same, those it trains with take their place."""
    path = killed(tmp_path)
    recipe = path / "recipe.json"
    learnt = recipe.read_text("utf-8")
    recipe.write_text(learnt.replace('"spread": ', '"spread": 1'), "utf-8")

    with pytest.raises(RunError, match=r"teaches something else than `recipe\.json` says"):
        resume(path)
    resume(path, allow_drift=True)

    assert learnt == recipe.read_text("utf-8")


@pytest.mark.parametrize(("edited", "settings"), [("epochs: 5", ()), ("epochs: 4", ("fit.epochs=5",))])
def test_a_resumption_that_dies_leaves_nothing_untold(tmp_path: Path, edited: str, settings: tuple[str, ...]) -> None:
    """Whenever it ends, what was edited or set is not gone on with unless that is on record."""
    path = killed(tmp_path)
    resolved = path / "resolved.yaml"
    resolved.write_text(resolved.read_text().replace("epochs: 4", edited))

    died = 0
    for moment in count(1):
        copy = RunFolder(shutil.copytree(path, tmp_path / f"died-{moment}"))
        with fate(tmp_path, moment) as met:
            pick_up(Resumption(copy.path, settings=settings, allow_drift=True), copy)
        if not met.dead:
            break
        died += 1
        with suppress(RunError):
            epochs = pick_up(Resumption(copy.path), copy).spec.fit.epochs
            told = copy.read_object("environment.json")
            assert epochs == 4 or told["settings"] or any(each["differs"] for each in told["resumed"]), moment
            assert epochs == 5 or not told["settings"], moment

    assert 3 == died  # the metrics, the environment, the spec


def test_settings_of_a_resumption_that_dies_before_training_are_kept(tmp_path: Path) -> None:
    """Whenever it ends, the spec has them in it where, and only where, they are on record; and each is there once."""
    path = killed(tmp_path)
    for name in ("environment.json", "metrics.jsonl", "state.npz"):
        (path / name).unlink()

    set_early = []
    for moment in count(1):
        copy = RunFolder(shutil.copytree(path, tmp_path / f"died-{moment}"))
        with fate(tmp_path, moment) as met:
            pick_up(Resumption(copy.path, settings=("fit.epochs=5",)), copy)
        again = pick_up(Resumption(copy.path, settings=("fit.epochs=6",) if not met.dead else ()), copy)
        told = copy.read_object("environment.json")["settings"]
        assert {4: [], 5: ["fit.epochs=5"], 6: ["fit.epochs=6"]}[again.spec.fit.epochs] == told, moment
        set_early.append(again.spec.fit.epochs)
        if not met.dead:
            break

    assert [4, 5, 5, 5, 5, 6] == set_early  # the status, the spec, the data, what was learnt, the environment


def test_every_fold_goes_on_by_itself(tmp_path: Path) -> None:
    """A backtest that trains a model for each fold, ended in the middle of one, has every line of metrics once."""
    folds = {"validation": 30, "backtest": {"windows": 3, "step": 40, "refit": True}}
    sections = {"data": {**SPEC["data"], "split": folds}}
    fit(tmp_path, "whole", **sections)
    lines = (tmp_path / "whole" / "metrics.jsonl").read_text().splitlines()
    state: list[str] = []
    append = RunFolder.append

    def append_and_die(self: RunFolder, name: str, record: dict[str, Any]) -> None:
        append(self, name, record)
        state.append(name)
        if len(state) == len(lines) - 1:
            raise DeathError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RunFolder, "append", append_and_die)
        with pytest.raises(DeathError):
            fit(tmp_path, "killed", **sections)
    done = sorted(path.name for path in RunFolder(tmp_path / "killed").states().values())
    resume(tmp_path / "killed")

    assert len(done) > 1
    assert leftovers(tmp_path / "whole") == leftovers(tmp_path / "killed")


def test_more_epochs_than_were_asked_for(tmp_path: Path) -> None:
    """A run that is resumed with more epochs becomes what it would have been with them, and says so."""
    fit(tmp_path, "whole", fit={"epochs": 6, "batch_size": 32})
    path = killed(tmp_path)

    resume(path, "fit.epochs=6")

    found, expected = leftovers(path), leftovers(tmp_path / "whole")
    assert ["fit.epochs=6"] == found["environment.json"].pop("settings")
    assert [] == expected["environment.json"].pop("settings")
    before, now = found["environment.json"].pop("resolved_sha256")
    assert [now] == expected["environment.json"].pop("resolved_sha256") != [before]
    assert expected == found


@pytest.mark.parametrize(("settings", "words"), [("fit.epochs=1", "epoch 2 already"), ("fit.batch_size=8", "only")])
def test_what_can_not_be_changed_on_the_way(tmp_path: Path, settings: str, words: str) -> None:
    """Fewer epochs than were trained, and anything else of the spec; who is refused has changed nothing."""
    path = killed(tmp_path)
    RunFolder(path).append("metrics.jsonl", {"epoch": 3, "cut_short": True, "batches": 1})
    before = leftovers(path)

    with pytest.raises((RunError, UsageError), match=words):
        resume(path, settings)

    assert before == leftovers(path)


def test_a_trained_run_that_does_not_say_what_it_ran_on_is_refused(tmp_path: Path) -> None:
    """Without its environment it is none that never began, as long as metrics or a state are there."""
    path = killed(tmp_path)
    (path / "environment.json").unlink()

    for left in ("state.npz", "metrics.jsonl"):
        before = leftovers(path)
        with pytest.raises(RunError, match=r"there is no `environment\.json`"):
            resume(path)
        assert before == leftovers(path)
        (path / left).unlink()
    resume(path)


def test_a_state_that_is_gone_is_missed(tmp_path: Path) -> None:
    """Training begins anew, and that is said."""
    fit(tmp_path, "whole", fit={"epochs": 4, "batch_size": 32})
    path, stream = killed(tmp_path), io.StringIO()
    (path / "state.npz").unlink()

    resume(path, stream=stream)

    said = "note: `state.npz` is gone: its epochs in `metrics.jsonl` are trained again"
    assert said in stream.getvalue().splitlines()
    assert leftovers(tmp_path / "whole") == leftovers(path)


def test_lines_that_no_state_knows_of_are_cut_off(tmp_path: Path) -> None:
    """A line that was torn, one too many and one of a fold that is begun again are not in the history."""
    fit(tmp_path, "whole", fit={"epochs": 4, "batch_size": 32})
    path = killed(tmp_path)
    with (path / "metrics.jsonl").open("a") as file:
        file.write('{"epoch": 3, "loss": 9.0}\n{"fold": 1, "epoch": 1}\n{"fold": [1], "epoch": "x"}\n{"epoch": 4, "lo')

    resume(path)

    assert leftovers(tmp_path / "whole") == leftovers(path)


def test_a_history_with_a_gap_is_refused(tmp_path: Path) -> None:
    """Nobody can tell what an epoch that is missing came to."""
    path = killed(tmp_path)
    last = (path / "metrics.jsonl").read_text().splitlines()[-1]
    (path / "metrics.jsonl").write_text(last + "\n")

    with pytest.raises(RunError, match="does not belong to the state"):
        resume(path)


def test_other_data_is_refused(tmp_path: Path) -> None:
    """A run goes on with what it began with, wherever that lies now."""
    path = killed(tmp_path)
    moved = (tmp_path / "series.csv").rename(tmp_path / "moved.csv")
    write_series(tmp_path / "series.csv", seed=7)

    with pytest.raises(RunError, match="the data has changed"):
        resume(path)
    resume(path, data=moved)

    assert is_finished(path)


def test_another_environment_is_refused_unless_it_is_allowed(tmp_path: Path) -> None:
    """What differs is named, and written down where the run goes on all the same."""
    path = killed(tmp_path)
    environment = json.loads((path / "environment.json").read_text())
    environment["packages"]["keras"], environment["parts"] = "3.0.0", 7
    (path / "environment.json").write_text(json.dumps(environment))
    stream = io.StringIO()

    with pytest.raises(RunError, match=r"`parts` was 7, and is 1; `keras` was 3\.0\.0, and is ") as caught:
        resume(path)
    assert "--allow-drift" in str(caught.value.help)
    resume(path, allow_drift=True, stream=stream)

    assert "note: drift allowed: `parts` was 7, and is 1" in stream.getvalue()
    (resumed,) = json.loads((path / "environment.json").read_text())["resumed"]
    assert (2, 2) == (resumed["after_epoch"], len(resumed["differs"]))


def test_a_finished_run_has_nothing_to_resume(tmp_path: Path) -> None:
    """It is said, and nothing changes."""
    run = fit(tmp_path, "run")

    (run.folder / "state-fold-1.npz").touch()  # what a kill at the very end may leave
    with pytest.raises(RunError, match="is finished: there is nothing to resume"):
        resume(run.folder)
    assert {} == RunFolder(run.folder).states()
    with pytest.raises(RunError, match="there is no run folder"):
        resume(tmp_path / "none")


def test_data_from_python_has_to_be_handed_over_again(tmp_path: Path) -> None:
    """A run that learns from a DataFrame can't read it itself."""
    import pandas as pd

    frame = pd.read_csv(write_spec(tmp_path).with_name("series.csv"))
    with fate(tmp_path, 12) as met:
        fitting.fit(Request(check_file(tmp_path / "tiny.yaml"), tmp_path, tmp_path / "run", frame))
    assert met.dead

    with pytest.raises(RunError, match="what Python handed over"):
        resume(tmp_path / "run")
    resume(tmp_path / "run", data=frame)

    assert is_finished(tmp_path / "run")


@pytest.mark.parametrize("name", ["metrics.jsonl", ".state.partial.npz", "fold-1"])
def test_nothing_is_written_outside_a_folder(tmp_path: Path, name: str) -> None:
    """A link in the folder of a stranger is refused before anything is written."""
    path = killed(tmp_path)
    (path / name).unlink(missing_ok=True)
    (path / name).symlink_to(tmp_path / "outside")

    with pytest.raises(RunError, match=f"{name}` is a link, and a run folder holds plain files only"):
        resume(path)


def _compressed(content: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as other:
        for name in archive.namelist():
            other.writestr(name, archive.read(name))
    return written.getvalue()


def _changed(content: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(written, "w") as other:
        for name in archive.namelist():
            found = archive.read(name)
            other.writestr(name, found if name == "head.json" else found[:-1] + bytes([found[-1] ^ 1]))
    return written.getvalue()


def _pickled(content: bytes) -> bytes:
    written = io.BytesIO()
    np.savez(written, weights=np.array([{}], dtype=object))
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(written, "a") as other:
        other.writestr("head.json", archive.read("head.json"))
    return written.getvalue()


@pytest.mark.parametrize(
    "damage",
    [lambda content: content[: len(content) // 2], lambda _: b"", _compressed, _changed, _pickled],
    ids=["torn", "empty", "compressed", "changed", "pickled"],
)
def test_a_state_that_seqspec_did_not_write_is_refused(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    """Nothing of it is run, nothing larger than the file is read, and not a bit of it may be another."""
    path = killed(tmp_path)
    (path / "state.npz").write_bytes(damage((path / "state.npz").read_bytes()))

    with pytest.raises(RunError, match=r"state\.npz` is no state that seqspec wrote, or a damaged one"):
        resume(path)


def test_a_state_is_read_by_numpy_alone(tmp_path: Path) -> None:
    """It is an archive of arrays, with a head that says what it belongs to."""
    path = killed(tmp_path)

    with np.load(path / "state.npz", allow_pickle=False) as state:
        names = [name for name in state.files if name != "head.json"]
        head = json.loads(state["head.json"])
        assert [24, 4, 4, 1] == [state[name].size for name in names if name.startswith("weights/")]

    assert {"weights", "states", "optimizer"} >= {name.partition("/")[0] for name in names}
    assert (2, False) == (head["record"]["epoch"], head["over"])
