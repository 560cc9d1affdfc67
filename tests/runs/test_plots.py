"""What is drawn of forecasts is read from a file that may be a stranger's."""

from __future__ import annotations

from pathlib import Path

import pytest

from seqspec.errors import RunError
from seqspec.runs.folder import RunFolder
from seqspec.runs.plots import LONGEST, read
from tests.runs.report.materials import course, plots


def folder(path: Path, content: str | None) -> RunFolder:
    """A run folder with such a file."""
    (path / "status.json").write_text('{"state": "finished"}')
    if content is not None:
        (path / "plots.json").write_text(content)
    return RunFolder.open(path)


def test_what_was_kept_is_read_again(tmp_path: Path) -> None:
    """All of it."""
    kept = plots(courses=[course(1, dated=True)])

    assert kept == read(folder(tmp_path, kept.model_dump_json()))


def test_an_older_run_kept_nothing(tmp_path: Path) -> None:
    """Its page has no charts of forecasts."""
    assert read(folder(tmp_path, None)) is None


@pytest.mark.parametrize(
    "content",
    [
        "no json",
        "[]",
        '{"version": 2}',
        '{"unknown": 1}',
        '{"courses": [{"step": 1, "series": null, "examples": 1, "when": [1.0], "lines": {"truth": []}}]}',
        '{"cloud": {"truth": [' + "1.0," * LONGEST + '1.0], "lines": {}}}',
        '{"residuals": {"edges": [0.0, "<b>"], "counts": {}, "outside": {}, "examples": 1}}',
    ],
)
def test_anything_else_is_refused(tmp_path: Path, content: str) -> None:
    """Lists of different lengths, endless ones, and what is no number."""
    with pytest.raises(RunError, match="does not hold what is drawn"):
        read(folder(tmp_path, content))
