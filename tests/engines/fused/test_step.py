"""Steps of the fused engine beside Keras's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import keras
import numpy as np
import pytest

from seqspec.engines.fused.step import State
from tests.engines.fused.curves import MODELS

pytestmark = pytest.mark.keras

PAIRS = [
    ("SimpleRNN", "whole"),
    ("SimpleRNN", "shared"),
    ("LSTM", "sliced"),
    ("GRU", "shared"),
    ("convolution", "shared"),
    ("normalised batches", "shared"),
    ("both ways", "shared"),
]


@pytest.fixture(scope="module")
def curves() -> dict[str, Any]:
    """What both engines came to, on two devices; compiling takes nearly all of the time, so two processes share it."""
    found: dict[str, Any] = {}
    with ThreadPoolExecutor() as threads:
        for half in threads.map(trained, (list(MODELS)[::2], list(MODELS)[1::2])):
            found |= half
    return found


def trained(models: list[str]) -> dict[str, Any]:
    """What they came to in a process of their own."""
    command = [sys.executable, "-m", "tests.engines.fused.curves", *models]
    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_NUM_CPU_DEVICES": "2"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_a_state_whose_memory_was_taken_leaves_the_model_alone() -> None:
    """Where a step broke off after it had taken the state's memory, the model keeps what it had."""
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(), keras.losses.MeanSquaredError())
    model.optimizer.build(model.trainable_variables)
    before = model.get_weights()
    taken, whole = State.read(model), State.read(model)
    for state in (taken, whole):
        state.trainable[0] = state.trainable[0] + 1
    taken.trainable[1].delete()

    taken.write(model)
    np.testing.assert_array_equal(model.get_weights()[0], before[0])
    whole.write(model)
    np.testing.assert_array_equal(model.get_weights()[0], before[0] + 1)


@pytest.mark.parametrize(("model", "way"), PAIRS)
def test_both_engines_draw_the_same_curve(curves: dict[str, Any], model: str, way: str) -> None:
    """From the same seed and batches losses and metrics agree, on both parts and over more than 50 steps."""
    expected, actual = curves[model]["keras"]["epochs"], dict(curves[model]["fused"])[way]["epochs"]

    assert [list(epoch) for epoch in expected] == [list(epoch) for epoch in actual]
    for one, other in zip(expected, actual, strict=True):
        np.testing.assert_allclose(list(other.values()), list(one.values()), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(("model", "way"), PAIRS)
def test_the_model_ends_with_the_same_variables(curves: dict[str, Any], model: str, way: str) -> None:
    """Weights, averages and what the optimizer remembers are as after Keras's own training."""
    expected, actual = curves[model]["keras"]["weights"], dict(curves[model]["fused"])[way]["weights"]

    assert len(expected) == len(actual)
    for one, other in zip(expected, actual, strict=True):
        np.testing.assert_allclose(np.array(other), np.array(one), rtol=1e-3, atol=1e-4)


def test_the_same_run_gives_the_same_bits(curves: dict[str, Any]) -> None:
    """Shared over two devices, with dropout: what is summed is summed in one order."""
    (_, once), (_, again) = curves["dropout"]["fused"]

    assert once == again
