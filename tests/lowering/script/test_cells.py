"""Cells that pandas may read in another way than a run does: made the same, or refused by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from seqspec.analysis.linter import check_text
from seqspec.data import dataset
from seqspec.errors import ExportError
from seqspec.lowering.script.program import script
from seqspec.runs.exporting import _subject
from tests.lowering.script.scripts import BASE, defined
from tests.lowering.script.test_program import require_same
from tests.lowering.script.test_texts import recurrent

pytestmark = pytest.mark.keras

WINDOW: dict[str, Any] = {"window": {"length": 3}}
CODED = {"target": "y", "features": ["z"], "encode": {"z": {"ids": 9}}}
SERIES = {"target": "y", "group": "z", **WINDOW}
REVIEWS = {
    "target": "y",
    "features": ["z"],
    "tokens": {"z": {"max_tokens": 12, "max_length": 4}},
    "split": {"validation": 0.34, "test": 0.34, "by": "random"},
}
ONE = ["Flatten", {"Dense": 1}]
EMBEDDED = [{"Embedding": {"input_dim": 9, "output_dim": 2}}, "Flatten", {"Dense": 1}]


def exported(folder: Path, data: dict[str, Any], model: list[Any]) -> tuple[str, dataset.Dataset]:
    """The script of a recipe, and the examples that it should make."""
    whole = {**BASE, "data": data, "model": model}
    subject = _subject.of_spec(check_text(yaml.safe_dump(whole, sort_keys=False)), folder)
    text = script(subject.spec, subject.trace, _subject.settled(subject))
    return text, dataset.load(subject.spec, folder)


def write_lines(path: Path, cells: list[Any]) -> None:
    """JSON Lines whose `z` takes these cells in turn."""
    rows = [{"z": cells[row % len(cells)], "y": row * 0.5} for row in range(60)]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")


def test_rows_that_end_in_a_separator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cell of them becomes the name of its row."""
    (tmp_path / "a.csv").write_text("a,y\n" + "".join(f"{row},{row * 1.5},\n" for row in range(60)), "utf-8")

    text, loaded = exported(tmp_path, {"source": {"csv": "a.csv"}, "target": "y", **WINDOW}, ONE)

    require_same(defined(text, monkeypatch), loaded)


@pytest.mark.parametrize("several", [False, True])
def test_an_index_is_a_column_as_any_other(several: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pandas takes it out of the columns when it reads a Parquet file that it wrote."""
    days = pd.date_range("2024-01-01", periods=120, name="day")
    table = pd.DataFrame({"y": np.arange(120) * 1.5}, index=days)
    for number, part in enumerate((table[:60], table[60:]) if several else (table,)):
        part.to_parquet(tmp_path / f"{number}.parquet")
    recipe = {"source": {"parquet": "*.parquet"}, "target": "y", "features": ["y", "day"], "time": "day"}

    text, loaded = exported(tmp_path, {**recipe, "encode": {"day": {"cyclic": ["weekday"]}}, **WINDOW}, ONE)

    require_same(defined(text, monkeypatch), loaded)


@pytest.mark.parametrize("cells", [["b", "a", "C", None], [10, 9, 2.5], [True, False]], ids=str)
def test_categories_that_are_plain(cells: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts, numbers and truths are numbered as in the run, as long as they stand alone."""
    write_lines(tmp_path / "a.jsonl", cells)
    missing = {"missing": "drop"} if None in cells else {}

    text, loaded = exported(tmp_path, {"source": {"jsonl": "a.jsonl"}, **CODED, **missing, **WINDOW}, EMBEDDED)

    require_same(defined(text, monkeypatch), loaded)


@pytest.mark.parametrize("cells", [["10", "9"], [1, "x"], [True, 2], ["1.0", "x"]], ids=str)
def test_categories_that_read_as_numbers_are_refused(cells: list[Any], tmp_path: Path) -> None:
    """The run unites `1`, `"1"` and `"1.0"`, and has them by size; pandas does not."""
    write_lines(tmp_path / "a.jsonl", cells)

    with pytest.raises(ExportError, match="a script can't hold `encode`: a text of `z` reads as a number"):
        exported(tmp_path, {"source": {"jsonl": "a.jsonl"}, **CODED, **WINDOW}, EMBEDDED)


def test_series_that_read_as_numbers_are_refused(tmp_path: Path) -> None:
    """Numbers in one file may be texts in the next."""
    for name, cells in {"a": ["1", "2"], "b": ["1", "2", "7B"]}.items():
        table = pd.DataFrame({"z": np.repeat(cells, 20), "y": np.arange(20.0 * len(cells))})
        table.to_csv(tmp_path / f"{name}.csv", index=False)

    with pytest.raises(ExportError, match="a script can't hold `group`: a text of `z` reads as a number"):
        exported(tmp_path, {"source": {"csv": ["a.csv", "b.csv"]}, **SERIES}, ONE)


@pytest.mark.parametrize("cells", [[10, 9, 7], [True, "so so", 3]], ids=str)
def test_texts_that_are_none(cells: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers and truths are read as they are written."""
    write_lines(tmp_path / "a.jsonl", cells)

    text, loaded = exported(tmp_path, {"source": {"jsonl": "a.jsonl"}, **REVIEWS}, [*recurrent(1)[:-1], {"Dense": 1}])

    assert "in map(str, " in text
    require_same(defined(text, monkeypatch), loaded)


def test_numbers_that_may_be_written_in_two_ways_are_refused(tmp_path: Path) -> None:
    """Beside a fraction, or a gap, a whole number may get a point."""
    write_lines(tmp_path / "a.jsonl", [1, 2.5, "x"])

    with pytest.raises(ExportError, match="a script can't hold `tokens`: how numbers of `z` are written"):
        exported(tmp_path, {"source": {"jsonl": "a.jsonl"}, **REVIEWS}, [*recurrent(1)[:-1], {"Dense": 1}])


def test_a_file_too_many_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A script of one file takes one, and leaves no other out silently."""
    write_lines(tmp_path / "a.jsonl", [1])
    text, _ = exported(tmp_path, {"source": {"jsonl": "a.jsonl"}, "target": "y", **WINDOW}, ONE)
    text = text.replace("sys.argv[1:]", '["a.jsonl", "b.jsonl"]')

    with pytest.raises(ValueError, match="too many values to unpack"):
        defined(text, monkeypatch)
