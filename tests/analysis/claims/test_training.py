"""The rules on training say what Keras would have done. Here Keras is asked, on JAX."""

from __future__ import annotations

import math
from typing import Any

import pytest

keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

layers, callbacks = keras.layers, keras.callbacks
pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]

RNG = np.random.default_rng(0)
X = RNG.normal(size=(16, 5, 3)).astype("float32")
Y = RNG.normal(size=(16, 1)).astype("float32")
IDS = RNG.integers(1, 9, (16, 5))
DECAY = keras.optimizers.schedules.ExponentialDecay(0.01, 10, 0.9)


def model(*stack: Any, shape: tuple[int | None, ...] = (5, 3), dtype: str | None = None) -> Any:
    """A model over windows of five steps."""
    keras.utils.set_random_seed(1)
    return keras.Sequential([keras.Input(shape, dtype=dtype), *stack])


def fitted(subject: Any, optimizer: Any = "sgd", x: Any = X, y: Any = Y, **arguments: Any) -> dict[str, list[float]]:
    """The figures of training on a squared error."""
    subject.compile(optimizer=optimizer, loss="mse")
    figures: dict[str, list[float]] = subject.fit(x, y, verbose=0, **{"epochs": 5} | arguments).history
    return figures


def small() -> Any:
    """A model that is trained at once."""
    return model(layers.Flatten(), layers.Dense(1))


# ----------------------------------------------------------------------------------------------- SEQ402, 403, 414 noise


def test_seq402_and_seq404_the_rate_is_what_is_dropped() -> None:
    """Of many values a rate of 0.8 leaves about a fifth."""
    kept = np.asarray(layers.Dropout(0.8, seed=1)(np.ones((1, 10_000), "float32"), training=True)) > 0

    assert kept.mean() == pytest.approx(0.2, abs=0.02)


def test_seq403_dropout_on_whole_numbers_raises_in_training() -> None:
    """At the first batch, and not when the model is built."""
    subject = model(
        layers.Dropout(0.5), layers.Embedding(10, 4), layers.Flatten(), layers.Dense(1), shape=(5,), dtype="int32"
    )

    with pytest.raises(Exception, match="Dropout"):
        fitted(subject, x=IDS.astype("int32"))


@pytest.mark.parametrize("layer", ["Dropout", "GaussianDropout", "GaussianNoise"])
def test_seq403_noise_on_a_float_input_changes_the_ids(layer: str) -> None:
    """In silence: what the Embedding looks up are other ids."""
    given = IDS.astype("float32")
    disturbed = np.asarray(getattr(layers, layer)(0.5, seed=1)(given, training=True))

    assert (disturbed.astype("int32") != IDS).mean() > 0.3


@pytest.mark.parametrize("layer", ["BatchNormalization", "LayerNormalization"])
def test_seq403_normalised_ids_are_looked_up_all_the_same(layer: str) -> None:
    """Without an error in training, whatever the type of the input."""
    stack = getattr(layers, layer)(), layers.Embedding(10, 4), layers.Flatten(), layers.Dense(1)

    assert 5 == len(fitted(model(*stack, shape=(5,), dtype="int32"), x=IDS.astype("int32"))["loss"])


def test_seq414_dropout_behind_the_output_gives_0_or_2_for_1_in_training() -> None:
    """And exactly 1 in prediction."""
    subject = model(
        layers.Flatten(), layers.Dense(1, kernel_initializer="zeros", bias_initializer="ones"), layers.Dropout(0.5)
    )

    assert {0.0, 2.0} == set(np.asarray(subject(X, training=True)).ravel().tolist())
    assert {1.0} == set(np.asarray(subject(X)).ravel().tolist())


# -------------------------------------------------------------------------------------- SEQ405, 406, 407, 408 the steps


def _explodes(layer: str, activation: str, **arguments: Any) -> bool:
    x = RNG.normal(size=(64, 100, 4)).astype("float32")
    y = (100 + 100 * x.mean((1, 2))).astype("float32")
    subject = model(getattr(layers, layer)(32, activation=activation), layers.Dense(1), shape=(100, 4))
    optimizer = keras.optimizers.SGD(0.01, **arguments)
    return not math.isfinite(fitted(subject, optimizer, x, y[:, None], epochs=2)["loss"][-1])


