"""Outputs of many examples: Keras's own, whatever else is asked, and on however many cores."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.keras

LENGTH = 7


def stacked(cell: str) -> Any:
    """Two layers of a cell with dropout between them."""
    import keras

    layer = getattr(keras.layers, cell)
    stack = [layer(5, return_sequences=True), keras.layers.Dropout(0.5), layer(4), keras.layers.Dense(2)]
    return keras.Sequential([keras.Input((LENGTH, 3)), *stack])


def both_ways() -> Any:
    """A tagger: masked steps, read in both directions."""
    import keras

    reader = keras.layers.Bidirectional(keras.layers.LSTM(4, return_sequences=True))
    layers = [keras.layers.Embedding(9, 3, mask_zero=True), reader, keras.layers.Dense(5, activation="softmax")]
    return keras.Sequential([keras.Input((LENGTH,), dtype="int32"), *layers])


def convolved() -> Any:
    """A model without a recurrent layer, whose statistics are not those of a batch when it forecasts."""
    import keras

    layers = [keras.layers.Conv1D(4, 3), keras.layers.BatchNormalization(), keras.layers.GlobalMaxPooling1D()]
    return keras.Sequential([keras.Input((LENGTH, 3)), *layers, keras.layers.Dense(1)])


def inputs(model: Any, count: int) -> np.ndarray:
    """Examples for a model, the same every time."""
    random = np.random.default_rng(0)
    if model.inputs[0].dtype == "int32":
        return random.integers(0, 9, (count, LENGTH)).astype(np.int32)
    return random.normal(size=(count, LENGTH, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def lstm() -> tuple[Any, Any]:
    """A model, and what computes its outputs by eight."""
    import keras

    from seqspec.engines.fused.forecasting import Forward

    keras.utils.set_random_seed(1)
    model = stacked("LSTM")
    return model, Forward(model, rows=8)


@pytest.mark.parametrize(
    "make",
    [lambda: stacked("SimpleRNN"), lambda: stacked("LSTM"), lambda: stacked("GRU"), both_ways, convolved],
    ids=["SimpleRNN", "LSTM", "GRU", "both ways", "convolved"],
)
def test_outputs_are_those_of_keras(make: Any) -> None:
    """More examples than fit into one batch come out as Keras predicts them."""
    from seqspec.engines.fused.forecasting import Forward

    model = make()
    fed = inputs(model, 21)

    expected = model.predict(fed, batch_size=21, verbose=0)
    np.testing.assert_allclose(Forward(model, rows=8).predict_on_batch(fed), expected, rtol=1e-5, atol=1e-6)


@settings(max_examples=25)
@given(chosen=st.lists(st.integers(0, 29), min_size=1, max_size=40))
def test_an_answer_does_not_depend_on_what_else_is_asked(lstm: tuple[Any, Any], chosen: list[int]) -> None:
    """Bit by bit: any examples, in any order and number, get the answers that they get among all."""
    model, forward = lstm
    fed = inputs(model, 30)

    np.testing.assert_array_equal(forward.predict_on_batch(fed)[chosen], forward.predict_on_batch(fed[chosen]))


def test_the_weights_are_those_of_the_beginning(lstm: tuple[Any, Any]) -> None:
    """Training goes on without touching what forecasts, and the model keeps no trace of having been asked."""
    from seqspec.engines.fused.forecasting import Forward

    model, _ = lstm
    fed = inputs(model, 9)
    forward = Forward(model, rows=4)
    before = forward.predict_on_batch(fed)
    own = {layer.name: set(vars(layer)) for layer in model.layers}
    model.compile("sgd", "mean_squared_error")
    model.fit(fed, before + 1, verbose=0)

    np.testing.assert_array_equal(before, forward.predict_on_batch(fed))
    assert not np.array_equal(before, Forward(model, rows=4).predict_on_batch(fed))
    assert not any("inner_loop" in names for names in own.values())


def test_an_answer_does_not_depend_on_the_number_of_cores() -> None:
    """One device and three give the same bits."""
    script = """
import jax
jax.config.update("jax_num_cpu_devices", 3)
from tests.engines.fused.test_forecasting import inputs, stacked
from seqspec.engines.fused.forecasting import Forward
model = stacked("GRU")
fed = inputs(model, 30)
one, three = (Forward(model, 4, jax.devices()[:count]).predict_on_batch(fed) for count in (1, 3))
print(len(jax.devices()), one.shape, (one == three).all())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert ["3 (30, 2) True"] == done.stdout.splitlines()
