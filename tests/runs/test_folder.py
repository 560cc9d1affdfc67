"""The run folder: new, whole, and never overwritten."""

from __future__ import annotations

import errno
import json
import os
import stat
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from seqspec.errors import RunError
from seqspec.runs.fitting.resumption import is_finished
from seqspec.runs.folder import FORMAT, STATUS, RunFolder


def test_a_file_has_its_name_only_once_it_is_whole(tmp_path: Path) -> None:
    """While a file is being written there is nothing under its final name."""
    folder = RunFolder.create(tmp_path / "run")

    with folder.writing("model.keras") as path:
        path.write_bytes(b"half")
        seen = folder.files()

    assert [] == seen
    assert ["model.keras"] == folder.files()
    assert ["model.keras"] == os.listdir(folder.path)


def test_a_discarded_folder_takes_along_what_was_made_for_it(tmp_path: Path) -> None:
    """The new folders above it go as well, and those that were there or hold something else stay."""
    (tmp_path / "old").mkdir()

    RunFolder.create(tmp_path / "old" / "a" / "b" / "run").discard()

    assert ["old"] == os.listdir(tmp_path)
    assert [] == os.listdir(tmp_path / "old")


def test_the_temporary_name_keeps_the_suffix(tmp_path: Path) -> None:
    """Keras decides by the suffix how it saves, so the temporary file has the final one."""
    folder = RunFolder.create(tmp_path / "run")

    with folder.writing("model.keras") as path:
        path.touch()

        assert ".keras" == path.suffix


def fail_while_writing(folder: RunFolder, name: str) -> None:
    """Write half a file and fail."""
    with folder.writing(name) as path:
        path.write_text("half")
        raise ZeroDivisionError


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    """An exception while writing leaves neither the file nor its temporary form."""
    folder = RunFolder.create(tmp_path / "run")

    with pytest.raises(ZeroDivisionError):
        fail_while_writing(folder, "model.keras")

    assert [] == os.listdir(folder.path)


def test_a_failed_write_keeps_the_file_before(tmp_path: Path) -> None:
    """Writing a file anew and failing leaves the old one as it was."""
    folder = RunFolder.create(tmp_path / "run")
    folder.write("note.txt", "first")

    with pytest.raises(ZeroDivisionError):
        fail_while_writing(folder, "note.txt")

    assert "first" == folder.read("note.txt")


def test_a_full_disk_is_named_with_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is a RunError that names the file, the reason and the files that are whole."""
    folder = RunFolder.create(tmp_path / "run")
    folder.write("spec.yaml", "seqspec: 1\n")
    monkeypatch.setattr(os, "fsync", _fail_for_lack_of_space)

    with pytest.raises(RunError) as caught:
        folder.write("scores.json", "{}")

    assert f"`{folder.path / 'scores.json'}` can't be written: the disk is full" == caught.value.message
    assert f"`{folder.path}` keeps `spec.yaml`" == caught.value.help
    assert ["spec.yaml"] == os.listdir(folder.path)


def test_a_full_disk_stops_a_line_of_metrics_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Appending to a full disk is a RunError as well."""
    folder = RunFolder.create(tmp_path / "run")
    monkeypatch.setattr(os, "fsync", _fail_for_lack_of_space)

    with pytest.raises(RunError, match="the disk is full"):
        folder.append("metrics.jsonl", {"epoch": 1})


