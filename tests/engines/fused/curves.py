"""
Trains the small models that are named with both engines and prints what they came to, as JSON.

A program of its own, because JAX has to be told of several devices before it starts: `JAX_NUM_CPU_DEVICES=2`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
from keras import layers

from seqspec.data.batches import WindowBatches
from seqspec.engines import stock
from seqspec.engines.course import Course
from seqspec.engines.fused import loop
from seqspec.lowering.backend import without_tensorflow
from tests.data.builders import loaded, noise

Layers = Callable[[], list[Any]]

EPOCHS = 6
SPLIT = {"validation": 0.2}
WAYS: dict[str, dict[str, Any]] = {
    "whole": {},
    "sliced": {"row_bytes": 2**20},
    "shared": {"parts": 2},
}
MODELS: dict[str, tuple[Layers, dict[str, Callable[[], Any]], list[str]]] = {
    "SimpleRNN": (
        lambda: [layers.SimpleRNN(5, return_sequences=True), layers.SimpleRNN(4), layers.Dense(1)],
        {},
        ["whole", "shared"],
    ),
    "LSTM": (
        lambda: [layers.LSTM(4), layers.Dense(1)],
        {"metrics": lambda: ["mae", keras.metrics.R2Score()]},
        ["sliced"],
    ),
    "GRU": (
        lambda: [layers.Masking(), layers.GRU(4), layers.Dense(1)],
        {"optimizer": lambda: keras.optimizers.Adam(0.01, clipnorm=1.0, gradient_accumulation_steps=3, use_ema=True)},
        ["shared"],
    ),
    "convolution": (
        lambda: [layers.Conv1D(4, 3), layers.Flatten(), layers.Dense(3, kernel_regularizer="l2"), layers.Dense(1)],
        {"loss": lambda: keras.losses.Huber()},
        ["shared"],
    ),
    "normalised batches": (
        lambda: [layers.Conv1D(3, 3, use_bias=False), layers.BatchNormalization(), layers.Flatten(), layers.Dense(1)],
        {},
        ["shared"],
    ),
    "both ways": (
        lambda: [
            layers.Bidirectional(layers.GRU(3, reset_after=False, return_sequences=True)),
            layers.LSTM(4, go_backwards=True, activation="softsign", recurrent_activation="hard_sigmoid"),
            layers.Dense(1),
        ],
        {},
        ["shared"],
    ),
    "dropout": (lambda: [layers.Flatten(), layers.Dropout(0.5), layers.Dense(1)], {}, ["shared", "shared"]),
}


class Diary(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Keeps the logs of every epoch."""

    def __init__(self) -> None:
        super().__init__()
        self.epochs: list[dict[str, float]] = []

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.epochs.append({name: float(value) for name, value in (logs or {}).items()})


def trained(name: str, fit: Callable[..., None], **how: Any) -> dict[str, Any]:
    """The logs of a training, and the weights that it ends with."""
    data = loaded(noise(1, 420, ("y", "x")), window={"length": 8}, features=["y", "x"], scale="standard", split=SPLIT)
    made, compiled, _ = MODELS[name]
    keras.utils.set_random_seed(3)
    model = keras.Sequential([layers.Input((8, 2)), *made()])
    usual = {
        "optimizer": lambda: keras.optimizers.SGD(0.02, momentum=0.9),
        "loss": lambda: keras.losses.MeanSquaredError(),
    }
    model.compile(**{argument: make() for argument, make in {**usual, **compiled}.items()})
    model.optimizer.build(model.trainable_variables)
    diary = Diary()
    batches = WindowBatches(data.train, 32, shuffle=True, seed=7)
    fit(model, Course(batches, WindowBatches(data.validation, 50), EPOCHS), [diary], **how)
    weights = [np.asarray(each.value).tolist() for each in [*model.variables, *model.optimizer.variables]]
    return {"epochs": diary.epochs, "weights": weights}


def compared(names: Sequence[str]) -> dict[str, Any]:
    """Each model trained by Keras, and in each of its ways by the fused engine."""
    return {
        name: {
            "keras": trained(name, stock.fit) if name != "dropout" else None,  # it draws other numbers
            "fused": [(way, trained(name, loop.fit, **WAYS[way])) for way in MODELS[name][2]],
        }
        for name in names
    }


if __name__ == "__main__":
    with without_tensorflow():
        print(json.dumps(compared(sys.argv[1:])))
