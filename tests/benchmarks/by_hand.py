"""
The opponent: the tutorial's four recurrent layers as people write them by hand in Keras.

The same windows, parts and batch size as `specs/rnn4.yaml`: scaled on the training rows, validated after every epoch,
scored on the test part. The last line tells as JSON what each epoch took.

    python -m tests.benchmarks.by_hand AB_NYC_2019.csv --epochs 3
    python -m tests.benchmarks.by_hand AB_NYC_2019.csv --cell LSTM --batch 256 --steps 100 --epochs 2
"""

from __future__ import annotations

import argparse
import json
import os
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("csv")
parser.add_argument("--backend", default="tensorflow")
parser.add_argument("--cell", default="SimpleRNN", choices=("SimpleRNN", "LSTM", "GRU"))
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--epochs", type=int, default=3)
parser.add_argument("--steps", type=int, help="train on so many steps only, and neither validate nor score")
options = parser.parse_args()
os.environ["KERAS_BACKEND"] = options.backend
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402  # the backend has to be chosen first
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from sklearn.preprocessing import MinMaxScaler  # noqa: E402

prices = pd.read_csv(options.csv)[["price"]].to_numpy("float32")
first_test = len(prices) - int(len(prices) * 0.2)
first_validation = first_test - int(len(prices) * 0.1)
scaler = MinMaxScaler().fit(prices[:first_validation])
scaled = scaler.transform(prices)


def windows(start: int, stop: int) -> tuple[np.ndarray, np.ndarray]:
    """Every window whose target lies between two rows, as one big array."""
    rows = range(max(start, 100), stop)
    return np.array([scaled[row - 100 : row] for row in rows]), np.array([scaled[row] for row in rows])


class Clock(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Takes the time of each epoch's training, without its validation."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        """The epoch starts."""
        self.began = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        """The last one stands for the end of the epoch's training."""
        if batch == self.params["steps"] - 1:
            self.seconds.append(time.perf_counter() - self.began)


x, y = windows(0, first_validation)
held_out = windows(first_validation, first_test)
if options.steps:
    x, y, held_out = x[: options.steps * options.batch], y[: options.steps * options.batch], None

keras.utils.set_random_seed(42)
model = keras.Sequential([keras.Input((100, 1))])
for layer in range(4):
    model.add(getattr(keras.layers, options.cell)(50, activation="tanh", return_sequences=layer < 3))
    model.add(keras.layers.Dropout(0.2))
model.add(keras.layers.Dense(1))
model.compile(optimizer="adam", loss="mean_squared_error")
clock = Clock()
model.fit(x, y, epochs=options.epochs, batch_size=options.batch, verbose=0, validation_data=held_out, callbacks=[clock])
told = {"steps_an_epoch": -(-len(x) // options.batch), "seconds": clock.seconds}
if not options.steps:
    x_test, y_test = windows(first_test, len(prices))
    predicted = scaler.inverse_transform(model.predict(x_test, batch_size=options.batch, verbose=0))
    told["test_rmse"] = float(np.sqrt(np.mean((predicted - scaler.inverse_transform(y_test)) ** 2)))
print(json.dumps(told))