def _fail_for_lack_of_space(*_: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_folder_that_exists_is_refused(tmp_path: Path) -> None:
    """A run never writes into a folder that is there already."""
    (tmp_path / "run").mkdir()

    with pytest.raises(RunError, match=r"the run folder `.*run` exists already"):
        RunFolder.create(tmp_path / "run")


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    """A file of the folder's name is not overwritten either."""
    (tmp_path / "run").write_text("mine")

    with pytest.raises(RunError, match="exists already"):
        RunFolder.create(tmp_path / "run")

    assert "mine" == (tmp_path / "run").read_text()


def test_a_place_that_takes_no_folder_is_refused(tmp_path: Path) -> None:
    """Where no folder can be made the message says why."""
    (tmp_path / "file").write_text("")

    with pytest.raises(RunError, match="can't be made"):
        RunFolder.create(tmp_path / "file" / "below" / "run")


def test_two_runs_of_one_second_get_two_folders(tmp_path: Path) -> None:
    """The second run of a second gets a number behind the time."""
    now = datetime(2026, 1, 2, 3, 4, 5)

    names = [RunFolder.create_named("my model/α", tmp_path, now).path.name for _ in range(3)]

    assert ["my-model-20260102-030405", "my-model-20260102-030405-2", "my-model-20260102-030405-3"] == names


def test_a_name_of_dots_can_not_leave_the_folder(tmp_path: Path) -> None:
    """A spec called `../..` makes no folder elsewhere."""
    folder = RunFolder.create_named("../../x", tmp_path, datetime(2026, 1, 2, 3, 4, 5))

    assert tmp_path / "x-20260102-030405" == folder.path


def test_metrics_grow_line_by_line(tmp_path: Path) -> None:
    """Every record is one line of JSON that can be read while the run goes on."""
    folder = RunFolder.create(tmp_path / "run")

    folder.append("metrics.jsonl", {"epoch": 1, "loss": 0.5})
    folder.append("metrics.jsonl", {"epoch": 2, "loss": 0.25})

    assert [1, 2] == [json.loads(line)["epoch"] for line in folder.read("metrics.jsonl").splitlines()]


def test_the_status_says_where_the_run_stands(tmp_path: Path) -> None:
    """A run that died says `training`; one that ended says so."""
    folder = RunFolder.create(tmp_path / "run")

    folder.set_status("training", epochs=3)

    assert ("training", 3) == (folder.read_json(STATUS)["state"], folder.read_json(STATUS)["epochs"])


@pytest.mark.parametrize("made", [False, True])
def test_a_folder_of_something_else_is_no_run(tmp_path: Path, made: bool) -> None:
    """Opening a folder that is missing, or that no run wrote, says so."""
    if made:
        (tmp_path / "run").mkdir()

    with pytest.raises(RunError, match="is not the folder of a run" if made else "there is no run folder"):
        RunFolder.open(tmp_path / "run")


def test_broken_json_is_named(tmp_path: Path) -> None:
    """A file that was tampered with is a RunError, not a traceback."""
    folder = RunFolder.create(tmp_path / "run")
    folder.write("scores.json", "{")

    with pytest.raises(RunError, match="is no JSON"):
        folder.read_json("scores.json")


def test_a_name_that_no_folder_can_have(tmp_path: Path) -> None:
    """A name that is too long for the file system is refused like any other place."""
    with pytest.raises(RunError, match="can't be made: file name too long"):
        RunFolder.create(tmp_path / (300 * "a"))


def test_json_without_numbers_that_are_none(tmp_path: Path) -> None:
    """What is infinite or NaN, wherever it stands, is written as null, so that any program can read the file."""
    folder = RunFolder.create(tmp_path / "run")

    folder.write_json("scores.json", {"a": float("nan"), "b": [1.5, (float("inf"), "NaN", None)]})

    assert {"a": None, "b": [1.5, [None, "NaN", None]]} == folder.read_json("scores.json")


def test_the_folder_says_in_which_format_it_is(tmp_path: Path) -> None:
    """A reader can tell whether it knows the format, and one that does not refuses."""
    folder = RunFolder.create(tmp_path / "run")
    folder.set_status("finished")
    assert FORMAT == folder.read_json(STATUS)["format"]
    assert folder.path == RunFolder.open(folder.path).path

    folder.write_json(STATUS, {"state": "finished", "format": FORMAT + 1})

    with pytest.raises(RunError, match="is written in format 2, and this seqspec reads up to 1"):
        RunFolder.open(folder.path)


def test_when_a_run_began_is_kept(tmp_path: Path) -> None:
    """The status changes, also by a later process, and still says when the run was made."""
    folder = RunFolder.create(tmp_path / "run")
    folder.write_json(STATUS, {"state": "preparing", "began": "yesterday"})

    folder.set_status("training")
    RunFolder.open(folder.path).set_status("finished")

    assert ("finished", "yesterday") == (folder.read_json(STATUS)["state"], folder.read_json(STATUS)["began"])


def test_every_line_of_the_metrics_is_json(tmp_path: Path) -> None:
    """A loss that is NaN is null there, too."""
    folder = RunFolder.create(tmp_path / "run")

    folder.append("metrics.jsonl", {"epoch": 1, "loss": float("nan")})

    assert '{"epoch": 1, "loss": null}\n' == folder.read("metrics.jsonl")
    assert [{"epoch": 1, "loss": None}] == folder.read_lines("metrics.jsonl")


def test_a_finished_run_is_over_once_the_first_of_its_states_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that dies while it takes them away leaves no run that would train its kept model anew."""
    folder = RunFolder.create(tmp_path / "run")
    folder.set_status("finished")
    for name in ("state.npz", "state-fold-1.npz", "state-fold-2.npz"):
        folder.write(name, "")
    unlink, gone = os.unlink, list[Path]()

    def unlink_once(path: Path) -> None:
        if gone:
            raise KeyboardInterrupt
        gone.append(path)
        unlink(path)

    monkeypatch.setattr(os, "unlink", unlink_once)
    with pytest.raises(KeyboardInterrupt):
        folder.forget()
    monkeypatch.undo()
    assert is_finished(folder.path)
    folder.forget()

    assert [STATUS] == folder.files()


@pytest.mark.parametrize("code", [errno.EINVAL, errno.EIO])
def test_a_system_that_can_not_synchronise_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """The file is there all the same; a disk that fails is another matter."""
    folder, fsync = RunFolder.create(tmp_path / "run"), os.fsync

    def fail_for_folders(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(code, os.strerror(code))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", fail_for_folders)
    with nullcontext() if code == errno.EINVAL else pytest.raises(RunError, match="input/output error"):
        folder.write("a.txt", "whole")

    assert "whole" == folder.read("a.txt")


def test_a_folder_in_the_place_of_scores_is_refused(tmp_path: Path) -> None:
    """It is a stranger's, so nothing in it is taken away."""
    folder = RunFolder.create(tmp_path / "run")
    (folder.path / "report.html").mkdir()

    with pytest.raises(RunError, match=r"report\.html` can't be written: "):
        folder.clean()


def test_a_folder_beside_the_files_goes_where_it_stays_empty(tmp_path: Path) -> None:
    """What a callback left in it stays; where something else has its name that is said."""
    folder = RunFolder.create(tmp_path / "run")

    with folder.beside("fold-1"):
        pass
    with folder.beside("fold-2"):
        (folder.path / "fold-2" / "checkpoint.keras").touch()
    folder.write("fold-3", "")
    with pytest.raises(RunError, match="fold-3` can't be written: file exists"), folder.beside("fold-3"):
        pass

    assert ["fold-2", "fold-3"] == folder.files()


def test_a_system_that_can_not_be_written_to_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the file nor what would be left of it can be touched there."""

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    for name in ("write_text", "unlink"):
        monkeypatch.setattr(Path, name, refuse)

    with pytest.raises(RunError, match=r"`.*report\.html` can't be written: read-only file system"):
        RunFolder(tmp_path).write("report.html", "")
