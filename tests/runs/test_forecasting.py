"""Forecasts chunk by chunk: how much is asked for together, and how numbers are written."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.analysis.linter import check_text
from seqspec.language.spec import Spec
from seqspec.runs.forecasting import Trained, fitting
from seqspec.runs.prediction.prediction import number
from tests.runs.fakes import FakeModel


def spec_of(engine: str, compiled: str = "{loss: mse}") -> Spec:
    """A spec that asks for an engine, and for how its model is compiled."""
    model = "seqspec: 1\nmodel: [{Dense: {units: 1, input_shape: [3]}}]\n"
    return check_text(f"{model}compile: {compiled}\nruntime: {{engine: {engine}}}\n").require()[0]


@given(st.floats(width=64) | st.floats(-1e9, 1e9, width=32) | st.integers(-(10**9), 10**9).map(float))
def test_a_number_has_seven_digits_and_no_exponent(value: float) -> None:
    """Every number is written as NumPy writes it with seven significant digits, without zeros at its end."""
    assert np.format_float_positional(value, 7, unique=False, fractional=False, trim="-") == number(value)


@pytest.mark.parametrize(
    ("fed", "given", "most"),
    [((None, 100, 1), (None, 1), 4096), ((None, 4096, 32), (None, 1), 64), ((None, 2), (None, 1024, 8), 512)],
    ids=["small", "wide inputs", "wide outputs"],
)
def test_what_is_asked_for_together_takes_bounded_memory(fed: Any, given: Any, most: int) -> None:
    """Neither inputs nor outputs of one request take more than 32 MiB."""
    assert most == fitting(SimpleNamespace(input_shape=fed, output_shape=given), 4096)


def test_a_model_of_its_own_kind_gets_whole_batches() -> None:
    """What is no model of Keras is asked as Keras's own loop would ask it."""
    fake = FakeModel(lambda inputs: inputs, (None, 1))
    trained = Trained.of(fake, spec_of("auto"), "numbers", 8)

    assert (fake, 8, True) == (trained.model, trained.batch, trained.filled)


@pytest.mark.keras
@pytest.mark.parametrize(("engine", "filled", "batch"), [("keras", True, 8), ("auto", False, 4096)])
def test_the_engine_of_the_spec_forecasts(engine: str, filled: bool, batch: int) -> None:
    """With `engine: keras` Keras itself forecasts; else batches are shared, and many are asked for together."""
    import keras

    model = keras.Sequential([keras.Input((3, 1)), keras.layers.Flatten(), keras.layers.Dense(1)])
    trained = Trained.of(model, spec_of(engine), "numbers", 8)

    assert (filled, batch) == (trained.filled, trained.batch)
    assert (model is trained.model) == filled


@pytest.mark.keras
@pytest.mark.parametrize("asked", ["run_eagerly: true", "jit_compile: false"])
def test_what_is_not_to_be_compiled_is_asked_by_keras(asked: str) -> None:
    """Who wants nothing compiled for training wants nothing compiled for forecasts."""
    import keras

    model = keras.Sequential([keras.Input((3, 1)), keras.layers.Flatten(), keras.layers.Dense(1)])
    trained = Trained.of(model, spec_of("auto", f"{{loss: mse, {asked}}}"), "numbers", 8)

    assert model is trained.model
