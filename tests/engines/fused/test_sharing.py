"""When a batch may be cut, and how."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keras import layers

from seqspec.engines.fused.gathering import Batch
from seqspec.engines.fused.sharing import Rows, rows_of

pytestmark = pytest.mark.keras

SAMPLE = Batch(np.random.default_rng(0).random((8, 5, 2), dtype=np.float32), np.ones((8, 1), np.float32), None)


def compiled(*stack: Any, loss: Any = None, optimizer: Any = "adam", **batch: Any) -> Any:
    """A model over windows of five rows."""
    model = keras.Sequential([layers.Input((5, 2), **batch), *stack])
    model.compile(optimizer, loss or keras.losses.MeanSquaredError())
    return model


@given(
    width=st.integers(1, 3000), parts=st.integers(1, 8), row_bytes=st.integers(0, 10**8), fewer=st.integers(0, 10**8)
)
def test_slices_have_room_for_every_example_and_little_more(width: int, parts: int, row_bytes: int, fewer: int) -> None:
    """No more empty rows than slices, and smaller examples never make more slices."""
    rows = Rows("mean", (), ())
    sharing = rows.share(width, parts, row_bytes)

    assert width <= sharing.width < width + parts * (sharing.slices + 1)
    assert sharing.parts == parts
    assert rows.share(width, parts, min(fewer, row_bytes)).slices <= sharing.slices


@pytest.mark.parametrize(
    ("stack", "seeds"),
    [
        (lambda: [layers.LSTM(3), layers.Dense(1)], 0),
        (lambda: [layers.GRU(3, kernel_regularizer="l2"), layers.Dropout(0.3), layers.Dense(1)], 1),
        (lambda: [layers.Dense(2, trainable=False), layers.Flatten(), layers.Dense(1)], 0),
    ],
)
def test_examples_that_have_nothing_to_do_with_one_another_may_be_parted(
    stack: Callable[[], list[Any]], seeds: int
) -> None:
    """Seed generators are found, and what is frozen is no obstacle."""
    rows = rows_of(compiled(*stack()), SAMPLE)

    assert rows is not None
    assert (rows.reduction, rows.values, len(rows.seeds)) == ("mean", (), seeds)


@pytest.mark.parametrize(
    "model",
    [
        lambda: compiled(layers.Flatten(), layers.BatchNormalization(), layers.Dense(1)),
        lambda: compiled(layers.Flatten(), layers.Dense(1, activity_regularizer="l2")),
        lambda: compiled(layers.LSTM(2, stateful=True), layers.Dense(1), batch_size=8),
        lambda: compiled(layers.Flatten(), layers.Dense(1, activation="sigmoid"), loss=keras.losses.Dice()),
        lambda: compiled(layers.Flatten(), layers.Dense(1), loss="mean_squared_error"),
        lambda: compiled(
            layers.Flatten(), layers.Dense(1), optimizer=keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam())
        ),
        lambda: compiled(layers.Flatten(), layers.Dense(1), loss=keras.losses.MeanSquaredError(reduction=None)),
        lambda: compiled(
            layers.Flatten(), layers.Dense(1, kernel_regularizer="l2"), loss=keras.losses.MeanSquaredError("sum")
        ),
    ],
)
def test_a_batch_stays_whole_where_its_examples_meet(model: Callable[[], Any]) -> None:
    """Statistics of a batch, states that go on, losses of all examples together, and what can't be seen through."""
    assert rows_of(model(), SAMPLE) is None
