"""Where a model trains and learns next to nothing: what Keras gives."""

from __future__ import annotations

import pytest

keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]

layers = keras.layers


def test_seq416_a_softmax_of_a_softmax_stays_nearly_equal() -> None:
    """Over three classes the larger share can't pass 0.58, however sure the first softmax is."""
    sure = np.array([[100.0, 0.0, 0.0]], dtype="float32")
    shares = np.asarray(layers.Softmax()(layers.Softmax()(sure)))

    assert 0.57 < float(shares.max()) < 0.58


def test_seq416_behind_relu_all_classes_below_zero_are_alike() -> None:
    """A softmax of zeros is a third each."""
    cut = layers.Softmax()(layers.ReLU()(np.array([[-5.0, -1.0, -3.0]], dtype="float32")))

    assert [pytest.approx(1 / 3)] * 3 == np.asarray(cut)[0].tolist()


def test_seq209_a_hinge_takes_a_label_of_zero_for_minus_one() -> None:
    """An output of 0, the least that a sigmoid gives, still costs 1."""
    loss = keras.losses.hinge(np.array([[0.0], [1.0]]), np.array([[0.0], [1.0]], dtype="float32"))

    assert [1.0, 0.0] == np.asarray(loss).tolist()


def test_seq207_a_normalization_leaves_no_probabilities() -> None:
    """What a sigmoid gave lies on both sides of 0 behind it."""
    keras.utils.set_random_seed(1)
    given = np.random.default_rng(0).uniform(size=(64, 1)).astype("float32")
    stretched = np.asarray(layers.BatchNormalization()(given, training=True))

    assert float(stretched.min()) < 0 < 1 < float(stretched.max())


def test_seq211_categorical_accuracy_of_one_output_is_no_figure() -> None:
    """It says 1 of outputs that are all wrong."""
    metric = keras.metrics.CategoricalAccuracy()
    metric.update_state(np.array([[0.0], [1.0]]), np.array([[0.9], [0.1]], dtype="float32"))

    assert 1.0 == float(metric.result())


@pytest.mark.parametrize("padding", ["Same", "VALID"])
def test_padding_is_taken_in_any_letters(padding: str) -> None:
    """Keras reads it in small ones."""
    assert padding.lower() == layers.Conv2D(4, 3, padding=padding).padding
    assert padding.lower() == layers.ConvLSTM1D(4, 3, padding=padding).padding
