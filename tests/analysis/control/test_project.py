"""Where the configuration of a project is looked for, and what it may say of a rule's line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from seqspec.analysis.control.project import Projects, files_of
from seqspec.analysis.linter import check_file
from seqspec.errors import UsageError

SPEC = "seqspec: 1\nmodel: [LSTM: {units: 4, input_shape: [9, 1]}, Dense: 1]\nruntime: {seed: 42}\n"
RATE = "compile: {optimizer: {Adam: 0.04}, loss: mse}\n"


def test_every_file_that_could_configure_a_folder_is_watched(tmp_path: Path) -> None:
    """From the folder up to the root of the repository, whether it exists or not."""
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "models" / "old"
    folder.mkdir(parents=True)

    assert [
        str(each / name) for each in (folder, folder.parent, tmp_path) for name in ("seqspec.toml", "pyproject.toml")
    ] == list(files_of(str(folder)))


@pytest.mark.parametrize(("line", "found"), [("0.05", False), ("1", False), ("0.03", True)])
def test_a_project_draws_the_line_of_a_rule(line: str, found: bool, tmp_path: Path) -> None:
    """A rate of 0.04 is large where the line is at 0.03, and not where it is at 0.05."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "seqspec.toml").write_text(f"[thresholds]\nSEQ408 = {{scaling = {line}}}\n", "utf-8")
    file = tmp_path / "spec.yaml"
    file.write_text(SPEC + RATE, "utf-8")

    assert found == ("SEQ408" in {each.code for each in check_file(file).report})


def test_a_configuration_on_another_drive_is_named_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no way from the working folder to it."""
    file = tmp_path / "seqspec.toml"
    file.write_text("select = 3\n", "utf-8")

    def unreachable(*_: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr(os.path, "relpath", unreachable)
    with pytest.raises(UsageError) as refusal:
        Projects().above(tmp_path / "spec.yaml")

    assert refusal.value.message.startswith(str(file))


def test_a_file_of_its_own_may_keep_the_header_of_the_shared_one(tmp_path: Path) -> None:
    """A section copied out of pyproject.toml with its header means what it meant there."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "seqspec.toml").write_text("[tool.seqspec.thresholds]\nSEQ408 = {scaling = 0.05}\n", "utf-8")
    file = tmp_path / "spec.yaml"
    file.write_text(SPEC + RATE, "utf-8")

    assert "SEQ408" not in {each.code for each in check_file(file).report}
