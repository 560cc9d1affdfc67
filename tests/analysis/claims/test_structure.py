"""What the rules on structure say of Keras, asked of Keras: lengths, windows, states, ids and masks."""

from __future__ import annotations

import os
import warnings
from typing import Any

import pytest

keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

from tests.analysis.refusals import refused  # noqa: E402

layers = keras.layers
pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]

X = np.random.default_rng(0).normal(size=(8, 5, 3)).astype("float32")


def model(*stack: Any, shape: tuple[int | None, ...] = (5, 3), batch_size: int | None = None, dtype: Any = None) -> Any:
    """A model over windows of five steps."""
    return keras.Sequential([keras.Input(shape, batch_size=batch_size, dtype=dtype), *stack])


@pytest.mark.parametrize(
    "stack",
    [
        (layers.Flatten(), layers.Dense(1)),
        (layers.Permute([2, 1]), layers.Dense(1)),
        (layers.Permute([2, 1]), layers.LSTM(1)),
    ],
)
def test_seq110_weights_need_a_known_length(stack: tuple[Any, ...]) -> None:
    """A time axis of unknown length where the features belong is refused when the model is built."""
    assert "must be fully-defined" in refused(lambda: model(*stack, shape=(None, 3)))


def test_seq110_an_unrolled_layer_builds_and_trains_without_a_length() -> None:
    """That is a warning, for every batch has one length."""
    subject = model(layers.LSTM(2, unroll=True), shape=(None, 3))
    subject.compile("sgd", "mse")

    assert refused(lambda: subject.fit(X, np.zeros((8, 2)), verbose=0)) == ""


def test_seq113_the_recurrent_weights_of_one_step_are_never_used() -> None:
    """Training on sequences of one step leaves them as they were drawn."""
    subject = model(layers.SimpleRNN(4), layers.Dense(1), shape=(1, 3))
    before = subject.layers[0].cell.recurrent_kernel.numpy().copy()
    subject.compile("sgd", "mse")
    subject.fit(X[:, :1], np.ones((8, 1)), epochs=2, verbose=0)

    assert (before == subject.layers[0].cell.recurrent_kernel.numpy()).all()


def test_seq114_a_batch_in_the_input_shape_is_an_axis_too_many() -> None:
    """The recurrent layer says so when the model is built."""
    assert "expected ndim=3, found ndim=4" in refused(lambda: model(layers.LSTM(2), shape=(8, 5, 3)))


def test_seq115_a_window_wider_than_its_input_is_refused() -> None:
    """In words about the output's size."""
    said = refused(lambda: model(layers.Conv1D(2, 3, dilation_rate=3)))

    assert "Computed output size would be zero or negative" in said


def test_seq115_strides_and_dilation_exclude_each_other() -> None:
    """The layer can't be made."""
    said = refused(lambda: layers.Conv1D(2, 3, strides=2, dilation_rate=2))

    assert "not supported in conjunction with `dilation_rate > 1`" in said


@pytest.mark.parametrize(
    ("stack", "words"),
    [
        (lambda: (layers.LSTM(4, return_state=True), layers.Dense(1)), "expects 1 input(s), but it received 3"),
        (lambda: (layers.Bidirectional(layers.LSTM(4), merge_mode=None), layers.Dense(1)), "expects 1 input(s)"),
        (lambda: (layers.Bidirectional(layers.Dense(4)),), ""),
        (
            lambda: (layers.Bidirectional(layers.LSTM(4), backward_layer=layers.LSTM(4)),),
            "should have different `go_backwards` value",
        ),
    ],
)
def test_seq116_what_gives_several_tensors_or_reads_no_steps_is_refused(stack: Any, words: str) -> None:
    """At the next layer, or when the wrapper is made."""
    said = refused(lambda: model(*stack()))

    assert said
    assert words in said


@pytest.mark.parametrize("layer", [layers.LSTM(2, stateful=True), layers.Bidirectional(layers.GRU(2, stateful=True))])
def test_seq117_a_stateful_layer_needs_a_batch_size(layer: Any) -> None:
    """Without one the model can't be built, wrapped or not."""
    assert "the batch size must be static" in refused(lambda: model(layer))


@pytest.mark.parametrize(("batch", "examples", "fits"), [(4, 8, True), (2, 8, False), (None, 8, False), (4, 7, False)])
def test_seq117_every_batch_of_a_stateful_model_has_its_size(batch: int | None, examples: int, fits: bool) -> None:
    """Another size, the default of 32 and a smaller last batch raise; shuffling does not."""
    subject = model(layers.LSTM(2, stateful=True), layers.Dense(1), batch_size=4)
    subject.compile("sgd", "mse")
    said = refused(
        lambda: subject.fit(X[:examples], np.zeros((examples, 1)), batch_size=batch, shuffle=True, verbose=0)
    )

    assert fits == (said == "")


def test_seq117_a_stateful_model_predicts_in_batches_of_its_size() -> None:
    """One at a time is refused."""
    subject = model(layers.LSTM(2, stateful=True), layers.Dense(1), batch_size=4)

    assert refused(lambda: subject.predict(X[:1], batch_size=1, verbose=0))


def looked_up(ids: Any) -> Any:
    """The rows of an Embedding of ten."""
    ids = np.asarray(ids)
    return np.asarray(model(layers.Embedding(10, 2), shape=ids.shape[1:], dtype=ids.dtype.name)(ids))


@pytest.mark.skipif(os.environ.get("KERAS_BACKEND") != "jax", reason="TensorFlow raises on the CPU")
def test_seq118_and_seq321_an_id_without_a_row_is_nan() -> None:
    """On JAX, in silence."""
    rows = looked_up([[0, 30]])

    assert not np.isnan(rows[0, 0]).any()
    assert np.isnan(rows[0, 1]).all()


def test_seq118_an_id_below_zero_takes_the_last_row() -> None:
    """As Python counts."""
    rows = looked_up([[9, -1]])

    assert (rows[0, 0] == rows[0, 1]).all()


def test_seq119_fractions_are_cut_to_whole_numbers() -> None:
    """0.1 and 0.9 take the same row."""
    rows = looked_up(np.array([[0.1, 0.9]], "float32"))

    assert (rows[0, 0] == rows[0, 1]).all()


def test_seq119_a_vector_at_every_step_is_an_axis_too_many() -> None:
    """One-hot rows become a tensor of rank 4."""
    assert "found ndim=4" in refused(lambda: model(layers.Embedding(10, 2), layers.LSTM(2)))


@pytest.mark.parametrize(
    ("layer", "loses"),
    [
        (layers.Conv1D(2, 2), True),
        (layers.MaxPooling1D(2), True),
        (layers.Flatten(), True),
        (layers.GlobalMaxPooling1D(), True),
        (layers.GlobalAveragePooling1D(), False),
        (layers.Dense(2), False),
        (layers.LSTM(2), False),
    ],
)
def test_seq120_some_layers_destroy_the_mask_with_a_warning(layer: Any, loses: bool) -> None:
    """And those that use it up or pass it on say nothing."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        model(layers.Embedding(10, 2, mask_zero=True), layer, shape=(5,))(np.ones((2, 5)))

    assert loses == any("destroy the mask information" in str(each.message) for each in told)


def test_seq122_a_real_step_of_the_mask_value_is_skipped() -> None:
    """Two series that differ by such steps only give the same."""
    subject = model(layers.Masking(0.0), layers.LSTM(2), shape=(None, 1))
    whole = np.array([[[1.0], [0.0], [2.0], [0.0]]], "float32")

    assert np.allclose(subject(whole), subject(whole[:, [0, 2]]))
