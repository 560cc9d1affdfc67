"""`seqspec runs`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seqspec.cli.main import main
from tests.runs.folders import write_run


def test_a_folder_is_listed_by_validation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The run with the lowest validation loss is first, and what is no run is last."""
    write_run(tmp_path / "late", losses=(0.5,))
    write_run(tmp_path / "good", losses=(0.1,))
    (tmp_path / "other").mkdir()

    assert 0 == main(["runs", str(tmp_path)])
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line]
    assert ["run", "good", "late", "other"] == listed[:4]


def test_filter_sort_and_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They work together."""
    for name in "abc":
        write_run(tmp_path / name)

    main(["runs", str(tmp_path), "--filter", "name!=b", "--sort", "name", "--reverse", "--format", "json"])

    assert ["c", "a"] == [run["name"] for run in json.loads(capsys.readouterr().out)["runs"]]


def test_a_field_that_there_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage is told as such."""
    assert 2 == main(["runs", str(tmp_path), "--sort", "tset"])
    assert "did you mean `test`" in capsys.readouterr().err


def test_the_help_names_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    """The list in the help is the list of the fields."""
    from seqspec.runs.record import FIELDS

    with pytest.raises(SystemExit):
        main(["runs", "--help"])

    listed = capsys.readouterr().out.partition("have all of them:")[2]
    assert sorted(FIELDS) == sorted(name.strip() for name in listed.split(","))


def test_a_spec_that_was_edited_is_told_beside_the_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The run stays one that finished."""
    run = write_run(tmp_path / "run", environment={"backend": "jax", "engine": "keras", "resolved_sha256": [64 * "a"]})

    assert 0 == main(["runs", str(tmp_path)])

    said = f"note: `{run / 'resolved.yaml'}` is not what was run: it was edited by hand\n"
    assert said in capsys.readouterr().out
