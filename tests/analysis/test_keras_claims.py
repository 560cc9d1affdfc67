"""
The rules say what Keras would have done, and when. Here Keras is asked.

Every test holds for Keras 3.15 on JAX; what differs on TensorFlow is asked in a process of its own.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

from seqspec.analysis.facts.figures import figure  # noqa: E402
from seqspec.language.named import KINDS  # noqa: E402

layers = keras.layers
pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]

RNG = np.random.default_rng(0)
X = RNG.normal(size=(8, 5, 3)).astype("float32")
NOTHING = pytest.approx([0.0], abs=1e-6)  # the losses stay 1e-7 away from the logarithm of 0


def draw(*shape: int) -> Any:
    """Numbers above 0, of a shape."""
    return np.abs(RNG.normal(size=shape)).astype("float32")


def model(*stack: Any, shape: tuple[int | None, ...] = (5, 3)) -> Any:
    """A model over eight windows of five steps."""
    return keras.Sequential([keras.Input(shape), *stack])


def vector(units: int, activation: str | None = None) -> Any:
    """A model that gives a vector."""
    return model(layers.Flatten(), layers.Dense(units, activation=activation))


def sequence(units: int = 1, activation: str | None = None) -> Any:
    """A model that gives a value at every step."""
    return model(layers.SimpleRNN(4, return_sequences=True), layers.Dense(units, activation=activation))


def fitted(
    subject: Any, loss: Any, target: Any, data: Any = X, metrics: Any = None, **arguments: Any
) -> dict[str, list[float]]:
    """The figures of training."""
    keras.utils.set_random_seed(1)
    subject.compile(optimizer="sgd", loss=loss, metrics=metrics)
    history = subject.fit(data, np.asarray(target), batch_size=8, verbose=0, **arguments).history
    return {name: [float(np.mean(value)) for value in values] for name, values in history.items()}


def refused(what: Callable[[], Any], words: str = "") -> bool:
    """Whether Keras raises, with these words where there are any."""
    try:
        what()
    except Exception as error:
        said = str(error)
    else:
        return False
    assert words in said
    return True


# --------------------------------------------------------------------------------------------------- what is written


@pytest.mark.parametrize(
    ("code", "what", "words"),
    [
        ("SEQ003", lambda: layers.Dense("64"), "expected a positive integer. Received: units=64"),
        ("SEQ006", lambda: layers.Dense(1, activation="rellu"), "activation function identifier: rellu"),
        ("SEQ006", lambda: fitted(vector(1), "rmse", draw(8, 1)), "loss identifier: rmse"),
        ("SEQ006", lambda: fitted(vector(1), "mse", draw(8, 1), metrics=["f1"]), "metric identifier: f1"),
        ("SEQ007", lambda: layers.LSTM(4, dropuot=0.2), "arguments passed to LSTM: {'dropuot': 0.2}"),
        ("SEQ008", lambda: layers.Dense(4.0), "expected a positive integer"),
        ("SEQ008", lambda: model(layers.LSTM(4.0)), "16.0"),
        ("SEQ009", lambda: keras.optimizers.Adam(lr=0.1), "Argument(s) not recognized: {'lr': 0.1}"),
        ("SEQ009", lambda: layers.LSTM(4, batch_input_shape=(1, 2, 3)), "Unrecognized keyword arguments"),
        ("SEQ010", lambda: vector(1).compile(loss="mse", metrics="mae"), "Expected `metrics` argument to be a list"),
        ("SEQ012", lambda: model(layers.Dense(2, name="a"), layers.Dense(2, name="a")), "should have unique names"),
        ("SEQ012", lambda: layers.Dense(2, name="a/b"), "cannot contain character `/`"),
        ("SEQ013", lambda: keras.Sequential([]).build((None, 3)), "cannot be built because it has no layers"),
        ("SEQ401", lambda: layers.Dropout(20), "Expected a float value between 0 and 1"),
    ],
)  # fmt: skip
def test_keras_refuses_in_the_words_that_are_quoted(code: str, what: Callable[[], Any], words: str) -> None:
    """What a rule quotes is what Keras says."""
    assert refused(what, words)


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("SEQ006", lambda: vector(1).compile(loss="rmse", metrics=["f1"])),
        ("SEQ007", lambda: keras.callbacks.ReduceLROnPlateau(epsilon=1)),
        ("SEQ013", lambda: keras.Sequential([])),
        ("SEQ401", lambda: layers.Dropout(1.0)),
        ("SEQ401", lambda: layers.AlphaDropout(1.0)),
    ],
)
def test_keras_accepts_what_it_should_not(code: str, what: Callable[[], Any]) -> None:
    """A misspelt loss passes `compile`, a useless argument passes a callback."""
    assert not refused(what)


def test_seq008_values_that_pass() -> None:
    """A batch size of 0 counts as not given, a text as true, true as one."""
    small = vector(1)
    small.compile(loss="mse")

    assert 1 == small.fit(X, draw(8, 1), batch_size=0, verbose=0).params["steps"]
    assert (None, 5, 4) == model(layers.LSTM(4, return_sequences="no")).output_shape
    assert (None, 5, 1) == model(layers.Dense(True)).output_shape


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (lambda: keras.optimizers.Adam(decay=0.1), "no longer supported and will be ignored"),
        (lambda: layers.Embedding(3, 3, input_length=3), "deprecated. Just remove it"),
    ],
)
def test_seq009_arguments_that_are_ignored_with_a_warning(what: Callable[[], Any], words: str) -> None:
    """Both are accepted, and do nothing."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        what()

    assert any(words in str(each.message) for each in told)


