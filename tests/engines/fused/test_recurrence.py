"""Fused loops give what Keras's give, and gradients as exact."""

from __future__ import annotations

from contextlib import nullcontext
from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqspec.engines.fused.attachment import attached, is_fused
from tests.engines.fused import references

pytestmark = pytest.mark.keras

CELLS = ("SimpleRNN", "LSTM", "GRU")
FAST = ("tanh", "sigmoid", "relu", "linear", "hard_sigmoid")
OTHERS = ("softsign", "elu", "silu", "softplus")
QUICKLY = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}
"""How the reference is compiled: it runs once."""


def layer_of(cell: str, units: int, **arguments: Any) -> Any:
    """A layer that gives outputs and states of all steps."""
    masked = arguments.pop("zero_output_for_mask", False)
    layer = getattr(keras.layers, cell)(units, return_sequences=True, return_state=True, **arguments)
    layer.zero_output_for_mask = masked
    return layer


def weights_of(layer: Any, features: int, seed: int) -> list[Any]:
    """Weights large enough to bend the activations."""
    layer.build((None, None, features))
    rng = np.random.default_rng(seed)
    return [rng.normal(0, 0.5, weight.shape).astype("float32") for weight in layer.trainable_variables]


def outcome(layer: Any, given: tuple[Any, ...], mask: Any, fused: bool, training: bool = False) -> list[Any]:
    """
    Outputs and states without a backward pass and with one, and gradients.

    They are those of a sum of all outputs and states, with respect to weights, inputs and first states.
    """
    others = [variable.value for variable in layer.non_trainable_variables]

    def value(weights: Any, inputs: Any, states: Any) -> Any:
        called, _ = layer.stateless_call(weights, others, inputs, mask=mask, initial_state=states, training=training)
        return total(called), called

    with attached(layer) if fused else nullcontext():
        alone = jax.jit(lambda *given: value(*given)[1])(*given)
        gradients, called = jax.jit(jax.grad(value, (0, 1, 2), has_aux=True))(*given)
    return jax.tree.leaves((alone, called, gradients))


def total(called: Any) -> Any:
    """One number that depends on every output in its own way."""
    return sum(jnp.sum(each * jnp.cos(jnp.arange(each.size, dtype=each.dtype)).reshape(each.shape)) for each in called)


def exact(layer: Any, given: tuple[Any, ...], mask: Any) -> list[Any]:
    """The same of the plain reference, in double precision."""
    with jax.enable_x64(True):

        def value(weights: Any, inputs: Any, states: Any) -> Any:
            outputs, last = references.run(layer, weights, inputs, states, mask)
            return total([outputs, *last]), [outputs, *last]

        double = jax.tree.map(lambda array: jnp.asarray(np.asarray(array), jnp.float64), given)
        gradients, called = jax.jit(jax.grad(value, (0, 1, 2), has_aux=True), compiler_options=QUICKLY)(*double)
        return [np.asarray(each) for each in jax.tree.leaves((called, called, gradients))]


def errors(found: list[Any], wanted: list[Any]) -> Any:
    """The largest error of every array, relative to the array's largest number."""
    assert len(found) == len(wanted)
    pairs = ((np.asarray(one, "float64"), other) for one, other in zip(found, wanted, strict=True))
    return np.array([np.abs(one - other).max() / max(np.abs(other).max(), 1e-3) for one, other in pairs])


@st.composite
def configurations(draw: st.DrawFn, cell: str) -> dict[str, Any]:
    """What a layer can be told, and sequences for it."""
    arguments: dict[str, Any] = {
        "activation": draw(st.sampled_from(FAST + OTHERS)),
        "use_bias": draw(st.booleans()),
        "go_backwards": draw(st.booleans()),
        "zero_output_for_mask": draw(st.booleans()),
    }
    if cell != "SimpleRNN":
        arguments["recurrent_activation"] = draw(st.sampled_from(("sigmoid", "hard_sigmoid", "softsign", "tanh")))
    if cell == "GRU":
        arguments["reset_after"] = draw(st.booleans())
    sizes = {name: draw(st.integers(1, top)) for name, top in (("units", 5), ("features", 3), ("batch", 3))}
    return {"arguments": arguments, "steps": draw(st.integers(1, 7)), "masked": draw(st.booleans()), **sizes}


def compared(cell: str, configuration: dict[str, Any], seed: int) -> tuple[Any, Any]:
    """The errors of fused and of stock loops."""
    layer = layer_of(cell, configuration["units"], **configuration["arguments"])
    batch, steps, features = (configuration[name] for name in ("batch", "steps", "features"))
    rng = np.random.default_rng(seed)
    weights = weights_of(layer, features, seed)
    inputs = rng.normal(size=(batch, steps, features)).astype("float32")
    states = [rng.normal(0, 0.5, (batch, size)).astype("float32") for size in layer.state_size]
    mask = rng.random((batch, steps)) < 0.6 if configuration["masked"] else None
    if mask is not None:
        mask[0] = False  # a row that is masked from end to end
    given = weights, inputs, states
    wanted = exact(layer, given, mask)
    assert is_fused(layer)
    return tuple(errors(outcome(layer, given, mask, fused), wanted) for fused in (True, False))


