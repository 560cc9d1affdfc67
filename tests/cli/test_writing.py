"""A file that a command writes has its name only once it is whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from seqspec.cli._writing import opened, save
from seqspec.errors import RunError


def test_two_that_write_the_same_file_do_not_mix(tmp_path: Path) -> None:
    """Each writes a file of its own, and the last one to end is the one that stays."""
    path = tmp_path / "out.txt"
    with opened(path) as first, opened(path) as second:
        first.write("first")
        second.write("second, and longer")

    assert ["first"] == [each.read_text("utf-8") for each in tmp_path.iterdir()]


def test_the_file_has_the_mode_of_any_other(tmp_path: Path) -> None:
    """Who may read it is for the umask to say."""
    (tmp_path / "other").touch()
    save(tmp_path / "out.svg", b"<svg/>")

    assert (tmp_path / "other").stat().st_mode == (tmp_path / "out.svg").stat().st_mode


def test_what_goes_wrong_inside_is_not_the_file_s_fault(tmp_path: Path) -> None:
    """An error of the code that writes stays what it is, and nothing is left behind."""
    with pytest.raises(FileNotFoundError, match="the data"), opened(tmp_path / "out.txt"):
        raise FileNotFoundError("the data are gone")

    assert [] == list(tmp_path.iterdir())


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """The file is named as the user named it."""
    path = tmp_path / "no" / "out.txt"
    with pytest.raises(RunError, match=r"no/out\.txt` can't be written: no such file"):
        save(path, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the device that is always full is Linux's")
def test_a_full_disk_is_said_to_be_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is written last, the file is named, and nothing is left behind."""
    path, plain = tmp_path / "out.txt", Path.open
    monkeypatch.setattr(Path, "open", lambda self, mode: plain(Path("/dev/full"), mode))

    with pytest.raises(RunError, match=r"out\.txt` can't be written: no space left"), opened(path) as stream:
        stream.write("much" * 100_000)

    assert [] == list(tmp_path.iterdir())