# ------------------------------------------------------------------------------------------------------------ inputs


def test_seq101_without_an_input_nothing_is_built() -> None:
    """No weights, no count, no complaint."""
    unbuilt = keras.Sequential([layers.LSTM(4), layers.Dense(1)])

    assert not unbuilt.built
    assert [] == unbuilt.weights
    assert refused(unbuilt.count_params, "the layer isn't built")


def test_seq102_a_late_input_waits_for_the_first_batch_and_a_second_one_does_not() -> None:
    """The two mistakes show at different times."""
    late = keras.Sequential([layers.Flatten(), keras.Input((15,)), layers.Dense(1)])

    assert refused(lambda: fitted(late, "mse", draw(8, 1)), "Layer InputLayer has no positional arguments")
    assert refused(
        lambda: model(layers.Dense(2), keras.Input((5, 2))), "has already been configured to use input shape"
    )


def test_seq103_the_value_on_an_inner_layer_is_ignored() -> None:
    """Even a wrong one, beside an Input as behind another layer."""
    assert (None, 4) == model(layers.LSTM(4, return_sequences=True), layers.LSTM(4, input_shape=(1, 1))).output_shape
    assert (None, 4) == model(layers.LSTM(4, input_shape=(7, 9))).output_shape


@pytest.mark.parametrize(
    ("first", "built"),
    [
        (lambda: layers.Bidirectional(layers.LSTM(2, input_shape=(5, 3))), False),
        (lambda: layers.TimeDistributed(layers.Dense(2, input_shape=(3,))), False),
        (lambda: layers.Bidirectional(layers.LSTM(2), input_shape=(5, 3)), True),
        (lambda: keras.Sequential([layers.LSTM(2, input_shape=(5, 3))]), True),
    ],
)
def test_seq103_inside_a_wrapper_it_counts_for_nothing(first: Callable[[], Any], built: bool) -> None:
    """On the wrapper it counts, and in a block that comes first."""
    assert built == keras.Sequential([first(), layers.Dense(1)]).built


# ------------------------------------------------------------------------------------------------------------ shapes


@pytest.mark.parametrize(
    ("stack", "words"),
    [
        (lambda: (layers.LSTM(4), layers.LSTM(4)), "expected ndim=3, found ndim=2. Full shape received: (None, 4)"),
        (lambda: (layers.LSTM(4), layers.Conv1D(4, 2)), "expected min_ndim=3, found ndim=2"),
        (
            lambda: (layers.LSTM(4), layers.TimeDistributed(layers.Dense(1))),
            "with at least 3 dimensions, received: (None, 4)",
        ),
        (lambda: (layers.RepeatVector(3),), "expected ndim=2, found ndim=3"),
        (lambda: (layers.Reshape((7, 4)),), "The total size of the tensor must be unchanged"),
        (lambda: (layers.Conv1D(2, 9),), "Computed output size would be zero or negative"),
    ],
)
def test_seq105_and_seq106_are_refused_when_the_model_is_built(stack: Callable[[], Any], words: str) -> None:
    """In words about axes, which name no layer above."""
    assert refused(lambda: model(*stack()), words)


STRETCHING = [
    "mse",
    "mae",
    "huber",
    "mape",
    "log_cosh",
    "msle",
    "hinge",
    "kl_divergence",
    "poisson",
    "cosine_similarity",
]
STRICT = ["binary_crossentropy", "categorical_crossentropy"]


