"""A run of a stranger, taken up again."""

from __future__ import annotations

from pathlib import Path

import pytest

from seqspec.analysis.linter import check_text
from seqspec.errors import RunError
from seqspec.runs import opening
from seqspec.runs.folder import RunFolder
from tests.runs.folders import write_run


def test_a_model_that_lies_elsewhere_is_none(tmp_path: Path) -> None:
    """A link in the place of the model is not followed."""
    run = write_run(tmp_path / "run")
    (run / "model.keras").rename(tmp_path / "model.keras")
    (run / "model.keras").symlink_to(tmp_path / "model.keras")

    with pytest.raises(RunError, match=r"holds no model: its `model\.keras` is no file"):
        opening.read_spec(RunFolder.open(run))


def test_a_spec_that_lies_elsewhere_is_not_read(tmp_path: Path) -> None:
    """Nor is one that is no spec any more."""
    run = write_run(tmp_path / "run")
    (run / "resolved.yaml").unlink()
    (run / "resolved.yaml").symlink_to("/etc/hostname")

    with pytest.raises(RunError, match="it is a link"):
        opening.read_spec(RunFolder.open(run))


@pytest.mark.parametrize(
    ("state", "why", "help"),
    [
        (
            "training",
            "its state is `training`",
            "wait until it is over, or go on with it: `seqspec fit --resume {run}`",
        ),
        ("interrupted", "its state is `interrupted`", "go on with it: `seqspec fit --resume {run}`"),
        ("finished", "its `model.keras` is gone", "fit the spec again"),
    ],
)
def test_what_is_to_be_done_without_a_model_depends_on_the_state(
    tmp_path: Path, state: str, why: str, help: str
) -> None:
    """A run that is not over is not thrown away; of one that is finished the file was lost."""
    run = write_run(tmp_path / "run", status={"format": 1, "state": state})
    (run / "model.keras").unlink()

    with pytest.raises(RunError) as caught:
        opening.read_spec(RunFolder.open(run))

    assert (f"the run `{run}` holds no model: {why}", help.format(run=run)) == (caught.value.message, caught.value.help)


def test_what_is_wrong_with_a_spec_that_was_valid_is_said(tmp_path: Path) -> None:
    """With its place, and with what to do."""
    run = write_run(tmp_path / "run", units=-4)

    with pytest.raises(RunError) as caught:
        opening.valid_spec(RunFolder.open(run))

    found = f"{run / 'resolved.yaml'}:9:17: SEQ008: `units` has to be at least 1, and is -4"
    assert f"the spec in `{run}` is not valid any more: {found}" == caught.value.message
    assert "put the text back that was run, or fit the new one" == caught.value.help


@pytest.mark.parametrize(
    ("setting", "found", "help"),
    [
        ("fit.epochs=-3", "--set:1:12: SEQ008: `epochs` has to be at least 1, and is -3", "change the setting"),
        ("fit.epochs=[", "--set:1:1: SEQ001: a `[` or a `{` before this is never closed", "change the setting"),
    ],
)
def test_a_setting_that_does_not_fit_is_blamed_itself(tmp_path: Path, setting: str, found: str, help: str) -> None:
    """The spec is what it was."""
    run = write_run(tmp_path / "run")
    resolved = run / "resolved.yaml"
    checked = check_text(resolved.read_text("utf-8"), str(resolved), [setting])

    with pytest.raises(RunError) as caught:
        opening.require_valid(checked, RunFolder.open(run))

    assert f"with these settings the spec in `{run}` is not valid: {found}" == caught.value.message
    assert help == caught.value.help