@pytest.mark.parametrize("layer", ["SimpleRNN", "LSTM", "GRU"])
def test_seq405_relu_over_a_hundred_steps_ends_in_nan_and_tanh_does_not(layer: str) -> None:
    """Within two epochs, with targets around 100; clipping holds it."""
    assert _explodes(layer, "relu")
    assert not _explodes(layer, "tanh")
    assert not _explodes(layer, "relu", clipnorm=1.0)


def _losses_of_raw_targets(**arguments: Any) -> list[float]:
    x = RNG.normal(size=(64, 20, 4)).astype("float32")
    y = (100 + 100 * x.mean((1, 2))).astype("float32")[:, None]
    subject = model(layers.LSTM(32), layers.Dense(32, activation="relu"), layers.Dense(1), shape=(20, 4))
    return fitted(subject, keras.optimizers.SGD(0.01, **arguments), x, y)["loss"]


def test_seq406_raw_targets_explode_under_plain_sgd() -> None:
    """The loss rises to a multiple of what it was; with clipping it falls."""
    plain, clipped = _losses_of_raw_targets(), _losses_of_raw_targets(clipnorm=1.0)

    assert not max(plain) < 5 * plain[0]  # NaN is no number below it either
    assert clipped[-1] < clipped[0]


def test_seq406_no_optimizer_clips_by_default() -> None:
    """Neither by value nor by norm."""
    for optimizer in (keras.optimizers.SGD(), keras.optimizers.Adam()):
        assert (None, None, None) == (optimizer.clipnorm, optimizer.clipvalue, optimizer.global_clipnorm)


def test_seq407_a_fresh_simple_rnn_forgets_its_first_step() -> None:
    """Over 200 steps the first one counts less than a thousandth of the last one."""
    layer = layers.SimpleRNN(32)
    x = RNG.normal(size=(8, 200, 4)).astype("float32")

    def moved(step: int) -> float:
        other = x.copy()
        other[:, step] += 1
        return float(np.abs(np.asarray(layer(other)) - np.asarray(layer(x))).mean())

    assert moved(0) < moved(-1) / 1000


def test_seq408_the_first_step_of_adam_is_as_long_as_its_rate() -> None:
    """Every weight moves by about 10 under `Adam(10)`."""
    subject = small()
    before = subject.get_weights()[0]
    fitted(subject, keras.optimizers.Adam(10.0), epochs=1)

    assert np.abs(subject.get_weights()[0] - before) == pytest.approx(10, rel=0.01)


# ------------------------------------------------------------------------------------------- SEQ409, 412, 508 callbacks


def _plateau(patience: int = 1) -> Any:
    return callbacks.ReduceLROnPlateau(monitor="loss", patience=patience, min_delta=100)


def test_seq409_a_plateau_under_a_schedule_raises_when_it_comes() -> None:
    """And not before."""
    with pytest.raises(TypeError, match="not settable"):
        fitted(small(), keras.optimizers.Adam(DECAY), callbacks=[_plateau()])
    assert 5 == len(fitted(small(), keras.optimizers.Adam(DECAY), callbacks=[_plateau(10)])["loss"])


def test_seq409_a_scheduler_under_a_schedule_raises_at_once() -> None:
    """At the start of the first epoch."""
    with pytest.raises(TypeError, match="not settable"):
        fitted(small(), keras.optimizers.Adam(DECAY), callbacks=[callbacks.LearningRateScheduler(lambda epoch: 0.1)])


def test_seq409_a_scheduler_overwrites_what_a_plateau_lowered() -> None:
    """In silence: the losses are those without it."""
    scheduler = callbacks.LearningRateScheduler(lambda epoch: 0.01)

    assert fitted(small(), callbacks=[scheduler])["loss"] == fitted(small(), callbacks=[_plateau(), scheduler])["loss"]


@pytest.mark.parametrize(("patience", "epochs", "stopped"), [(3, 4, 3), (4, 5, 4), (5, 5, 0)])
def test_seq412_patience_is_used_up_before_the_last_epoch_or_never(patience: int, epochs: int, stopped: int) -> None:
    """Of 5 epochs without progress."""
    stopping = callbacks.EarlyStopping(monitor="loss", patience=patience, min_delta=100)

    assert epochs == len(fitted(small(), callbacks=[stopping])["loss"])
    assert stopped == stopping.stopped_epoch


