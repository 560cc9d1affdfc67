"""
Asks Keras on TensorFlow what it does with four mistakes that JAX meets otherwise, and prints the answers as JSON.

Runs in a process of its own, because a process has one backend.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

X = np.random.default_rng(0).normal(size=(8, 5, 3)).astype("float32")


def fitted(units: int, activation: str | None, loss: str, target: Any, **arguments: Any) -> dict[str, float]:
    """The last figures of a small model after one epoch."""
    model = keras.Sequential([keras.Input((5, 3)), keras.layers.Flatten(), keras.layers.Dense(units, activation)])
    model.compile(optimizer="sgd", loss=loss)
    history = model.fit(X, np.asarray(target), batch_size=8, verbose=0, **arguments).history
    return {name: float(values[-1]) for name, values in history.items()}


def on_no_window() -> dict[str, Any]:
    """What `fit` leaves behind, and what it warns of, where the window is longer than the series."""
    series = np.arange(20, dtype="float32")
    windows = keras.utils.timeseries_dataset_from_array(series, series, sequence_length=30)
    model = keras.Sequential([keras.Input((30,)), keras.layers.Dense(1)])
    model.compile(loss="mse")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        history = model.fit(windows, verbose=0).history
    return {"history": history, "warnings": [str(each.message) for each in told]}


def outcome(question: Callable[[], dict[str, float]]) -> Any:
    """What comes out: figures, or the name of the error."""
    try:
        return question()
    except Exception as error:
        return type(error).__name__


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    keras.utils.set_random_seed(1)
    sparse, labels = "sparse_categorical_crossentropy", [0, 1] * 4
    print(json.dumps({
        "softmax over one, labels above 0": outcome(lambda: fitted(1, "softmax", sparse, labels)),
        "sigmoid over one, labels above 0": outcome(lambda: fitted(1, "sigmoid", sparse, labels)),
        "a label outside": outcome(lambda: fitted(3, "softmax", sparse, [3] * 8)),
        "validation_split of 20": outcome(lambda: fitted(1, None, "mse", np.zeros((8, 1)), validation_split=20)),
        "window longer than the series": on_no_window(),
    }))  # fmt: skip
