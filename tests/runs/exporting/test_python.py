"""The script of a run, in a process of its own: the same history and the same weights, to the last bit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from seqspec.cli.main import main
from tests.training import write_spec

pytestmark = pytest.mark.keras

_RUN = """
import json, runpy, sys
sys.argv = ["script.py"]
names = runpy.run_path("script.py")
json.dump(names["history"].history, open("history.json", "w"))
"""
DATA = {
    "source": {"csv": "series.csv"},
    "target": "y",
    "split": {"validation": 0.1, "test": 0.3},
    "scale": "standard",
    "window": {"length": 6, "horizon": 2, "normalize": "last"},
}
MODEL = [{"LSTM": {"units": 4, "dropout": 0.1}}, {"Dropout": 0.2}, {"Dense": 2}]
FIT = {"epochs": 3, "batch_size": 50, "callbacks": [{"EarlyStopping": {"restore_best_weights": True}}]}


def test_the_script_trains_the_same_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data, windows, initial weights, dropout and order of batches are the run's: so are losses and weights."""
    import keras

    monkeypatch.chdir(tmp_path)
    runtime = {"seed": 1, "engine": "keras", "backend": "jax"}
    spec = write_spec(tmp_path, data=DATA, model=MODEL, fit=FIT, runtime=runtime)
    assert 0 == main(["fit", str(spec), "--out", "first"])

    assert 0 == main(["export", "first", "--to", "python", "-o", "script.py"])
    subprocess.run([sys.executable, "-c", _RUN], check=True, capture_output=True, env={**os.environ}, cwd=tmp_path)

    records = [json.loads(line) for line in Path("first/metrics.jsonl").read_text().splitlines()]
    history = json.loads(Path("history.json").read_text())
    assert {name: [record[name] for record in records] for name in ("loss", "val_loss")} == history
    ours, theirs = (keras.models.load_model(path).get_weights() for path in ("first/model.keras", "model.keras"))
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(one, other)
