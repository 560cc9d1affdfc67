"""A small series and a model that learns it in a second, for tests that train."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import yaml

SPEC: dict[str, Any] = {
    "seqspec": 1,
    "name": "tiny",
    "data": {
        "source": {"csv": "series.csv"},
        "target": "y",
        "split": {"validation": 0.1, "test": 0.3},
        "scale": "minmax",
        "window": {"length": 6, "horizon": 1},
        "season": 24,
    },
    "model": ["Flatten", {"Dense": {"units": 4, "activation": "tanh"}}, {"Dense": 1}],
    "compile": {"optimizer": {"Adam": 0.01}, "loss": "mean_squared_error"},
    "fit": {"epochs": 2, "batch_size": 32},
    "runtime": {"seed": 1},
}


def write_series(path: Path, rows: int = 700, seed: int = 0) -> Path:
    """A noisy sine in a CSV with one column `y`."""
    noise = np.random.default_rng(seed).normal(0, 0.3, size=rows)
    values = 20 + 5 * np.sin(np.arange(rows) * 2 * np.pi / 24) + noise
    path.write_text("y\n" + "".join(f"{value:.4f}\n" for value in values), "utf-8")
    return path


def write_spec(folder: Path, **sections: Any) -> Path:
    """The spec beside its series; a section that is given replaces the whole one."""
    write_series(folder / "series.csv")
    path = folder / "tiny.yaml"
    path.write_text(yaml.safe_dump({**SPEC, **sections}, sort_keys=False), "utf-8")
    return path


TEXT_SPEC: dict[str, Any] = {
    "seqspec": 1,
    "name": "letters",
    "data": {
        "source": {"text": "the cat sat on the mat. the dog sat on the log. " * 4},
        "tokens": {"by": "char", "max_tokens": 20},
        "window": {"length": 8},
    },
    "model": [
        {"Embedding": {"input_dim": 20, "output_dim": 6}},
        {"GRU": 12},
        {"Dense": {"units": 20, "activation": "softmax"}},
    ],
    "compile": {"optimizer": {"Adam": 0.02}, "loss": "sparse_categorical_crossentropy"},
    "fit": {"epochs": 4, "batch_size": 16},
    "runtime": {"seed": 1},
}
"""A model that learns a sentence by heart, letter by letter."""


def write_text_spec(folder: Path, **sections: Any) -> Path:
    """The spec of a next-token model; a section that is given replaces the whole one."""
    path = folder / "letters.yaml"
    path.write_text(yaml.safe_dump({**TEXT_SPEC, **sections}, sort_keys=False), "utf-8")
    return path
