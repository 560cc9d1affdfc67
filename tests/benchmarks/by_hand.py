"""
The opponent: the tutorial's four SimpleRNN layers as people write them by hand in Keras, one epoch.

The same windows, parts and batch size as `specs/rnn4.yaml`: scaled on the training rows, validated once, scored on the
test part.

    python -m tests.benchmarks.by_hand AB_NYC_2019.csv tensorflow
"""

from __future__ import annotations

import os
import sys

csv, os.environ["KERAS_BACKEND"] = sys.argv[1:3]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402  # the backend has to be chosen first
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from sklearn.preprocessing import MinMaxScaler  # noqa: E402

prices = pd.read_csv(csv)[["price"]].to_numpy("float32")
first_test = len(prices) - int(len(prices) * 0.2)
first_validation = first_test - int(len(prices) * 0.1)
scaler = MinMaxScaler().fit(prices[:first_validation])
scaled = scaler.transform(prices)


def windows(start: int, stop: int) -> tuple[np.ndarray, np.ndarray]:
    """Every window whose target lies between two rows, as one big array."""
    rows = range(max(start, 100), stop)
    return np.array([scaled[row - 100 : row] for row in rows]), np.array([scaled[row] for row in rows])


keras.utils.set_random_seed(42)
model = keras.Sequential([keras.Input((100, 1))])
for layer in range(4):
    model.add(keras.layers.SimpleRNN(50, activation="tanh", return_sequences=layer < 3))
    model.add(keras.layers.Dropout(0.2))
model.add(keras.layers.Dense(1))
model.compile(optimizer="adam", loss="mean_squared_error")
x, y = windows(0, first_validation)
model.fit(x, y, epochs=1, batch_size=32, verbose=0, validation_data=windows(first_validation, first_test))
x_test, y_test = windows(first_test, len(prices))
error = scaler.inverse_transform(model.predict(x_test, batch_size=32, verbose=0)) - scaler.inverse_transform(y_test)
print(f"steps {-(-len(x) // 32)}, test RMSE {np.sqrt(np.mean(error**2)):.1f}")
