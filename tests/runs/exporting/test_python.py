"""The script of a run, in a process of its own: the same history and the same weights, to the last bit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from seqspec.cli.main import main
from tests.lowering.script.scripts import BASE, write_table
from tests.lowering.script.test_texts import write_texts
from tests.training import TEXT_SPEC, write_series

pytestmark = pytest.mark.keras

_RUN = """
import json, os, runpy, sys
for folder in sys.argv[1:]:
    os.chdir(folder)
    sys.argv = ["script.py"]
    names = runpy.run_path("script.py")
    json.dump(names["history"].history, open("history.json", "w"))
"""
RUNTIME = {"seed": 1, "engine": "keras", "backend": "jax"}
FIT = {"epochs": 2, "batch_size": 32}
SPECS: dict[str, dict[str, Any]] = {
    "numbers": {
        "data": {
            "source": {"csv": "series.csv"},
            "target": "y",
            "split": {"validation": 0.1, "test": 0.3},
            "scale": "standard",
            "window": {"length": 6, "horizon": 2, "normalize": "last"},
        },
        "model": [{"LSTM": {"units": 4, "dropout": 0.1}}, {"Dropout": 0.2}, {"Dense": 2}],
        "fit": {"epochs": 3, "batch_size": 50, "callbacks": [{"EarlyStopping": {"restore_best_weights": True}}]},
    },
    "classes": {
        "data": {
            "source": {"csv": "table.csv"},
            "target": {"column": "kind", "kind": "classes"},
            "features": ["town", "grade", "w"],
            "encode": {"town": {"one_hot": 4}, "grade": {"one_hot": 3}},
            "scale": "standard",
            "split": {"validation": 0.2, "test": 0.2, "by": "random", "stratify": True},
        },
        "model": [{"Dense": {"units": 5, "activation": "tanh"}}, {"Dense": {"units": 4, "activation": "softmax"}}],
        "compile": {"optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]},
        "fit": {**FIT, "class_weight": {"0": 1.0, "1": 0.5, "2": 2.0, "3": 1.5}},
    },
    "series": {
        "data": {
            "source": {"csv": "table.csv"},
            "target": "y",
            "features": ["y", "sale"],
            "time": "day",
            "group": "town",
            "encode": {"day": {"cyclic": ["week"]}},
            "known_future": ["sale", "day"],
            "scale": "standard",
            "split": {"validation": 0.1, "test": 0.2},
            "window": {"length": 5, "recursive": 2},
        },
        "model": [{"SimpleRNN": 3}, {"Dense": 1}],
    },
    "letters": {**TEXT_SPEC, "fit": {**TEXT_SPEC["fit"], "epochs": 2}},
    "pairs": {
        "data": {
            "source": {"pairs": "pairs.tsv"},
            "tokens": {
                "input": {"by": "word", "max_tokens": 12, "max_length": 5},
                "target": {"by": "whitespace", "max_tokens": 14, "max_length": 6},
            },
            "split": {"validation": 0.1, "test": 0.2, "by": "random"},
        },
        "model": [
            {"Embedding": {"input_dim": 12, "output_dim": 3, "mask_zero": True}},
            {"SimpleRNN": 3},
            {"RepeatVector": 6},
            {"Dense": {"units": 14, "activation": "softmax"}},
        ],
        "compile": {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]},
    },
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each spec, in which it was fitted, and its script was run."""
    base = tmp_path_factory.mktemp("scripts")
    for name, sections in SPECS.items():
        folder = base / name
        folder.mkdir()
        write_series(folder / "series.csv")
        write_table(folder)
        write_texts(folder)
        text = yaml.safe_dump({**BASE, "fit": FIT, **sections, "runtime": RUNTIME}, sort_keys=False)
        (folder / "spec.yaml").write_text(text, "utf-8")
        assert 0 == main(["fit", str(folder / "spec.yaml"), "--out", str(folder / "run")])
        assert 0 == main(["export", str(folder / "run"), "--to", "python", "-o", str(folder / "script.py")])
    folders = [str(base / name) for name in SPECS]
    subprocess.run([sys.executable, "-c", _RUN, *folders], check=True, capture_output=True, env={**os.environ})
    return base


@pytest.mark.parametrize("name", SPECS)
def test_the_script_trains_the_same_model(name: str, trained: Path) -> None:
    """Data, examples, initial weights, dropout and order of batches are the run's: so are losses and weights."""
    import keras

    folder = trained / name
    records = [json.loads(line) for line in (folder / "run" / "metrics.jsonl").read_text().splitlines()]
    history = json.loads((folder / "history.json").read_text())
    weights = [
        keras.models.load_model(folder / path).get_weights() for path in ("run/model.keras", "script.trained.keras")
    ]

    assert {"loss", "val_loss"} <= history.keys()
    assert {each: [record[each] for record in records] for each in history} == history
    for one, other in zip(*weights, strict=True):
        np.testing.assert_array_equal(one, other)
