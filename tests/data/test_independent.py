"""Windows and targets beside those of Keras's own utility, wherever both can say what is wanted."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqspec.data.tables.part import Part
from tests.data.builders import loaded, noise

pytestmark = pytest.mark.keras
pytest.importorskip("tensorflow")


def of_keras(
    inputs: np.ndarray[Any, Any], targets: np.ndarray[Any, Any], length: int, stride: int
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """All windows of `keras.utils.timeseries_dataset_from_array` and the target of each."""
    batches = keras.utils.timeseries_dataset_from_array(
        inputs, targets, sequence_length=length, sequence_stride=stride, batch_size=64
    )
    windows, following = zip(*((x.numpy(), y.numpy()) for x, y in batches), strict=True)
    return np.concatenate(windows), np.concatenate(following)


@settings(max_examples=25)
@given(
    seed=st.integers(0, 1000),
    rows=st.integers(30, 90),
    length=st.integers(1, 12),
    stride=st.integers(1, 5),
    offset=st.integers(0, 6),
    features=st.sampled_from([["y"], ["y", "x"], ["x"], ["x", "z"]]),
    scale=st.sampled_from(["none", "standard"]),
)
def test_windows_are_those_of_keras(
    seed: int, rows: int, length: int, stride: int, offset: int, features: list[str], scale: str
) -> None:
    """Inputs and targets are equal, window for window, for any length, stride and offset."""
    offset = max(offset, 1) if "y" in features else offset
    window = {"length": length, "offset": offset, "stride": {"train": stride}}
    columns = noise(seed, rows, ("y", "x", "z"))

    train = loaded(columns, window=window, features=features, scale=scale, split={"validation": 0, "test": 0}).train

    assert isinstance(train, Part)
    chains = {chain.column: chain for chain in train.series.chains}
    scaled = {name: chain.scale(np.array(columns[name])).astype(np.float32) for name, chain in chains.items()}
    inputs = np.stack([scaled[name] for name in features], axis=1)
    # A target of Keras stands at the first row of its window.
    ahead = length - 1 + offset
    windows, following = of_keras(inputs[: rows - offset], scaled["y"][ahead:], length, stride)
    np.testing.assert_array_equal(windows, train.inputs())
    np.testing.assert_array_equal(following[:, None], train.targets())


@settings(max_examples=10)
@given(seed=st.integers(0, 1000), length=st.integers(1, 8), horizon=st.integers(2, 6), stride=st.integers(1, 3))
def test_windows_with_several_steps_ahead_are_those_of_keras(seed: int, length: int, horizon: int, stride: int) -> None:
    """With a longer horizon the targets are windows, too: those that begin where the inputs end."""
    rows = 60
    columns = noise(seed, rows)
    values = np.array(columns["y"], dtype=np.float32)[:, None]

    train = loaded(
        columns,
        window={"length": length, "horizon": horizon, "stride": {"train": stride}},
        split={"validation": 0, "test": 0},
    ).train

    windows, _ = of_keras(values[: rows - horizon], values[: rows - horizon - length + 1], length, stride)
    targets, _ = of_keras(values[length:], values[length : rows - horizon + 1], horizon, stride)
    np.testing.assert_array_equal(windows, train.inputs())
    np.testing.assert_array_equal(targets, train.targets(rank=3))
