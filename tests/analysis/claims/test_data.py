"""What the rules on data say of Keras, asked of Keras."""

from __future__ import annotations

import numpy as np
import pytest

pytestmark = pytest.mark.keras


def test_seq205_a_label_without_an_output_costs_nothing_on_jax() -> None:
    """The loss of label 5 under five outputs is 0, without a word."""
    import keras

    if keras.backend.backend() != "jax":
        pytest.skip("a claim about JAX")
    probabilities = np.full((1, 5), 0.2, dtype="float32")
    losses = keras.losses.sparse_categorical_crossentropy(np.array([5]), probabilities)

    assert [0.0] == np.abs(np.asarray(losses)).tolist()


def test_seq205_binary_crossentropy_takes_any_label() -> None:
    """With a label of -1 the loss goes below 0."""
    import keras

    loss = keras.losses.binary_crossentropy(np.array([[-1.0]]), np.array([[0.001]], dtype="float32"))

    assert float(loss[0]) < 0


def test_seq304_and_seq005_the_tail_is_cut_off_as_it_stands() -> None:
    """The last part of the arrays validates, whatever its labels."""
    from keras.src.trainers.data_adapters.array_slicing import train_validation_split

    (train,), (held_out,) = train_validation_split((np.array([0, 0, 0, 0, 1]),), validation_split=0.2)

    assert ([0, 0, 0, 0], [1]) == (np.asarray(train).tolist(), np.asarray(held_out).tolist())


def test_seq307_a_window_is_paired_with_its_own_first_row() -> None:
    """Given the same array twice."""
    pytest.importorskip("tensorflow")
    import keras

    rows = np.arange(6.0)
    pairs = keras.utils.timeseries_dataset_from_array(rows, rows, sequence_length=3, batch_size=1)

    assert all(float(window[0][0]) == float(target[0]) for window, target in pairs)


def test_seq311_one_gap_makes_the_loss_nan() -> None:
    """And the weights with it."""
    import keras

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse")
    history = model.fit(np.array([[1.0, np.nan], [2.0, 3.0]]), np.ones((2, 1)), verbose=0)

    assert np.isnan(history.history["loss"]).all()
    assert np.isnan(model.get_weights()[0]).any()


def test_seq312_texts_are_refused_without_the_name_of_the_column() -> None:
    """An array of objects has no dtype that Keras knows."""
    import keras

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(loss="mse")

    with pytest.raises(ValueError, match=r"Invalid dtype: object|Failed to convert"):
        model.fit(np.array([["Private room"], ["Shared room"]], dtype=object), np.ones((2, 1)), verbose=0)


def test_seq318_an_unadapted_normalization_is_the_identity() -> None:
    """Numbers go through as they are."""
    import keras

    numbers = np.array([[500.0, -3.0]], dtype="float32")

    assert numbers.tolist() == np.asarray(keras.layers.Normalization()(numbers)).tolist()
