"""Runs over what Python hands over: a DataFrame in place of a file, and arrays for a recipe that declares them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import seqspec
from seqspec.errors import UsageError
from seqspec.runs.prediction import prediction
from seqspec.runs.run import Run

pytestmark = pytest.mark.keras

ROWS = """seqspec: 1
data: {source: {csv: prices.csv}, target: y, features: [y], scale: standard, window: {length: 5}}
model:
  - LSTM: {units: 2}
  - Dense: 1
compile: {optimizer: adam, loss: mse}
fit: {epochs: 1, verbose: 0}
runtime: {seed: 1}
"""
ARRAYS = """seqspec: 1
data:
  arrays: {input: {shape: [5, 2]}, target: {shape: [], kind: classes, classes: 3}}
model:
  - LSTM: {units: 2}
  - Dense: {units: 3, activation: softmax}
compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
fit: {epochs: 1, verbose: 0, validation_split: 0.2}
runtime: {seed: 1}
"""


def test_a_dataframe_is_as_good_as_its_file(tmp_path: Path) -> None:
    """Forecasts of the run are the same from either, and the run says where its rows came from."""
    (tmp_path / "spec.yaml").write_text(ROWS, "utf-8")
    frame = pd.DataFrame({"x": 1.0, "y": np.sin(np.arange(120.0))})
    frame.to_csv(tmp_path / "prices.csv", index=False)
    for name, data in {"rows": frame, "file": None}.items():
        seqspec.fit(tmp_path / "spec.yaml", data=data, out=tmp_path / name)
    forecasts = [
        seqspec.open_run(tmp_path / run).predict(data)
        for run in ("rows", "file")
        for data in (frame, tmp_path / "prices.csv")
    ]

    assert all(each.equals(forecasts[0]) for each in forecasts)
    assert "frame:" in (tmp_path / "rows" / "resolved.yaml").read_text("utf-8")
    assert {"frame": {"columns": ["x", "y"]}} == json.loads((tmp_path / "rows" / "data.json").read_text())["source"]


def test_arrays_are_trained_on_and_predicted_from(tmp_path: Path) -> None:
    """With parts of their own, and the last fifth of the training part for validation."""
    (tmp_path / "spec.yaml").write_text(ARRAYS, "utf-8")
    generator = np.random.default_rng(1)
    inputs, classes = generator.random((60, 5, 2)), generator.integers(0, 3, 60)
    given = {"input": inputs[:40], "target": classes[:40], "test": (inputs[40:], classes[40:])}
    run = seqspec.fit(tmp_path / "spec.yaml", arrays=given, out=tmp_path / "run")
    kept = json.loads((tmp_path / "run" / "data.json").read_text())
    rows = run.predict(arrays={"input": inputs[:3]})

    assert {"train": 32, "validation": 8, "test": 20} == {part: n["rows"] for part, n in kept["boundaries"].items()}
    assert run.judgement is not None
    assert [1, 2, 3] == list(rows["row"])


def test_only_one_thing_can_be_handed_over(tmp_path: Path) -> None:
    """Rows or arrays, and something."""
    (tmp_path / "spec.yaml").write_text(ROWS, "utf-8")

    with pytest.raises(UsageError, match="`data` and `arrays` are both handed over"):
        seqspec.fit(tmp_path / "spec.yaml", data=tmp_path / "a.csv", arrays={})
    with pytest.raises(UsageError, match="`predict` needs something to predict from"):
        Run(tmp_path / "run").predict()


def test_a_run_and_its_forecasts_are_told_in_a_line(tmp_path: Path) -> None:
    """What an interactive prompt shows is what they are, and no arrays."""
    (tmp_path / "spec.yaml").write_text(ROWS, "utf-8")
    frame = pd.DataFrame({"x": 1.0, "y": np.sin(np.arange(120.0))})

    run = seqspec.fit(tmp_path / "spec.yaml", data=frame, out=tmp_path / "run")
    forecasts = prediction.predict(run.folder, frame)

    assert run.judgement is not None
    assert run.judgement.verdict is not None
    error = run.judgement.scores["model"].values["RMSE"]
    said = f"finished after 1 epoch, RMSE {error:.4g} on the test part, {run.judgement.verdict.sentence}"
    assert f"<Run {run.folder}: {said}>" == repr(run)
    assert "<Forecasts for 116 examples: row, step, target, prediction>" == repr(forecasts)
