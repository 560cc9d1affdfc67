"""A model is fused while it is attached, and plain Keras before, after and on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest

from seqspec.engines.fused.attachment import attached, is_fused
from seqspec.engines.fused.dropping import drop, noise

pytestmark = pytest.mark.keras


def model_of(*layers: Any) -> Any:
    """A model that reads three features a step."""
    return keras.Sequential([keras.Input((6, 3)), *layers])


def sequences() -> Any:
    """A few sequences with steps to mask."""
    inputs = np.random.default_rng(0).normal(size=(4, 6, 3)).astype("float32")
    inputs[1, 3:] = 0
    return inputs


def traced(model: Any, inputs: Any, training: bool = False) -> str:
    """What a step of the model is made of, as JAX writes it."""
    trained = [variable.value for variable in model.trainable_variables]
    others = [variable.value for variable in model.non_trainable_variables]
    return str(jax.make_jaxpr(lambda x: model.stateless_call(trained, others, x, training=training)[0])(inputs))


def test_nested_layers_are_fused_while_attached_and_stock_afterwards() -> None:
    """Layers in wrappers and in models within the model get their loops, twice if need be, and lose them again."""
    inner = keras.Sequential([keras.layers.LSTM(2, return_sequences=True)])
    model = model_of(keras.layers.Bidirectional(keras.layers.GRU(2, return_sequences=True)), inner)
    before = traced(model, sequences())
    with attached(model), attached(model):
        during = traced(model, sequences())

    assert [0, 3, 0] == [text.count("custom_vjp_call") for text in (before, during, traced(model, sequences()))]


def test_nothing_stays_after_an_exception() -> None:
    """However the block is left, the layers are as they were."""
    model = model_of(keras.layers.LSTM(2), keras.layers.Dropout(0.5))
    before = [set(vars(layer)) for layer in model.layers]
    with pytest.raises(KeyError), attached(model):
        raise KeyError

    assert before == [set(vars(layer)) for layer in model.layers]


@pytest.mark.parametrize("merge", ["concat", "sum", "mul", "ave"])
def test_both_directions_are_merged_as_in_keras(merge: str) -> None:
    """A masked Bidirectional gives the same fused, whatever it makes of its halves."""
    half = keras.layers.LSTM(3, return_sequences=True)
    model = model_of(keras.layers.Masking(), keras.layers.Bidirectional(half, merge_mode=merge))
    stock = model(sequences())
    with attached(model):
        fused = model(sequences())

    np.testing.assert_allclose(fused, stock, atol=1e-6)


def test_states_are_kept_from_batch_to_batch() -> None:
    """A stateful layer goes on fused where it stopped."""
    model = keras.Sequential([keras.Input((6, 3), batch_size=4), keras.layers.GRU(2, stateful=True)])
    stock = [np.asarray(model(sequences())) for _ in range(2)]
    model.layers[0].reset_state()
    with attached(model):
        fused = [np.asarray(model(sequences())) for _ in range(2)]

    np.testing.assert_allclose(fused, stock, atol=1e-6)


def test_a_saved_model_is_plain_keras(tmp_path: Path) -> None:
    """A file that is written while attached loads without seqspec and predicts the same."""
    model = model_of(keras.layers.SimpleRNN(3, return_sequences=True), keras.layers.LSTM(2), keras.layers.Dropout(0.3))
    with attached(model):
        model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")

    np.testing.assert_array_equal(np.asarray(loaded(sequences())), np.asarray(model(sequences())))


@pytest.mark.parametrize(
    ("layer", "fused"),
    [
        (keras.layers.LSTM(2, activation="gelu", unroll=True), True),
        (keras.layers.LSTM(2, activation="softmax"), False),
        (keras.layers.GRU(2, recurrent_activation=lambda inputs: inputs), False),
        (keras.layers.GRU(2, use_cudnn=True), False),
        (keras.layers.SimpleRNN(2, dropout=1.0), False),
        (keras.layers.ConvLSTM1D(2, 3), False),
        (keras.layers.RNN(keras.layers.LSTMCell(2)), False),
        (keras.layers.Dense(2), False),
    ],
    ids=lambda value: str(getattr(value, "name", value)),
)
def test_what_cannot_be_fused_is_left_to_keras(layer: Any, fused: bool) -> None:
    """Only cells that the loops know, with activations of one number each."""
    assert fused == is_fused(layer)


def test_dropout_keeps_the_share_and_the_scale() -> None:
    """As many numbers stay as asked, and they are divided by their share exactly."""
    dropped = np.asarray(drop(jax.random.key(0), jnp.ones((1000, 100)), 0.2, (1000, 100)))

    assert {0.0, float(np.float32(1) / np.float32(0.8))} == set(np.unique(dropped).tolist())
    assert abs((dropped > 0).mean() - 0.8) < 0.005


def test_dropout_heeds_the_shape_of_the_noise_and_draws_once() -> None:
    """One mask for all steps where the layer says so, from the same course of seeds as Keras's."""
    layer = keras.layers.Dropout(0.5, noise_shape=(None, 1, None), seed=3)
    model = model_of(layer)
    begun = np.asarray(layer.seed_generator.state.value)
    with attached(model):
        dropped = np.asarray(model(np.ones((8, 6, 3), "float32"), training=True))
        np.testing.assert_array_equal(model(sequences(), training=False), sequences())

    assert (dropped == dropped[:, :1]).all()
    assert {0.0, 2.0} == set(np.unique(dropped).tolist())
    assert 1 == np.asarray(layer.seed_generator.state.value)[1] - begun[1]


def test_what_is_dropped_depends_on_nothing_else() -> None:
    """Neighbours, and the same place one draw later, are dropped together as often as chance has it."""
    generator = keras.random.SeedGenerator(7)
    draws = np.stack([np.asarray(noise(generator.next(), (256, 256))) for _ in range(40)]) < 0.2 * 2**32
    together = [
        (draws[1:] & draws[:-1]).mean(),
        (draws[2:] & draws[:-2]).mean(),
        (draws[:, 1:] & draws[:, :-1]).mean(),
        (draws[:, :, 1:] & draws[:, :, :-1]).mean(),
        (draws[:, :, 32:] & draws[:, :, :-32]).mean(),
    ]

    assert abs(draws.mean() - 0.2) < 0.001
    assert np.allclose(together, 0.04, atol=0.001)


def test_every_bit_of_the_noise_is_even() -> None:
    """High bits decide what is dropped, low ones where the chance is small; no two have to do with one another."""
    words = np.asarray(noise(jax.random.key(3), (2**18,)))
    bits = (words[:, None] >> np.arange(32, dtype=np.uint32)) & 1
    correlations = np.corrcoef(bits.T) - np.eye(32)

    assert abs(bits.mean(axis=0) - 0.5).max() < 0.006
    assert abs(correlations).max() < 0.012
