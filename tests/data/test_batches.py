"""Batches for Keras."""

from __future__ import annotations

import numpy as np
import pytest

from tests.data.builders import loaded, noise

pytestmark = pytest.mark.keras


def batches(**options: object) -> object:
    from seqspec.data.batches import WindowBatches

    part = loaded(noise(1, 100), window={"length": 5}).train
    return WindowBatches(part, **{"batch_size": 16, **options})


def test_an_epoch_holds_every_example_once_and_the_last_batch_what_is_left() -> None:
    """65 examples make four batches of 16 and one of 1; shuffled or not, each example is in one of them."""
    for shuffle in (False, True):
        epoch = batches(shuffle=shuffle)

        sizes = [len(epoch[batch][0]) for batch in range(len(epoch))]
        targets = np.concatenate([epoch[batch][1] for batch in range(len(epoch))])

        assert sizes == [16, 16, 16, 16, 1]
        np.testing.assert_array_equal(np.sort(epoch.part.targets(), axis=0), np.sort(targets, axis=0))


def targets(epoch: object) -> list[float]:
    """The targets of one epoch, in the order in which its batches bring them."""
    return np.concatenate([epoch[batch][1] for batch in range(len(epoch))]).ravel().tolist()


def test_the_order_of_an_epoch_follows_from_seed_and_epoch() -> None:
    """Every epoch has an order of its own, and setting `epoch` brings an earlier one back."""
    epochs = batches(shuffle=True, seed=3)
    first = targets(epochs)

    epochs.on_epoch_end()
    second = targets(epochs)
    epochs.epoch = 0

    assert first != second
    assert first == targets(epochs)
    assert first != targets(batches(shuffle=True, seed=4))


def test_short_epochs_go_through_the_part_one_after_the_other() -> None:
    """With 2 of 5 batches an epoch, five epochs see every example twice: one pass, then the next in an order anew."""
    for shuffle in (False, True):
        short, whole = batches(shuffle=shuffle, steps=2), batches(shuffle=shuffle)
        seen = []
        for epoch in range(5):
            short.epoch = epoch
            seen += targets(short)

        passes = []
        for epoch in range(2):
            whole.epoch = epoch
            passes += targets(whole)

        assert passes == seen


def test_without_a_partial_batch_every_batch_has_the_same_size() -> None:
    """65 examples make four batches of 16; the one that is left sits the pass out, and never comes as a batch of 1."""
    epoch = batches(partial=False, steps=6)

    assert [16] * 6 == [len(epoch[batch][0]) for batch in range(len(epoch))]


def test_keras_trains_on_batches() -> None:
    """`fit` takes the batches of one part and validates on those of another."""
    import keras

    from seqspec.data.batches import WindowBatches

    dataset = loaded(noise(1, 100), window={"length": 5, "horizon": 2})
    model = keras.Sequential([keras.Input((5, 1)), keras.layers.Flatten(), keras.layers.Dense(2)])
    model.compile("sgd", "mse")

    history = model.fit(
        WindowBatches(dataset.train, 16, shuffle=True), validation_data=WindowBatches(dataset.validation, 16),
        epochs=2, shuffle=False, verbose=0,
    )  # fmt: skip

    assert len(history.history["val_loss"]) == 2


def test_windows_are_those_that_keras_itself_makes() -> None:
    """Inputs and targets equal those of `keras.utils.timeseries_dataset_from_array` over the same rows."""
    from keras.utils import timeseries_dataset_from_array

    columns = noise(5, 60)
    part = loaded(columns, window={"length": 4, "stride": 2}, split={"validation": 0.0, "test": 0.0}).train
    series = np.array(columns["y"], dtype="float32")[:, None]

    expected = timeseries_dataset_from_array(
        series[:-1], series[4:], sequence_length=4, sequence_stride=2, batch_size=99
    )

    inputs, targets = next(iter(expected))
    np.testing.assert_array_equal(np.asarray(inputs), part.inputs())
    np.testing.assert_array_equal(np.asarray(targets), part.targets())
