"""What the rules on losses and metrics say of Keras, asked of Keras."""

from __future__ import annotations

import os
from typing import Any

import pytest

keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

from seqspec.language.named import KINDS  # noqa: E402
from tests.analysis.refusals import refused  # noqa: E402

layers, losses, metrics = keras.layers, keras.losses, keras.metrics
pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]

X = np.random.default_rng(0).normal(size=(8, 5, 3)).astype("float32")
LABELS = np.array([0, 1, 2, 3, 4, 0, 1, 2])
ONE_HOT = np.eye(5)[LABELS]
POSITIVE = np.abs(X[:, 0])


def fitted(
    units: int,
    activation: str | None,
    loss: Any,
    target: Any,
    metric: Any = None,
    flat: bool = True,
    callback: Any = None,
    epochs: int = 1,
) -> dict[str, float]:
    """The first figures of training a small model."""
    keras.utils.set_random_seed(1)
    before = [layers.Flatten()] if flat else []
    subject = keras.Sequential([keras.Input((5, 3)), *before, layers.Dense(units, activation=activation)])
    subject.compile("sgd", loss, metrics=[metric] if metric else None)
    callbacks = [callback] if callback else None
    history = subject.fit(X, np.asarray(target), epochs=epochs, callbacks=callbacks, verbose=0).history
    return {name: float(np.mean(values[0])) for name, values in history.items()}


def test_seq203_the_binary_loss_over_a_softmax_is_the_mean_over_all_classes() -> None:
    """No error, and a smaller figure than that of the class that is meant."""
    binary = fitted(5, "softmax", "binary_crossentropy", ONE_HOT)["loss"]

    assert binary < fitted(5, "softmax", "categorical_crossentropy", ONE_HOT)["loss"]


@pytest.mark.skipif(os.environ.get("KERAS_BACKEND") != "jax", reason="TensorFlow undoes the first activation")
@pytest.mark.parametrize(
    ("units", "activation", "loss", "target"),
    [
        (5, "softmax", losses.SparseCategoricalCrossentropy, LABELS),
        (1, "sigmoid", losses.BinaryCrossentropy, LABELS[:, None] % 2),
    ],
)
def test_seq206_probabilities_as_logits_train_otherwise(units: int, activation: str, loss: Any, target: Any) -> None:
    """On JAX both functions are applied, in silence."""
    once = fitted(units, activation, loss(), target)
    twice = fitted(units, activation, loss(from_logits=True), target)

    assert abs(once["loss"] - twice["loss"]) > 0.1


def test_seq208_a_distance_has_no_gradient_where_a_softmax_is_sure_and_wrong() -> None:
    """The error of the cross-entropy is large there, that of the distance is bounded."""
    sure, truth = np.array([[1 - 1e-6, 1e-6]]), np.array([[0.0, 1.0]])

    assert float(np.mean(keras.losses.mean_squared_error(truth, sure))) < 1.01
    assert float(np.mean(keras.losses.categorical_crossentropy(truth, sure))) > 10


def test_seq209_a_relu_that_starts_below_zero_stays_there() -> None:
    """No gradient comes back, so that nothing changes."""
    bias = keras.initializers.Constant(-100.0)
    subject = keras.Sequential([keras.Input((3,)), layers.Dense(1, activation="relu", bias_initializer=bias)])
    subject.compile("sgd", "mse")
    history = subject.fit(X[:, 0], np.ones((8, 1)), epochs=3, verbose=0).history["loss"]

    assert [1.0, 1.0, 1.0] == history


@pytest.mark.parametrize(
    "metric",
    [
        "Precision", "Recall", "AUC", "TruePositives", "FalsePositives", "BinaryAccuracy", "BinaryIoU", "F1Score",
        "FBetaScore", "TopKCategoricalAccuracy", "CategoricalCrossentropy", "Hinge", "MeanAbsoluteError", "R2Score",
        "KLDivergence",
    ],
)  # fmt: skip
def test_seq211_metrics_on_columns_can_not_count_class_numbers(metric: str) -> None:
    """They raise at the first batch."""
    counting = getattr(metrics, metric)()

    assert refused(lambda: fitted(5, "softmax", "sparse_categorical_crossentropy", LABELS, counting))


def test_seq211_one_metric_on_columns_counts_nonsense_in_silence() -> None:
    """`categorical_accuracy` beside class numbers is no error."""
    assert not refused(lambda: fitted(5, "softmax", "sparse_categorical_crossentropy", LABELS, "categorical_accuracy"))


def test_seq211_a_metric_on_class_numbers_can_not_count_columns() -> None:
    """One-hot labels raise at the first batch."""
    assert refused(lambda: fitted(5, "softmax", "categorical_crossentropy", ONE_HOT, "sparse_categorical_accuracy"))


