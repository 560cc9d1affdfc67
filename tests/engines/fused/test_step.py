"""Steps of the fused engine beside Keras's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.keras

PAIRS = [
    ("SimpleRNN", "whole"),
    ("SimpleRNN", "shared"),
    ("LSTM", "sliced"),
    ("GRU", "shared"),
    ("convolution", "shared"),
    ("normalised batches", "shared"),
]


@pytest.fixture(scope="module")
def curves() -> dict[str, Any]:
    """What both engines came to, on two devices."""
    command = [sys.executable, "-m", "tests.engines.fused.curves"]
    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_NUM_CPU_DEVICES": "2"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


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