def test_seq412_with_equal_patience_no_step_is_made_at_the_lower_rate() -> None:
    """The weights are those of a training without the plateau."""

    def weights(*more: Any) -> Any:
        subject = small()
        stopping = callbacks.EarlyStopping(monitor="loss", patience=3, min_delta=100)
        fitted(subject, epochs=20, callbacks=[stopping, *more])
        return subject.get_weights()[0]

    assert (weights() == weights(_plateau(3))).all()


def test_seq508_the_best_on_a_validation_figure_is_not_known_between_epochs(tmp_path: Any) -> None:
    """Every save is made, as if each were the best."""
    checkpoint = callbacks.ModelCheckpoint(
        str(tmp_path / "{batch}.keras"), monitor="val_loss", save_best_only=True, save_freq=2
    )
    fitted(small(), epochs=1, batch_size=2, validation_split=0.25, callbacks=[checkpoint])

    assert ["2.keras", "4.keras", "6.keras"] == sorted(file.name for file in tmp_path.iterdir())


# --------------------------------------------------------------------------------------------- SEQ410, 411, 413 layers


def test_seq410_a_batch_of_one_leaves_nothing() -> None:
    """A vector leaves batch normalisation as zeros in training."""
    assert not np.asarray(layers.BatchNormalization()(X[:1].reshape(1, -1), training=True)).any()


def test_seq411_two_dense_layers_are_one() -> None:
    """The product of the kernels does what both do."""
    first, second = layers.Dense(25), layers.Dense(1)
    x = X.reshape(16, -1)
    both = np.asarray(second(first(x)))
    kernel = first.get_weights()[0] @ second.get_weights()[0]

    assert both == pytest.approx(x @ kernel, abs=1e-5)


@pytest.mark.parametrize(
    ("layer", "penalties"),
    [
        (lambda: layers.SimpleRNN(4, activity_regularizer="l2"), 0),
        (lambda: layers.Bidirectional(layers.SimpleRNN(4, activity_regularizer="l2")), 0),
        (lambda: layers.LSTM(4, activity_regularizer="l2"), 1),
        (lambda: layers.GRU(4, activity_regularizer="l2"), 1),
        (lambda: layers.TimeDistributed(layers.Dense(4, activity_regularizer="l2")), 0),
        (lambda: layers.TimeDistributed(layers.ActivityRegularization(l2=0.1)), 0),
        (lambda: layers.TimeDistributed(layers.Dense(4), activity_regularizer="l2"), 1),
    ],
)
def test_seq413_where_a_penalty_on_activities_counts(layer: Any, penalties: int) -> None:
    """SimpleRNN drops it, and TimeDistributed skips that of the layer inside it."""
    subject = layer()
    subject(X)

    assert penalties == len(subject.losses)


# ----------------------------------------------------------------------------------------------------- SEQ415 freezing


@pytest.mark.parametrize(
    "layer",
    [
        lambda: layers.TimeDistributed(layers.Dense(4), trainable=False),
        lambda: layers.Bidirectional(layers.LSTM(4), trainable=False),
        lambda: layers.SpectralNormalization(layers.Dense(4), trainable=False),
        lambda: keras.Sequential([layers.Dense(4)], trainable=False),
        lambda: layers.ConvLSTM1D(2, 1, trainable=False),
    ],
)
def test_seq415_what_is_inside_is_trained(layer: Any) -> None:
    """The layer says that nothing of it is trained, training changes it, and a later order reaches all of it."""
    subject = layer()
    films = isinstance(subject, layers.ConvLSTM1D)
    whole = model(subject, layers.Flatten(), layers.Dense(1), shape=(5, 3, 1) if films else (5, 3))
    before = [each.numpy().copy() for each in subject.weights]
    fitted(whole, x=X[..., None] if films else X)
    changed = [not (old == each.numpy()).all() for old, each in zip(before, subject.weights, strict=True)]

    assert subject.trainable_weights == []
    assert any(changed)
    subject.trainable = False
    assert not any(each.trainable for each in subject.weights)


@pytest.mark.parametrize("cell", ["SimpleRNN", "LSTM", "GRU"])
def test_seq415_a_recurrent_layer_freezes_its_cell(cell: str) -> None:
    """The cell is made with the same `trainable`."""
    subject = getattr(layers, cell)(4, trainable=False)
    subject(X)

    assert not any(each.trainable for each in subject.weights)
