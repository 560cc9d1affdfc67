"""The steps of a recipe in the graph: original units in, original units out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from seqspec.analysis.linter import check_text
from seqspec.data import dataset
from seqspec.lowering import build
from seqspec.runs.exporting._graph import around, examples, obstacle, units
from seqspec.runs.intervals.quantiles import apart
from tests.lowering.script.scripts import BASE, write_table

pytestmark = pytest.mark.keras

MANY = {
    "target": ["z", "y"],
    "features": ["y", "w", "z"],
    "clip": {"y": [5, None]},
    "log1p": ["w", "z"],
    "scale": {"y": "standard", "w": {"minmax": [-1, 1]}, "z": "robust"},
    "window": {"length": 6, "horizon": 2},
}


def read(data: dict[str, Any], **more: Any) -> Any:
    """The spec and the trace of a recipe over the table, with other sections where they are given."""
    whole = {**BASE, "data": {"source": {"csv": "table.csv"}, **data}, "model": [{"GRU": 3}, {"Dense": 4}], **more}
    return check_text(yaml.safe_dump(whole, sort_keys=False)).require()


def test_rows_as_read_give_forecasts_in_original_units(tmp_path: Path) -> None:
    """What the graph does to a window is what the recipe does, and what it does to an output is what a run does."""
    table = pd.read_csv(write_table(tmp_path))
    spec, trace = read(MANY)
    loaded = dataset.load(spec, tmp_path)
    model = build(spec, trace, 1)
    expected = loaded.test.restore(model.predict(loaded.test.inputs(), verbose=0))

    served = around(model, spec, loaded.state["columns"])

    rows = loaded.test.origins()[:, None] + np.arange(-5, 1)  # type: ignore[attr-defined]  # a Part has origins
    raw = table[["y", "w", "z"]].to_numpy("float32")[rows]
    found = np.asarray(served(raw)).reshape(expected.shape)
    np.testing.assert_allclose(expected, found, rtol=2e-5)


def test_every_quantile_of_every_target_is_in_its_units(tmp_path: Path) -> None:
    """Side by side for each target, and these for each step: as a run restores them one quantile after the other."""
    table, shares = pd.read_csv(write_table(tmp_path)), [0.1, 0.5, 0.9]
    spec, trace = read(MANY, model=[{"GRU": 3}, {"Dense": 12}], compile={"loss": {"Quantile": shares}})
    loaded = dataset.load(spec, tmp_path)
    model = build(spec, trace, 1)
    outputs = model.predict(loaded.test.inputs(), verbose=0)
    expected = apart(outputs, len(shares), loaded.test.restore)

    served = around(model, spec, loaded.state["columns"])

    rows = loaded.test.origins()[:, None] + np.arange(-5, 1)  # type: ignore[attr-defined]  # a Part has origins
    found = np.asarray(served(table[["y", "w", "z"]].to_numpy("float32")[rows]))
    spread = {each["column"]: each["spread"] for each in loaded.state["columns"]}
    assert (2, 2, 3) == expected.shape[1:]
    np.testing.assert_allclose(expected, found.reshape(expected.shape), rtol=2e-5)
    assert 2 * (3 * [spread["z"]] + 3 * [spread["y"]]) == units(spec, loaded.state["columns"], 12)


def test_a_one_of_the_model_is_worth_the_spread_of_its_column(tmp_path: Path) -> None:
    """Of every value that comes out: the targets side by side, step by step."""
    write_table(tmp_path)
    spec, _ = read(MANY)
    columns = dataset.load(spec, tmp_path).state["columns"]
    spread = {each["column"]: each["spread"] for each in columns}

    assert spread["z"] != spread["y"]
    assert [spread["z"], spread["y"]] * 2 == units(spec, columns, 4)


def test_examples_to_compare_by_lie_where_data_lie(tmp_path: Path) -> None:
    """Around the centers of the columns, and never below what a logarithm takes."""
    write_table(tmp_path)
    spec, trace = read(MANY)
    columns = dataset.load(spec, tmp_path).state["columns"]
    by_name = {each["column"]: each for each in columns}

    found = examples(build(spec, trace, 1), 200, [by_name[name] for name in ("y", "w", "z")])

    assert ((200, 6, 3), "float32") == (found.shape, found.dtype)
    assert (found[..., 1:] > -1).all()
    assert 1 > abs(found[..., 0].mean() - by_name["y"]["center"])


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, None),
        ({"difference": "z"}, "a difference needs the row before"),
        ({"window": {"length": 6, "horizon": 2, "normalize": "last"}}, "relative to itself"),
        ({"static": "w", "group": "shop"}, "come from other rows"),
        ({"group": "shop", "scale": {"y": {"kind": "standard", "per_group": True}}}, "a scale of its own"),
    ],
)
def test_what_a_graph_cannot_hold(more: dict[str, Any], reason: str | None) -> None:
    """It is said why, so that whoever serves the model knows what is left to do."""
    spec, _ = read({**MANY, **more})

    found = obstacle(spec)

    assert reason is None if found is None else reason is not None and reason in found
