"""`seqspec compare`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seqspec.cli.main import main
from tests.runs.folders import write_errors, write_run


def test_two_runs_are_put_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As a table with a verdict, and as JSON."""
    runs = [str(write_errors(write_run(tmp_path / name), scale)) for name, scale in (("a", 1), ("b", 9))]

    assert 0 == main(["compare", *runs])
    assert "on the test part a is better than b (RMSE -" in capsys.readouterr().out
    assert 0 == main(["compare", *runs, "--format", "json"])
    assert json.loads(capsys.readouterr().out)["ranked"]


def test_one_run_is_not_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing to compare it with."""
    assert 2 == main(["compare", str(write_run(tmp_path / "a"))])
    assert "nothing to be compared with" in capsys.readouterr().err
