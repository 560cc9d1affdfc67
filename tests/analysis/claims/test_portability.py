"""The rules on precision, loops and seeds say what Keras would have done. Here Keras is asked, on JAX."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

layers = keras.layers
pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]


@contextmanager
def precision(policy: str) -> Iterator[None]:
    """Layers made in here compute in it."""
    keras.config.set_dtype_policy(policy)
    try:
        yield
    finally:
        keras.config.set_dtype_policy("float32")


def sum_of(value: float, dtype: str | None = None) -> float:
    """Fifteen equal numbers added up by a Dense layer, in mixed precision."""
    with precision("mixed_float16"):
        layer = layers.Dense(1, kernel_initializer="ones", dtype=dtype)
        return float(np.asarray(layer(np.full((1, 15), value, "float32")))[0, 0])


def test_seq507_the_output_ends_at_65504() -> None:
    """A sum of 90,000 is infinite, unless the layer is told to compute in float32."""
    assert float("inf") == sum_of(6000)
    assert 90_000 == sum_of(6000, "float32")


def test_seq507_a_small_probability_is_0() -> None:
    """A millionth of a per cent is lost in float16, and kept in float32."""
    logits = np.array([[0.0, -18.0]], "float32")
    with precision("mixed_float16"):
        half, whole = (np.asarray(layers.Activation("softmax", dtype=dtype)(logits)) for dtype in (None, "float32"))

    assert 0 == half[0, 1]
    assert 0 < whole[0, 1]


def test_seq506_half_precision_is_taken_on_a_processor(recwarn: pytest.WarningsRecorder) -> None:
    """Without a word."""
    with precision("mixed_float16"):
        output = layers.Dense(1)(np.ones((2, 3), "float32"))

    assert "float16" == str(output.dtype)
    assert [] == [warning for warning in recwarn if "float16" in str(warning.message)]


@pytest.mark.parametrize(("unroll", "grows"), [(True, True), (False, False)])
def test_seq503_an_unrolled_layer_is_a_longer_program(unroll: bool, grows: bool) -> None:
    """The program of 40 steps is a multiple of that of 10, where a loop has the same."""
    jax = pytest.importorskip("jax")

    def length(steps: int) -> int:
        layer = layers.SimpleRNN(2, unroll=unroll)
        x = np.ones((1, steps, 2), "float32")
        layer(x)
        return len(str(jax.make_jaxpr(lambda given: layer(given))(x)))

    assert grows == (length(40) > 2 * length(10))


def test_seq503_time_distributed_calls_its_layer_once_a_step() -> None:
    """In a loop of Python, where the number of steps is known."""
    calls = []

    class Counted(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x: Any) -> Any:
            calls.append(x)
            return x

    layers.TimeDistributed(Counted())(np.ones((2, 7, 3), "float32"))

    assert 7 <= len(calls)