@pytest.mark.parametrize("loss", STRETCHING)
def test_seq107_and_seq108_pass_under_losses_on_numbers(loss: str) -> None:
    """A target for one step against all, one output against five, five against one: no error."""
    assert not refused(lambda: fitted(sequence(), loss, draw(8, 1, 1)))
    assert not refused(lambda: fitted(vector(1), loss, draw(8, 5)))
    assert not refused(lambda: fitted(vector(5), loss, draw(8, 1)))


@pytest.mark.parametrize("loss", STRICT)
def test_seq107_and_seq108_raise_under_cross_entropies(loss: str) -> None:
    """They compare the shapes, at the first batch."""
    assert refused(lambda: fitted(sequence(), loss, draw(8, 1)), "must have the same shape")
    assert refused(lambda: fitted(vector(5), loss, draw(8, 1)), "must have the same shape")


def test_seq107_targets_without_an_axis_meet_other_examples() -> None:
    """With `(batch,)` the loss of constant predictions is that of every prediction against every target."""
    target = draw(8)
    constant = model(layers.SimpleRNN(4, return_sequences=True), layers.Dense(1, kernel_initializer="zeros"))
    constant.compile(loss="mse")
    crossed = constant.evaluate(X, target, verbose=0)

    assert math.isclose(float(np.mean(target**2)), crossed, rel_tol=1e-5)
    assert (8, 5, 8) == np.asarray(keras.ops.subtract(constant(X), target)).shape


def test_seq109_other_sizes_raise_at_the_first_batch() -> None:
    """What can't be stretched is refused; what can is not."""
    decoder = model(
        layers.SimpleRNN(4), layers.RepeatVector(5), layers.SimpleRNN(4, return_sequences=True), layers.Dense(1)
    )

    assert refused(lambda: fitted(vector(5), "mse", draw(8, 3)))
    assert refused(lambda: fitted(decoder, "mse", draw(8, 7, 1)))
    assert not refused(lambda: fitted(decoder, "mse", draw(8, 1, 1)))


def test_seq109_a_class_that_does_not_exist_costs_nothing_on_jax() -> None:
    """The loss of a label outside is 0."""
    assert fitted(vector(3, "softmax"), "sparse_categorical_crossentropy", [3] * 8)["loss"] == NOTHING


def test_seq111_the_declared_length_is_not_enforced() -> None:
    """A recurrent model trains on another length; one with a Flatten does not."""
    longer = draw(8, 9, 3)

    assert not refused(lambda: fitted(model(layers.LSTM(4), layers.Dense(1)), "mse", draw(8, 1), data=longer))
    assert refused(
        lambda: fitted(vector(1), "mse", draw(8, 1), data=longer), "expected axis -1 of input shape to have value 15"
    )


def test_seq112_other_features_raise_and_a_missing_axis_does_not() -> None:
    """A last axis of size 1 is added or taken off in silence."""
    flat = keras.Sequential([keras.Input((5, 1)), layers.Flatten(), layers.Dense(1)])
    deep = keras.Sequential([keras.Input((5,)), layers.Dense(1)])

    assert refused(lambda: fitted(model(layers.LSTM(4), layers.Dense(1)), "mse", draw(8, 1), data=draw(8, 5, 2)))
    assert not refused(lambda: fitted(flat, "mse", draw(8, 1), data=draw(8, 5)))
    assert not refused(lambda: fitted(deep, "mse", draw(8, 1), data=draw(8, 5, 1)))


# --------------------------------------------------------------------------------------------------------- objective


def test_seq201_softmax_over_one_value_never_learns() -> None:
    """A loss of 0 with the categorical ones, a constant with the others."""
    yes_or_no = (draw(8, 1) > 0.5).astype("float32")
    binary = fitted(vector(1, "softmax"), "binary_crossentropy", yes_or_no, epochs=3)["loss"]

    assert fitted(vector(1, "softmax"), "categorical_crossentropy", yes_or_no)["loss"] == NOTHING
    assert fitted(vector(1, "softmax"), "sparse_categorical_crossentropy", [0, 1] * 4)["loss"] == NOTHING
    assert binary[0] == binary[-1]


def test_seq202_sigmoid_outputs_are_divided_by_their_sum() -> None:
    """The loss of sigmoid outputs is that of their shares."""
    outputs, truth = np.array([[0.9, 0.9, 0.9]], "float32"), np.array([[1.0, 0, 0]], "float32")
    loss = keras.losses.CategoricalCrossentropy()(truth, outputs)

    assert math.isclose(math.log(3), float(loss), rel_tol=1e-5)
    assert fitted(vector(1, "sigmoid"), "sparse_categorical_crossentropy", [0, 1] * 4)["loss"] == NOTHING
    assert fitted(vector(1, "sigmoid"), "categorical_crossentropy", [[0.0], [1.0]] * 4)["loss"] == NOTHING


