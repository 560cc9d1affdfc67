"""Scripts of small specs, and what they define up to their model."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from seqspec.analysis.inference import Trace
from seqspec.analysis.linter import check_text
from seqspec.data import dataset
from seqspec.data.dataset import Dataset
from seqspec.language.recipe.source import FileSource
from seqspec.language.spec import Spec
from seqspec.lowering.script.program import script
from seqspec.lowering.script.settled import Classes, Settled

BASE: dict[str, Any] = {
    "seqspec": 1,
    "name": "tiny",
    "model": ["Flatten", {"Dense": {"units": 3, "activation": "tanh"}}, {"Dense": 1}],
    "compile": {"optimizer": {"Adam": 0.01}, "loss": "mean_squared_error"},
    "fit": {"epochs": 2, "batch_size": 32},
    "runtime": {"seed": 3, "backend": "jax"},
}


def write_table(folder: Path, gaps: bool = False, rows: int = 200) -> Path:
    """
    A CSV, and a file of JSON Lines: numbers, labels, classes, series and dates; with gaps in `y` and in the labels.

    Of the series `town` the rows lie among one another, and one is too short for any window.
    """
    chance = np.random.default_rng(5)
    columns: dict[str, Any] = {
        "day": pd.date_range("2024-01-01", periods=rows),
        **{name: chance.uniform(1, 90, rows).round(2) for name in ("y", "z")},
        "shop": np.repeat([0, 1], rows // 2),
        "w": chance.integers(0, 50, rows),
        "rises": chance.integers(0, 2, rows).astype(float),
        "kind": chance.choice(["plum", "apple", "cherry", "Zucchini"], rows, p=[0.5, 0.3, 0.15, 0.05]),
        "grade": chance.integers(0, 3, rows),
        "town": chance.choice(["Wels", "Ulm", "Bonn"], rows),
        "sale": chance.integers(0, 2, rows),
    }
    table = pd.DataFrame(columns)
    table.loc[[3, 50, 120], "town"] = "Aue"
    table["size"] = table["town"].map({"Wels": 7.0, "Ulm": 5.0, "Bonn": 2.0, "Aue": 1.0})
    table.to_json(folder / "table.jsonl", orient="records", lines=True, date_format="iso")
    if gaps:
        table.loc[[0, 20, 21, 22, 90, 150, 197, 198], "y"] = np.nan
        table.loc[[40, 100], "rises"] = np.nan
    path = folder / "table.csv"
    table.to_csv(path, index=False)
    return path


def text_of(
    folder: Path, data: dict[str, Any], *, run: bool = False, counted: bool = False, **sections: Any
) -> tuple[str, Dataset]:
    """
    The script of a recipe over the table, and the examples that it should make.

    Args:
        run: write it as if there were a run, whose statistics are known.
        counted: whether the time of the rows is a number.
    """
    spec, trace = _checked(data, sections)
    loaded = dataset.load(spec, folder)
    assert spec.data is not None
    source = spec.data.source
    files = tuple(map(str, source.paths(folder))) if isinstance(source, FileSource) else ()
    seed = spec.runtime.seed or 0
    if not run:
        return script(spec, trace, Settled(seed, files, "jax")), loaded
    columns, borders = loaded.state["columns"], loaded.state["boundaries"]
    scales = {each["column"]: (each["center"], each["spread"]) for each in columns}
    found = {part: tuple(each) for part, each in borders.items() if isinstance(each, list)}
    categories = loaded.state["categories"]
    classes = {name: Classes(each["room"], each["strangers"] == "refused") for name, each in categories.items()}
    given = Settled(seed, files, "jax", True, "3.15", scales=scales, borders=found, classes=classes)
    return script(spec, trace, replace(given, counted=counted)), loaded


def spec_of(data: dict[str, Any], sections: dict[str, Any]) -> Spec:
    """The spec of a recipe over the table."""
    return _checked(data, sections)[0]


def _checked(data: dict[str, Any], sections: dict[str, Any]) -> tuple[Spec, Trace]:
    whole = {**BASE, "data": {"source": {"csv": "table.csv"}, **data}, **sections}
    return check_text(yaml.safe_dump(whole, sort_keys=False)).require()


def defined(text: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a script defines before it makes its model."""
    monkeypatch.setattr(sys, "argv", ["script.py"])
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    names: dict[str, Any] = {"__name__": "script"}
    exec(compile(text.partition("random.seed(")[0], "script.py", "exec"), names)
    return names
