"""What a run leaves behind is of use without seqspec: texts for an editor, and a model for Keras alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

import seqspec
from tests.training import write_spec

pytestmark = pytest.mark.keras

SCRIPT = """
import sys

class Refuser:
    def find_spec(self, name, *_):
        if name.partition(".")[0] == "seqspec":
            raise ImportError("there is no seqspec here")

sys.meta_path.insert(0, Refuser())
import keras
import numpy as np

model = keras.models.load_model(sys.argv[1])
np.savetxt(sys.argv[2], model.predict(np.linspace(0, 1, 12).reshape(2, 6, 1), verbose=0))
kinds = {type(layer).__module__.partition(".")[0] for layer in model.layers}
assert kinds == {"keras"}, kinds
assert "seqspec" not in sys.modules
"""


def test_keras_alone_loads_the_model_and_predicts(tmp_path: Path) -> None:
    """In a process that can't import seqspec, on stock layers, with the forecasts of the model that was trained."""
    model = [{"LSTM": {"units": 4, "return_sequences": True}}, {"Bidirectional": {"GRU": 3}}, {"Dense": 1}]
    run = seqspec.fit(write_spec(tmp_path, model=model, fit={"epochs": 1, "verbose": 0}), out=tmp_path / "run")
    expected = run.model.predict(np.linspace(0, 1, 12).reshape(2, 6, 1), verbose=0)

    command = [sys.executable, "-W", "ignore", "-c", SCRIPT, str(run.folder / "model.keras"), str(tmp_path / "out.txt")]
    away = {**os.environ, "PYTHONPATH": ""}
    done = subprocess.run(command, cwd=tmp_path, env=away, capture_output=True, text=True, timeout=120, check=False)

    assert (0, "") == (done.returncode, "" if done.returncode == 0 else done.stderr)
    assert np.allclose(expected[:, 0], np.loadtxt(tmp_path / "out.txt"), rtol=1e-5)
    _require_readable(run.folder)


def _require_readable(folder: Path) -> None:
    """Everything but the model is a text, and what is promised stands in it."""
    files = {path.name: path.read_text("utf-8") for path in folder.iterdir() if path.name != "model.keras"}
    said = {name: json.loads(text) for name, text in files.items() if name.endswith(".json")}
    specs = [yaml.safe_load(files[name]) for name in ("spec.yaml", "resolved.yaml")]
    epochs = [json.loads(line) for line in files["metrics.jsonl"].splitlines()]

    assert [1, 1] == [spec["seqspec"] for spec in specs]
    assert {"path", "bytes", "sha256", "rows", "columns", "boundaries"} <= said["data.json"].keys()
    assert {"train", "validation", "test"} == said["data.json"]["boundaries"].keys()
    assert ["y"] == [column["column"] for column in said["recipe.json"]["columns"]]
    assert {"backend", "engine", "seed", "device", "python", "packages"} <= said["environment.json"].keys()
    assert {"model", "last value"} <= said["scores.json"]["judgement"]["scores"].keys()
    assert ("finished", 1) == (said["status.json"]["state"], said["status.json"]["format"])
    assert [1] == [epoch["epoch"] for epoch in epochs]
    assert files["report.html"].startswith("<!doctype html>") or files["report.html"].startswith("<!DOCTYPE html>")
    assert files["errors.csv"].startswith("example,judged,model,baseline\n")
    assert files["recipe.svg"].lstrip().startswith(("<svg", "<?xml"))