@pytest.mark.parametrize(
    ("loss", "target", "words"),
    [
        (
            "categorical_crossentropy",
            [[0], [1], [2], [0], [1], [2], [0], [1]],
            "target.shape=(8, 1), output.shape=(8, 3)",
        ),
        ("sparse_categorical_crossentropy", np.eye(3)[[0, 1, 2, 0, 1, 2, 0, 1]], "must have the same shape"),
        ("binary_crossentropy", [[0], [1], [2], [0], [1], [2], [0], [1]], "must have the same shape"),
    ],
)
def test_seq204_labels_in_the_wrong_form_raise_at_the_first_batch(loss: str, target: Any, words: str) -> None:
    """In words about shapes."""
    assert refused(lambda: fitted(vector(3, "softmax"), loss, target), words)


@pytest.mark.parametrize(
    "loss", ["binary_crossentropy", "binary_focal_crossentropy", "hinge", "squared_hinge", "categorical_hinge"]
)
def test_seq204_losses_on_labels_take_real_numbers_without_a_word(loss: str) -> None:
    """The loss falls, and the outputs of a sigmoid end far from targets that it could never reach."""
    target, subject = 20 + 10 * draw(8, 1), vector(1, "sigmoid")
    history = fitted(subject, loss, target, epochs=30)["loss"]

    assert all(math.isfinite(value) for value in history)
    assert history[-1] <= history[0]
    assert 0 < subject.predict(X, verbose=0).max() <= 1


def test_seq204_the_cross_entropy_of_real_numbers_falls_below_0() -> None:
    """Beyond 1 there is always more to gain by moving on to the end of the range."""
    subject = vector(1, "sigmoid")
    history = fitted(subject, "binary_crossentropy", np.full((8, 1), 30.0), epochs=30)["loss"]

    assert history[-1] < 0
    assert subject.predict(X, verbose=0).min() > 0.99


def test_seq204_class_numbers_are_stretched_under_the_categorical_hinge() -> None:
    """One number meets every output, and nobody objects."""
    assert not refused(lambda: fitted(vector(3, "softmax"), "categorical_hinge", [[0], [1], [2], [0]] * 2))


def test_seq207_values_beyond_the_cut_have_no_gradient() -> None:
    """Outputs are clipped to 1e-7 and 1 - 1e-7: two outputs below 0 cost the same."""
    loss = keras.losses.BinaryCrossentropy()
    cost = [float(loss(np.array([[1.0]], "float32"), np.array([[value]], "float32"))) for value in (-5.0, -0.5)]

    assert cost[0] == cost[1]
    assert math.isclose(-math.log(1e-7), cost[0], rel_tol=1e-3)


def test_seq207_relu_outputs_that_are_all_zero_cost_nan() -> None:
    """The loss divides by their sum."""
    loss = keras.losses.CategoricalCrossentropy()(np.array([[1.0, 0, 0]], "float32"), np.zeros((1, 3), "float32"))

    assert math.isnan(float(loss))


def test_seq210_accuracy_over_one_unit_is_binary_accuracy() -> None:
    """Whatever the loss is: a prediction above 0.5 counts as 1."""
    subject = model(layers.Flatten(), layers.Dense(1, kernel_initializer="zeros", bias_initializer="ones"))
    subject.compile(loss="mse", metrics=["accuracy"])

    assert 1.0 == subject.evaluate(X, np.ones((8, 1)), verbose=0)[1]
    assert 0.0 == subject.evaluate(X, np.full((8, 1), 1.1), verbose=0)[1]


# --------------------------------------------------------------------------------------------------------- callbacks


@pytest.mark.parametrize("callback", ["EarlyStopping", "ReduceLROnPlateau"])
def test_seq214_val_loss_without_validation_does_nothing(callback: str) -> None:
    """All epochs run, and the rate stays."""
    told = fitted(vector(1), "mse", draw(8, 1), epochs=3, callbacks=[getattr(keras.callbacks, callback)(patience=0)])

    assert 3 == len(told["loss"])
    assert 1 == len(set(told.get("learning_rate", [0.0])))


