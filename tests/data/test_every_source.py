"""Bad rows are refused in the same words wherever they come from: by lint, which looks at them, and by a run."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from seqspec.analysis.linter import check_bytes
from seqspec.cli._looking import look
from seqspec.data.dataset import load
from seqspec.errors import DataError
from seqspec.language import normal
from tests.data.builders import spec_of

ROWS = 60
GOOD: dict[str, list[Any]] = {
    "t": [str(day)[:10] for day in pd.date_range("2020-01-01", periods=ROWS)],
    "g": ["a"] * 30 + ["b"] * 30,
    "x": [row % 7 / 10 for row in range(ROWS)],
    "c": ["u", "v", "w"] * 20,
    "y": np.sin(np.arange(ROWS)).tolist(),
    "k": [0, 1, 2] * 20,
}
RECIPE: dict[str, Any] = {"target": "y", "features": ["y", "x"], "time": "t", "window": {"length": 3}}
CLASSES = {"target": {"column": "k", "kind": "classes", "classes": 3}, "features": ["x"], "window": None, "time": None}
CODED = {"features": ["y", "c"], "encode": {"c": {"ids": 3}}}


def changed(column: str, row: int, cell: Any) -> dict[str, list[Any]]:
    """The table with another cell; rows count from 1."""
    return {**GOOD, column: [*GOOD[column][: row - 1], cell, *GOOD[column][row:]]}


# The table, what the recipe says besides, the rule that finds it, and what both say; {row} is how row 41 is called.
CASES: dict[str, tuple[dict[str, list[Any]], dict[str, Any], str, str]] = {
    "a gap": (changed("x", 41, None), {}, "SEQ311", "`x` misses 1 value of 60, the first in {row}"),
    "a text": (changed("x", 41, "abc"), {}, "SEQ312", "'abc'"),
    "an infinite value": (changed("x", 41, float("inf")), {}, "SEQ311", "infinite"),
    "an unknown column": (GOOD, {"features": ["y", "xx"]}, "SEQ314", "has no column `xx`"),
    "an unknown group": (GOOD, {"group": "gg"}, "SEQ314", "has no column `gg`"),
    "no order": (changed("t", 41, "2020-02-08"), {}, "SEQ309", "2020-02-08, earlier than the row before"),
    "no date": (changed("t", 41, "40.40.2020"), {}, "SEQ309", "'40.40.2020'"),
    "no time": (changed("t", 41, None), {}, "SEQ309", "has no time"),
    "another frequency": (
        changed("t", ROWS, "2020-03-07"),
        {"time": {"column": "t", "frequency": "1D"}},
        "SEQ309",
        "",
    ),
    "a constant target": ({**GOOD, "y": [5.0] * ROWS}, {}, "SEQ313", "`y` is 5 in all 42 rows of the training part"),
    "too few rows": (GOOD, {"window": {"length": 100}}, "SEQ306", "has 42 rows"),
    "a label": (changed("k", 41, 7), CLASSES, "SEQ205", "3 classes are numbered 0 to 2"),
    "a category": (changed("c", 41, "z"), CODED, "SEQ321", "`c` has 4"),
    "a late category": (changed("c", 58, "z"), CODED, "SEQ321", "`c`"),
    "a category for a number": (GOOD, {"features": ["y", "c"]}, "SEQ312", "'u'"),
}  # fmt: skip
NAMED = {"a gap", "a text", "an infinite value", "no order", "no date", "no time"}
"""Those that name row 41, in lint and in a run."""


def as_csv(table: dict[str, list[Any]], folder: Path) -> dict[str, str]:
    """One file of comma-separated values."""
    pd.DataFrame(table).to_csv(folder / "d.csv", index=False)
    return {"csv": "d.csv"}


def as_two_files(table: dict[str, list[Any]], folder: Path) -> dict[str, str]:
    """The rows in two files, thirty in each."""
    for number, part in enumerate((slice(0, 30), slice(30, ROWS)), 1):
        pd.DataFrame({name: values[part] for name, values in table.items()}).to_csv(
            folder / f"{number}.csv", index=False
        )
    return {"csv": "*.csv"}


def as_jsonl(table: dict[str, list[Any]], folder: Path) -> dict[str, str]:
    """One object a line."""
    rows = (dict(zip(table, cells, strict=True)) for cells in zip(*table.values(), strict=True))
    (folder / "d.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return {"jsonl": "d.jsonl"}


def as_parquet(table: dict[str, list[Any]], folder: Path) -> dict[str, str]:
    """A Parquet file; a column in which texts are is one of texts."""
    texts = {name for name, values in table.items() if any(isinstance(value, str) for value in values)}
    written = {
        name: [None if value is None else str(value) for value in values] if name in texts else values
        for name, values in table.items()
    }
    pd.DataFrame(written).to_parquet(folder / "d.parquet")
    return {"parquet": "d.parquet"}


SOURCES = {each.__name__.removeprefix("as_"): each for each in (as_csv, as_two_files, as_jsonl, as_parquet)}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("case", CASES)
def test_lint_and_a_run_refuse_the_same_rows(case: str, source: str, tmp_path: Path) -> None:
    """Lint with an error of the rule, a run with one sentence; both name file, row and column where there are any."""
    table, more, code, words = CASES[case]
    spec = spec_of(**{**RECIPE, "source": SOURCES[source](table, tmp_path), **more})
    row = "row 11 in `{}2.csv`" if source == "two_files" else "row 41"

    errors = [each for each in linted(spec, tmp_path) if each.severity == "error"]
    with pytest.raises(DataError) as refused:
        load(spec, tmp_path)

    assert [code] == [each.code for each in errors]
    for said, folder in ((errors[0].message, ""), (refused.value.message, f"{tmp_path}/")):
        here = row.format(folder)
        assert words.format(row=here) in said
        if case in NAMED:
            assert here.removesuffix("`").split(" in `")[-1] in said
            assert ("row 11" if source == "two_files" else "row 41") in said
    assert refused.value.help


def linted(spec: Any, folder: Path) -> tuple[Any, ...]:
    """What lint finds in a spec with this recipe, and a model that fits it."""
    data = normal.plain(spec.data)
    classes = "classes" in str(data["target"])
    head = {"Dense": {"units": 3, "activation": "softmax"}} if classes else {"Dense": 1}
    body = {"LSTM": 4} if "window" in data else {"Dense": 4}
    text = json.dumps({
        "seqspec": 1, "data": data, "model": [body, head], "runtime": {"seed": 1},
        "compile": {"optimizer": "adam", "loss": "sparse_categorical_crossentropy" if classes else "mse"},
    })  # fmt: skip
    path = folder / "spec.yaml"
    checked = check_bytes(text.encode(), str(path), (), file=path, look=partial(look, remember=False))
    assert () == checked.report.faults
    return checked.report.diagnostics


@pytest.mark.parametrize("source", SOURCES)
def test_a_group_that_is_not_named_is_refused(source: str, tmp_path: Path) -> None:
    """A row that belongs to no series is named with its file."""
    spec = spec_of(**{**RECIPE, "source": SOURCES[source](changed("g", 41, None), tmp_path), "group": "g"})

    with pytest.raises(DataError, match=r"row (41|11) of `g`.* is empty: nothing says to which series it belongs"):
        load(spec, tmp_path)


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_static_and_changes_is_refused(source: str, tmp_path: Path) -> None:
    """The first row that differs is named with its file."""
    table = {**changed("x", 41, 9.0), "x": [1.0] * 30 + [2.0] * 10 + [9.0] + [2.0] * 19}
    spec = spec_of(**{**RECIPE, "source": SOURCES[source](table, tmp_path), "group": "g", "static": ["x"]})

    with pytest.raises(DataError, match=r"`x` is static, and row (41|11) of `x`"):
        load(spec, tmp_path)


# The table, what the recipe says besides, and the rule that warns.
WARNINGS: dict[str, tuple[dict[str, list[Any]], dict[str, Any], str]] = {
    "a copy of the target": ({**GOOD, "x": GOOD["y"]}, {"features": ["x"], "window": None, "time": None}, "SEQ308"),
    "series one after the other": ({**GOOD, "t": GOOD["t"][:30] * 2}, {}, "SEQ310"),
    "large numbers": ({**GOOD, "x": [cell * 1e6 + 1 for cell in GOOD["x"]]}, {}, "SEQ316"),
    "a feature that never changes": ({**GOOD, "x": [3.0] * ROWS}, {}, "SEQ313"),
    "a gap in time": (changed("t", ROWS, "2020-03-07"), {}, "SEQ309"),
    "a label of the tail": (
        {**GOOD, "k": [0] * 25 + [1] * 25 + [2] * 10},
        {**CLASSES, "split": {"by": "time", "test": 0.2}},
        "SEQ304",
    ),
}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("case", WARNINGS)
def test_lint_warns_of_the_same_rows(case: str, source: str, tmp_path: Path) -> None:
    """What a run would go along with is found, wherever the rows come from."""
    table, more, code = WARNINGS[case]
    spec = spec_of(**{**RECIPE, "source": SOURCES[source](table, tmp_path), **more})

    assert code in [each.code for each in linted(spec, tmp_path)]
