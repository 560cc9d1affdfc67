"""A file is written as a whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from seqspec.analysis.control.rewriting import write_text


def test_a_file_keeps_its_permissions_and_its_line_ends(tmp_path: Path) -> None:
    """Only the text is another one."""
    file = tmp_path / "spec.yaml"
    file.write_text("old", "utf-8")
    file.chmod(0o640)
    write_text(file, "new\r\n")

    assert b"new\r\n" == file.read_bytes()
    assert 0o640 == file.stat().st_mode & 0o777


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What it points at is written."""
    file, link = tmp_path / "spec.yaml", tmp_path / "link.yaml"
    file.write_text("old", "utf-8")
    link.symlink_to(file)
    write_text(link, "new")

    assert ("new", True) == (file.read_text("utf-8"), link.is_symlink())


def test_where_writing_fails_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old text stands, and no draft beside it."""
    file = tmp_path / "spec.yaml"
    file.write_text("old", "utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        write_text(file, "new")

    assert [("spec.yaml", "old")] == [(each.name, each.read_text("utf-8")) for each in tmp_path.iterdir()]
