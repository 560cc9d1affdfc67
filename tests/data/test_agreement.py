"""What `fit` refuses when it reads a file, `lint` with a look at the data has found before, and for the same reason."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from seqspec.analysis.linter import check_text
from seqspec.data.dataset import load
from seqspec.errors import DataError
from tests.analysis.examples import look_at
from tests.data.builders import csv_of, spec_of

ROWS = 60
DAYS = [f"2024-{month:02}-{day:02}" for month in (1, 2, 3) for day in range(1, 21)]
VALUES = [round((row * 37 % 11) + row / 10, 2) for row in range(ROWS)]
TABLE: dict[str, Sequence[Any]] = {"t": DAYS, "n": range(ROWS), "x": VALUES[::-1], "y": VALUES}
WINDOW = {"window": {"length": 3}}
MOODS = {"target": {"column": "mood", "kind": "classes", "classes": 2}, "features": ["x"]}
DRAWN = {"split": {"by": "random", "validation": 0.1, "test": 0.2, "stratify": True}}

# What stands in the file beside the usual columns, the recipe, the rule, and what both messages say.
REFUSED: dict[str, tuple[dict[str, Sequence[Any]], dict[str, Any], str, str]] = {
    "more classes than declared": ({"mood": ["a", "b", "c"] * 20}, {**MOODS, **DRAWN}, "SEQ321", "`mood` has "),
    "a class of later rows only": (
        {"mood": ["a", "b"] * 29 + ["c", "a"]},
        {**MOODS, "split": {"by": "time", "test": 0.2}},
        "SEQ321",
        "`mood`",
    ),
    "a class of later rows only, where none is declared": (
        {"mood": ["a", "b"] * 29 + ["c", "a"]},
        {"target": {"column": "mood", "kind": "classes"}, "features": ["x"], "split": {"by": "time", "test": 0.2}},
        "SEQ321",
        "lacks, ",
    ),
    "a class that can't be shared out": (
        {"mood": ["a", *["b"] * 59]},
        {**MOODS, **DRAWN},
        "SEQ319",
        "the class `a` of `mood` has 1 row, too few for one in each of 3 parts",
    ),
    "another frequency": (
        {},
        {**WINDOW, "time": {"column": "t", "frequency": "1D"}},
        "SEQ309",
        "row 21 of `t` is 2024-02-01, and the row before is 2024-01-20: that is not the frequency 1D",
    ),
    "a frequency of dates for numbers": (
        {},
        {**WINDOW, "time": {"column": "n", "frequency": "1D"}},
        "SEQ309",
        "`n` holds numbers, and its frequency is 1D",
    ),
    "fields of numbers": (
        {},
        {**WINDOW, "time": "n", "encode": {"n": {"calendar": ["month"]}}},
        "SEQ309",
        "`n` holds numbers, and fields are taken from dates",
    ),
    "a split of numbers by date": (
        {},
        {**WINDOW, "time": "n", "split": {"test": "2024-03-01"}},
        "SEQ319",
        "the split is by date, and `time` holds numbers",
    ),
    "a row of no series": (
        {"shop": ["a"] * 30 + ["b"] * 29 + [None]},
        {**WINDOW, "group": "shop"},
        "SEQ311",
        "nothing says to which series",
    ),
    "a number beyond single precision": (
        {"x": [*VALUES[:-1], 1e300]},
        {**WINDOW, "features": ["x"]},
        "SEQ311",
        "beyond single precision",
    ),
    "no dates": (
        {"mood": ["a"] * 60},
        {**WINDOW, "features": ["y", "mood"], "encode": {"mood": {"calendar": ["month"]}}},
        "SEQ312",
        "row 1 of `mood` is 'a', and no date as 2019-01-31",
    ),
    "a static column that changes": (
        {"shop": ["a", "b"] * 30, "size": [1, 2] * 29 + [1, 3]},
        {**WINDOW, "group": "shop", "features": ["y", "size"], "static": "size"},
        "SEQ312",
        "`size` is static, and row 60 of `size` differs from the rows of `b` before it",
    ),
    "a column of nothing": (
        {"x": [None] * 60},
        {**WINDOW, "features": ["y", "x"], "missing": "ffill"},
        "SEQ311",
        "`x`",
    ),
    "a logarithm below -1": (
        {"x": [*VALUES[:-1], -3]},
        {**WINDOW, "features": ["y", "x"], "log1p": "x"},
        "SEQ311",
        "`log1p` takes values above -1, and `x` has -3",
    ),
    "a target that is clipped away": ({}, {**WINDOW, "clip": {"y": [1000, 2000]}}, "SEQ313", "`y` "),
    "nothing to train on": (
        {},
        {**WINDOW, "time": "t", "split": {"test": "2024-01-01"}},
        "SEQ306",
        "the training part",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_fit_refuses_lint_has_found(case: str) -> None:
    """Both say it in the same words as far as they mean the same."""
    columns, recipe, code, said = REFUSED[case]
    text = csv_of({**TABLE, **columns})

    with pytest.raises(DataError) as refusal:
        _loaded(text, recipe)
    found = [each.message for each in _linted(text, recipe) if (each.code, each.severity) == (code, "error")]
    assert said in refusal.value.message
    assert any(said in message for message in found), found


ACCEPTED: dict[str, tuple[dict[str, Sequence[Any]], dict[str, Any]]] = {
    "as many classes as declared": ({"mood": ["a", "b"] * 30}, {**MOODS, **DRAWN}),
    "a frequency that is kept": ({}, {**WINDOW, "time": {"column": "n", "frequency": 1}}),
    "all rows for training": ({}, {**WINDOW, "split": {"train": 1.0}}),
    "one row of each series that holds what is static": (
        {"shop": ["a", "b"] * 30, "size": [1, 2] + [None] * 58},
        {**WINDOW, "group": "shop", "features": ["y", "size"], "static": "size"},
    ),
    "a logarithm of what is clipped": ({"x": [*VALUES[:-1], -3]}, {**WINDOW, "log1p": True, "clip": [0, None]}),
    "a large number": ({"x": [*VALUES[:-1], 1e30]}, {**WINDOW, "features": ["x"]}),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_fit_takes_lint_lets_pass(case: str) -> None:
    """No finding of the data tier stands in the way of what can be read."""
    columns, recipe = ACCEPTED[case]
    text = csv_of({**TABLE, **columns})

    assert _loaded(text, recipe)
    assert [] == [each.code for each in _linted(text, recipe) if each.severity == "error"]


def _loaded(text: str, recipe: dict[str, Any]) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "series.csv").write_text(text, "utf-8")
        return len(load(spec_of(**recipe), Path(folder)).train) > 0


def _linted(text: str, recipe: dict[str, Any]) -> Sequence[Any]:
    """The findings about the recipe and its file; what the model would have to be is no matter here."""
    data = {"source": {"csv": "series.csv"}, "target": "y", **recipe}
    document = json.dumps({"seqspec": 1, "data": data, "model": [{"Flatten": {}}]})
    found = check_text(document, look=look_at(text)).report.diagnostics
    return [each for each in found if each.code.startswith("SEQ3")]