ROUNDING = 3e-7
"""What the last bits of a float32 near 1 may add where Keras happens to be nearly exact."""


@pytest.mark.parametrize("cell", CELLS)
@settings(max_examples=10)
@given(data=st.data())
def test_fused_loops_are_as_exact_as_keras(cell: str, data: st.DataObject) -> None:
    """Outputs, states and all gradients are at most four times as far from double precision as Keras's own."""
    fused, stock = compared(cell, data.draw(configurations(cell)), data.draw(st.integers(0, 1000)))

    assert (fused <= 4 * stock + ROUNDING).all()


@pytest.mark.parametrize("cell", CELLS)
def test_long_sequences_keep_the_precision(cell: str) -> None:
    """Errors do not grow along a hundred steps more than Keras's do."""
    sizes = {"units": 12, "features": 2, "batch": 3, "steps": 100, "masked": True}
    fused, stock = compared(cell, {"arguments": {}, **sizes}, 3)

    assert (fused <= 4 * stock + ROUNDING).all()


@pytest.mark.parametrize(
    ("cell", "rates", "more"),
    [
        ("SimpleRNN", (0.3, 0.4), {}),
        ("LSTM", (0.3, 0.0), {}),
        ("LSTM", (0.3, 0.4), {}),
        ("GRU", (0.0, 0.4), {}),
        ("GRU", (0.3, 0.4), {"reset_after": False}),
    ],
)
def test_dropout_of_cells_is_that_of_keras(cell: str, rates: tuple[float, float], more: dict[str, Any]) -> None:
    """From the same seed, inputs and states are dropped alike, one mask a gate where Keras draws several."""
    drops = {"dropout": rates[0], "recurrent_dropout": rates[1], "seed": 7}
    layer = layer_of(cell, 4, **drops, **more)
    rng = np.random.default_rng(0)
    inputs, mask = rng.normal(size=(3, 5, 2)).astype("float32"), rng.random((3, 5)) < 0.7
    states = [rng.normal(0, 0.5, (3, 4)).astype("float32") for _ in layer.state_size]
    given = weights_of(layer, 2, 1), inputs, states
    fused, stock = (outcome(layer, given, mask, fused, training=True) for fused in (True, False))

    assert errors(fused, stock).max() < 2e-6


@pytest.mark.parametrize(
    ("cell", "policy"),
    [
        *product(("SimpleRNN", "LSTM"), ("bfloat16", "mixed_bfloat16", "mixed_float16")),
        ("GRU", "bfloat16"),  # Keras's own loop on JAX can't begin a GRU of mixed precision with states that are given
    ],
)
def test_other_precisions_are_those_of_keras(cell: str, policy: str) -> None:
    """The loops compute in the dtype that the layer's policy says, about as exactly as Keras."""
    layer = layer_of(cell, 6, dtype=policy, recurrent_initializer="glorot_uniform")
    rng = np.random.default_rng(2)
    weights = [jnp.asarray(weight, layer.variable_dtype) for weight in weights_of(layer, 3, 2)]
    inputs = jnp.asarray(rng.normal(size=(4, 9, 3)), layer.compute_dtype)
    states = [jnp.asarray(rng.normal(0, 0.5, (4, 6)), layer.compute_dtype) for _ in layer.state_size]
    given = weights, inputs, states
    fused, stock = (outcome(layer, given, None, fused) for fused in (True, False))
    wanted = exact(layer, given, None)

    assert [each.dtype for each in stock] == [each.dtype for each in fused]
    assert (errors(fused, wanted) <= 4 * errors(stock, wanted) + float(jnp.finfo(layer.compute_dtype).eps)).all()


@pytest.mark.parametrize("cell", CELLS)
def test_an_unrolled_loop_shows_nothing_before_its_first_step(cell: str) -> None:
    """Keras's unrolled loop gives zeros until a step counts, whatever the state is, and so does the fused one."""
    layer = layer_of(cell, 3, unroll=True, go_backwards=True)
    given = weights_of(layer, 2, 4), np.ones((2, 4, 2), "float32"), [np.ones((2, 3), "float32")] * len(layer.state_size)
    mask = np.array([[True, False, True, False], [False] * 4])
    fused, stock = (outcome(layer, given, mask, fused) for fused in (True, False))

    assert errors(fused, stock).max() < 2e-6
    assert np.abs(fused[0][1]).max() == 0
