"""What a run writes down of its source: files by their absolute paths, and honestly what Python handed over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from seqspec.data.reading.feed import open_feed
from seqspec.language.normal import plain
from seqspec.runs.fitting.settling import settle
from tests.data.builders import spec_of

WINDOW = {"window": {"length": 2}}


def settled(folder: Path, source: Any, override: Any = None, target: str = "y") -> Any:
    """The source of the spec that a run keeps, after the rows were read."""
    spec = spec_of(source=source, target=target, **WINDOW)
    assert spec.data is not None
    kept = settle(spec, open_feed(spec.data, folder, override).fingerprint(), None).data
    assert kept is not None
    return plain(kept.source)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two files."""
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("y\n1\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize(("path", "names"), [("a.csv", ["a.csv"]), ("*.csv", ["a.csv", "b.csv"])])
def test_files_are_named_by_their_absolute_paths(folder: Path, path: str, names: list[str]) -> None:
    """A pattern stands for the files that were read, and the other arguments stay."""
    files = [str(folder / name) for name in names]

    assert {"csv": {"path": files, "encoding": "latin-1"}} == settled(
        folder, {"csv": {"path": path, "encoding": "latin-1"}}
    )


def test_another_file_is_named_with_its_own_source(folder: Path) -> None:
    """What was read is what stands there."""
    pd.DataFrame({"y": [1]}).to_parquet(folder / "c.parquet")

    assert {"parquet": {"path": [str(folder / "c.parquet")]}} == settled(folder, {"csv": "a.csv"}, folder / "c.parquet")
    assert {"csv": {"path": [str(folder / "a.csv")]}} == settled(
        folder, {"generate": "sine"}, folder / "a.csv", target="value"
    )


def test_a_source_without_a_file_stays_as_it_is(folder: Path) -> None:
    """It says all there is to say."""
    source = {"generate": {"series": "sine", "seed": 3}}

    assert source == settled(folder, source, target="value")


def test_a_dataframe_is_said_to_come_from_python(folder: Path) -> None:
    """With its columns, in place of the file that was not read."""
    frame = pd.DataFrame({"x": [1], "y": [2]})

    assert {"frame": {"columns": ["x", "y"]}} == settled(folder, {"csv": "a.csv"}, frame)


def test_arrays_are_left_as_they_were_declared() -> None:
    """The recipe says itself that they come from Python."""
    spec = spec_of(source=None, target=None, arrays={"input": {"shape": [3, 1]}})

    assert spec.data == settle(spec, {"arrays": {}}, None).data
