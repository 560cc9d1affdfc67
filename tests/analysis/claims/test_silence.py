"""Where a rule says that Keras says nothing: Keras is asked, and trains."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

layers = keras.layers
pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]

RNG = np.random.default_rng(0)
SERIES = RNG.normal(size=(64, 6, 1))


def trained(*stack: Any, x: Any, y: Any, epochs: int = 1, rate: float = 0.02) -> dict[str, list[float]]:
    """The figures of training."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input(x.shape[1:]), *stack])
    model.compile(keras.optimizers.Adam(rate), "mse")
    found: dict[str, list[float]] = model.fit(x, y, epochs=epochs, verbose=0).history
    return found


def asked(code: str, **environment: str) -> str:
    """The last line that a process of its own prints."""
    given = {key: value for key, value in os.environ.items() if key != "KERAS_BACKEND"}
    done = subprocess.run(
        [sys.executable, "-c", code], env={**given, **environment}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip().splitlines()[-1]


def test_seq124_a_flatten_leaves_vectors_as_they_are() -> None:
    """Shape and numbers."""
    vectors = RNG.normal(size=(4, 3)).astype("float32")

    assert vectors.tolist() == np.asarray(layers.Flatten()(vectors)).tolist()


def test_seq305_without_validation_there_is_no_val_loss() -> None:
    """And no error."""
    assert {"loss"} == set(trained(layers.Flatten(), layers.Dense(1), x=SERIES, y=SERIES[:, 0]))


def test_seq308_a_column_that_is_its_own_answer_is_learnt_at_once() -> None:
    """The loss is close to 0."""
    answer = RNG.normal(size=(64, 1))
    loss = trained(layers.Dense(1), x=answer, y=answer, epochs=100, rate=0.05)["loss"]

    assert loss[-1] < 1e-3 < loss[0]


def test_seq310_windows_run_over_the_end_of_a_series() -> None:
    """Whatever rows follow one another make a window."""
    pytest.importorskip("tensorflow")
    shops = np.array([1, 1, 1, 2, 2, 2])
    windows = keras.utils.timeseries_dataset_from_array(shops, None, sequence_length=2, batch_size=9)

    assert [[1, 1], [1, 1], [1, 2], [2, 2], [2, 2]] == next(iter(windows)).numpy().tolist()


def test_seq316_raw_numbers_leave_a_recurrent_layer_at_its_ends() -> None:
    """Scaled ones train to a fraction of the loss; the same ones a thousand times as large, and far from 0, do not."""
    target = SERIES.mean(axis=1)
    stack = (lambda: layers.LSTM(8), lambda: layers.Dense(1))
    scaled, raw = (
        trained(*(make() for make in stack), x=x, y=target, epochs=30)["loss"] for x in (SERIES, SERIES * 1000 + 10_000)
    )

    assert scaled[-1] < 0.2 * target.var()
    assert raw[-1] > 0.8 * target.var()


def test_seq321_a_category_too_many_is_a_row_of_zeros() -> None:
    """Nobody says that it has no column."""
    assert [[0.0, 0.0, 0.0]] == np.asarray(keras.ops.one_hot(np.array([3]), 3)).tolist()


def test_seq602_keras_says_that_a_seed_is_not_enough() -> None:
    """In the documentation of the function."""
    assert "non-deterministic cuDNN ops" in (keras.utils.set_random_seed.__doc__ or "")


@pytest.mark.parametrize(
    ("written", "variable", "expected"),
    [(None, None, "tensorflow"), ("jax", None, "jax"), ("tensorflow", "jax", "jax")],
)
def test_seq603_where_the_backend_comes_from(
    written: str | None, variable: str | None, expected: str, tmp_path: Path
) -> None:
    """From the variable, else from the file, else it is TensorFlow."""
    pytest.importorskip("tensorflow")
    if written:
        (tmp_path / "keras.json").write_text(json.dumps({"backend": written}), "utf-8")
    environment = {"KERAS_HOME": str(tmp_path), **({"KERAS_BACKEND": variable} if variable else {})}

    assert expected == asked("import keras; print(keras.backend.backend())", **environment)


@pytest.mark.parametrize(("cell", "trains"), [("SimpleRNN", False), ("LSTM", True), ("GRU", True)])
def test_seq510_double_precision_on_jax(cell: str, trains: bool) -> None:
    """The state of a SimpleRNN changes its type in the loop, which is told at the first batch."""
    code = f"""
import keras, numpy
keras.config.set_dtype_policy("float64")
model = keras.Sequential([keras.Input((5, 2)), keras.layers.{cell}(3), keras.layers.Dense(1)])
model.compile("sgd", "mse")
try:
    model.fit(numpy.zeros((8, 5, 2)), numpy.zeros((8, 1)), verbose=0)
    print("trains")
except RuntimeError as error:
    print("dtypes" if "the dtypes do not match" in str(error) else "another error")
"""

    assert ("trains" if trains else "dtypes") == asked(code, KERAS_BACKEND="jax", JAX_ENABLE_X64="1")


def test_seq703_what_is_superfluous_changes_nothing() -> None:
    """Defaults that are spelled out, and a TimeDistributed around a Dense."""
    plain, spelled = layers.LSTM(4, name="a"), layers.LSTM(4, name="a", activation="tanh", go_backwards=False)
    inner = layers.Dense(2)
    wrapped = layers.TimeDistributed(inner)(SERIES.astype("float32"))

    assert plain.get_config() == spelled.get_config()
    assert np.allclose(wrapped, inner(SERIES.astype("float32")), atol=1e-6)


def test_seq416_a_softmax_of_a_softmax_is_never_sure() -> None:
    """Over three classes it can't give more than 0.58, however sure the first one is."""
    sure = np.array([[100.0, 0.0, 0.0]], "float32")
    twice = np.asarray(layers.Softmax()(layers.Softmax()(sure)))

    assert 0.576 == pytest.approx(float(twice.max()), abs=1e-3)


def classified(units: int, labels: Any, steps: int | None = None) -> float:
    """The loss of the first epoch on class numbers, with as many decoded steps as asked for."""
    keras.utils.set_random_seed(1)
    decoder = [layers.RepeatVector(steps)] if steps else []
    stack = [layers.Flatten(), *decoder, layers.Dense(units, activation="softmax")]
    model = keras.Sequential([keras.Input(SERIES.shape[1:]), *stack])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return float(model.fit(SERIES, np.asarray(labels), epochs=1, verbose=0).history["loss"][0])


def test_seq109_more_units_than_classes_train_without_a_word() -> None:
    """No class number is outside, on either backend."""
    assert 0 < classified(3, [0, 1] * 32)


def test_seq109_other_steps_than_those_of_the_class_numbers_raise() -> None:
    """It is shapes that are compared, before any number is."""
    with pytest.raises(ValueError, match="must have the same shape up until the last dimension"):
        classified(3, np.zeros((64, 11)), steps=8)
