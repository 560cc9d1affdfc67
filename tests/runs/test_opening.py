"""A run of a stranger, taken up again."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path
from typing import Any

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


def _telling(*models: bytes) -> dict[str, Any]:
    """An environment that knows these model files."""
    return {"model_sha256": [hashlib.sha256(model).hexdigest() for model in models]}


def test_the_model_of_another_run_is_refused(tmp_path: Path) -> None:
    """A file of the same size with a single other bit is not the one that the run wrote."""
    model = bytes(1000)
    run = write_run(tmp_path / "run", environment=_telling(model))
    opening.read_spec(RunFolder.open(run))
    (run / "model.keras").write_bytes(model[:-1] + b"\1")

    with pytest.raises(RunError) as caught:
        opening.read_spec(RunFolder.open(run))

    assert f"`{run / 'model.keras'}` is not the model that the run wrote" in caught.value.message
    assert "put the run's own file back, or fit the spec again" == caught.value.help


@pytest.mark.parametrize("told", [None, {"backend": "jax"}, {"model_sha256": 3}, _telling(b"another", bytes(1000))])
def test_a_run_that_tells_nothing_of_its_model_is_believed(tmp_path: Path, told: dict[str, Any] | None) -> None:
    """As runs of old do; and of a model that was being written when its run was killed either may lie there."""
    run = write_run(tmp_path / "run", environment=told)

    opening.require_own_model(RunFolder.open(run))


def test_a_model_that_can_not_be_read_is_said_to_be_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not called another's."""
    run = write_run(tmp_path / "run", environment=_telling(bytes(1000)))
    opened = Path.open

    def refused(self: Path, *arguments: Any, **more: Any) -> Any:
        if self.name == "model.keras":
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(self, *arguments, **more)

    monkeypatch.setattr(Path, "open", refused)

    with pytest.raises(RunError, match=r"model\.keras` can't be read: permission denied"):
        opening.require_own_model(RunFolder.open(run))


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