def test_seq214_save_best_only_without_its_figure_saves_every_epoch(tmp_path: Path) -> None:
    """Each one as if it were the best."""
    saves = keras.callbacks.ModelCheckpoint(tmp_path / "{epoch}.keras", save_best_only=True)
    fitted(vector(1), "mse", draw(8, 1), epochs=3, callbacks=[saves])

    assert ["1.keras", "2.keras", "3.keras"] == sorted(path.name for path in tmp_path.iterdir())


@pytest.mark.parametrize("callback", ["EarlyStopping", "ReduceLROnPlateau"])
def test_seq214_an_unknown_figure_raises_after_the_first_epoch(callback: str) -> None:
    """Unless its direction is given: then it is ignored."""
    stops = getattr(keras.callbacks, callback)
    ignored = fitted(vector(1), "mse", draw(8, 1), epochs=2, callbacks=[stops(monitor="nonsense", mode="min")])

    assert refused(
        lambda: fitted(vector(1), "mse", draw(8, 1), epochs=2, callbacks=[stops(monitor="val_los")]),
        "isn't able to automatically determine whether that metric should be maximized or minimized",
    )
    assert 2 == len(ignored["loss"])


def test_seq214_metrics_are_known_by_the_name_as_written() -> None:
    """A string keeps its spelling; a weighted metric that is there already gets a prefix."""
    subject = vector(1)
    subject.compile(loss="mse", metrics=["mae", "MeanSquaredError"], weighted_metrics=["mae", "mse"])

    assert {"loss", "mae", "MeanSquaredError", "weighted_mae", "mse"} == set(
        subject.fit(X, draw(8, 1), verbose=0).history
    )


@pytest.mark.parametrize("name", KINDS["metric"].registry.names)
def test_seq214_every_metric_has_the_name_that_keras_gives_it(name: str) -> None:
    """Made with its arguments, a metric is called as its class is, in most cases."""
    cls = KINDS["metric"].load(name)
    needed = {
        "num_classes": 2,
        "target_class_ids": [0],
        "recall": 0.5,
        "precision": 0.5,
        "specificity": 0.5,
        "sensitivity": 0.5,
    }
    arguments = {
        key: value for key, value in needed.items() if key in cls.model_fields and cls.model_fields[key].is_required()
    }
    keras.backend.clear_session(free_memory=False)

    assert getattr(keras.metrics, name)(**arguments).name == figure(cls.model_validate(arguments))


# --------------------------------------------------------------------------------------------------- data and dropout


def test_seq319_validation_split_is_not_checked() -> None:
    """On JAX a split of 20 ends in StopIteration, one of 1.0 in ValueError."""
    assert refused(lambda: fitted(vector(1), "mse", draw(8, 1), validation_split=1.0), "not sufficient to split it")
    with pytest.raises((StopIteration, RuntimeError)):
        fitted(vector(1), "mse", draw(8, 1), validation_split=20)


def test_seq401_rates_are_cut_to_the_range_or_drop_everything() -> None:
    """Recurrent layers cut in silence; a dropout of 1 gives zeros; two of its relatives divide by zero."""
    ones = np.ones((2, 3), "float32")

    assert 1.0 == layers.LSTM(4, dropout=20).dropout
    assert 0.0 == layers.LSTM(4, recurrent_dropout=-1).recurrent_dropout
    assert not np.asarray(layers.Dropout(1.0)(ones, training=True)).any()
    assert refused(lambda: layers.GaussianDropout(1.0)(ones, training=True), "division by zero")
    assert refused(lambda: layers.AlphaDropout(1.0)(ones, training=True))


def test_seq601_a_seed_makes_two_runs_alike() -> None:
    """Without one, initial weights differ."""
    seeded = [keras.utils.set_random_seed(42) or vector(1).get_weights()[0] for _ in range(2)]

    assert np.array_equal(*seeded)
    assert not np.array_equal(vector(1).get_weights()[0], vector(1).get_weights()[0])


# -------------------------------------------------------------------------------------------------------- TensorFlow


def test_seq306_and_seq319_what_tensorflow_does_otherwise() -> None:
    """It raises where JAX counts 0, and trains on nothing where JAX stops."""
    pytest.importorskip("tensorflow")
    script = Path(__file__).with_name("keras_on_tensorflow.py")
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.strip().splitlines()[-1])

    assert "InvalidArgumentError" == told["softmax over one, labels above 0"]
    assert "InvalidArgumentError" == told["sigmoid over one, labels above 0"]
    assert "InvalidArgumentError" == told["a label outside"]
    assert ["val_loss"] == list(told["validation_split of 20"])
    assert {} == told["window longer than the series"]["history"]
    assert any("ran out of data" in warning for warning in told["window longer than the series"]["warnings"])