@pytest.mark.parametrize("metric", [metrics.R2Score, metrics.F1Score, metrics.FBetaScore])
def test_seq211_some_metrics_take_no_sequence(metric: Any) -> None:
    """They want two axes."""
    said = refused(lambda: fitted(1, "sigmoid", "mse", np.abs(X[..., :1]), metric(), flat=False))

    assert "expects 2D inputs" in said


def test_seq211_a_callback_can_not_compare_one_figure_for_each_class() -> None:
    """`f1_score` without an average is an array."""
    watch = keras.callbacks.EarlyStopping(monitor="f1_score", mode="max")
    said = refused(
        lambda: fitted(5, "softmax", "categorical_crossentropy", ONE_HOT, "f1_score", callback=watch, epochs=3)
    )

    assert "truth value of an array" in said


def test_seq212_accuracy_over_one_unit_draws_its_line_at_a_half() -> None:
    """Whatever the loss says, a logit of 0.4 is a no; a line at 0 is accepted and sees a yes."""
    truth, logit = np.ones((4, 1)), np.full((4, 1), 0.4)
    half, zero = metrics.BinaryAccuracy(), metrics.BinaryAccuracy(threshold=0.0)
    half.update_state(truth, logit)
    zero.update_state(truth, logit)

    assert (float(half.result()), float(zero.result())) == (0.0, 1.0)
    assert not refused(lambda: metrics.Precision(thresholds=0.0))


def test_seq213_poisson_of_a_negative_output_is_nan() -> None:
    """With a linear end, in the first epoch."""
    assert np.isnan(fitted(3, None, "poisson", POSITIVE)["loss"])
    assert np.isfinite(fitted(3, "softplus", "poisson", POSITIVE)["loss"])


@pytest.mark.parametrize("loss", ["kl_divergence", "mean_squared_logarithmic_error"])
def test_seq213_other_logarithms_are_clipped(loss: str) -> None:
    """A linear end and a relu give the same, for what is negative is clipped."""
    linear, relu = fitted(3, None, loss, POSITIVE)["loss"], fitted(3, "relu", loss, POSITIVE)["loss"]

    assert linear == pytest.approx(relu)


def test_seq213_a_percentage_of_nothing_is_enormous() -> None:
    """A truth of 0 makes it a figure in the millions."""
    assert fitted(1, None, "mape", np.zeros((8, 1)))["loss"] > 1e6


def test_seq213_the_cosine_of_single_numbers_is_a_sign() -> None:
    """3 and 0.1 point the same way."""
    told = np.asarray(keras.losses.cosine_similarity(np.array([[3.0], [3.0]]), np.array([[0.1], [-9.0]])))

    assert told == pytest.approx([-1.0, 1.0], abs=1e-4)


@pytest.mark.parametrize("name", sorted(KINDS["metric"].registry.names))
def test_seq215_each_metric_gets_better_the_way_that_keras_thinks(name: str) -> None:
    """Up is `max`, down is `min`, and for counts Keras does not know."""
    given = {
        "FBetaScore": {}, "IoU": {"num_classes": 3, "target_class_ids": [0]}, "MeanIoU": {"num_classes": 3},
        "OneHotIoU": {"num_classes": 3, "target_class_ids": [0]}, "OneHotMeanIoU": {"num_classes": 3},
        "PrecisionAtRecall": {"recall": 0.5}, "RecallAtPrecision": {"precision": 0.5},
        "SensitivityAtSpecificity": {"specificity": 0.5}, "SpecificityAtSensitivity": {"sensitivity": 0.5},
    }.get(name, {})  # fmt: skip
    metric = getattr(metrics, name)(**given)
    ways = {"up": "max", "down": "min", None: None}

    assert ways[getattr(metric, "_direction", None)] == KINDS["metric"].load(name).better  # type: ignore[attr-defined]


def test_seq215_a_direction_is_taken_at_its_word() -> None:
    """With `mode: min` a smaller accuracy is the better one."""
    watch = keras.callbacks.EarlyStopping(monitor="accuracy", mode="min")
    fitted(5, "softmax", "categorical_crossentropy", ONE_HOT, "accuracy", callback=watch)

    assert bool(watch.monitor_op(0.1, 0.9))


def test_seq215_a_count_has_no_direction() -> None:
    """With `mode: auto` a callback on it raises after the first epoch."""
    watch = keras.callbacks.EarlyStopping(monitor="wrong")
    metric = metrics.FalsePositives(name="wrong")
    said = refused(lambda: fitted(1, "sigmoid", "binary_crossentropy", LABELS[:, None] % 2, metric, callback=watch))

    assert "isn't able to automatically determine" in said
