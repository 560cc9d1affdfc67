"""A run of a stranger, taken up again."""

from __future__ import annotations

from pathlib import Path

import pytest

from seqspec.errors import RunError
from seqspec.runs import opening
from seqspec.runs.folder import RunFolder
from tests.runs.folders import write_run


def test_a_model_that_lies_elsewhere_is_none(tmp_path: Path) -> None:
    """A link in the place of the model is not followed."""
    run = write_run(tmp_path / "run")
    (run / "model.keras").rename(tmp_path / "model.keras")
    (run / "model.keras").symlink_to(tmp_path / "model.keras")

    with pytest.raises(RunError, match="holds no model: its state is `finished`"):
        opening.read_spec(RunFolder.open(run))


def test_a_spec_that_lies_elsewhere_is_not_read(tmp_path: Path) -> None:
    """Nor is one that is no spec any more."""
    run = write_run(tmp_path / "run")
    (run / "resolved.yaml").unlink()
    (run / "resolved.yaml").symlink_to("/etc/hostname")

    with pytest.raises(RunError, match="it is a link"):
        opening.read_spec(RunFolder.open(run))
