"""`seqspec evaluate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import seqspec
from seqspec.cli.main import main
from tests.training import write_series, write_spec


@pytest.mark.keras
def test_a_run_is_judged_as_text_and_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text goes to the terminal, JSON where it is asked for."""
    seqspec.fit(write_spec(tmp_path, fit={"epochs": 1, "verbose": 0}), out=tmp_path / "run")
    other, out = write_series(tmp_path / "new.csv", rows=200, seed=4), tmp_path / "found.json"

    assert 0 == main(["evaluate", str(tmp_path / "run")])
    assert "test part: 210 examples" in capsys.readouterr().out
    assert 0 == main(["evaluate", str(tmp_path / "run"), "--data", str(other), "--format", "json", "-o", str(out)])
    found = json.loads(out.read_text())
    assert ("file", 194, str(other)) == (found["part"], found["examples"], found["data"]["path"])
    assert 0.9 == found["intervals"]["level"]


def test_what_is_no_run_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without importing a framework."""
    assert 1 == main(["evaluate", str(tmp_path)])
    assert "is not the folder of a run" in capsys.readouterr().err
