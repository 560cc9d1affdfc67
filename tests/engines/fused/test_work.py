"""How loops walk along the steps: like JAX's own scan, over the memory of what they have read."""

from __future__ import annotations

import re
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array, lax

from seqspec.engines.fused.recurrence.activations import FAST, Activation
from seqspec.engines.fused.recurrence.gru import gru
from seqspec.engines.fused.recurrence.lstm import lstm
from seqspec.engines.fused.recurrence.simple_rnn import simple_rnn
from seqspec.engines.fused.recurrence.work import Plan, Work, run, walk

pytestmark = pytest.mark.keras

STEPS = 5


def step(state: Array, own: Array, others: tuple[Array, None]) -> tuple[Array, list[Array]]:
    """A state that depends on all before it, and two results."""
    state = jnp.tanh(state + own * others[0])
    return state, [state + own, state[:2]]


@pytest.mark.parametrize("ahead", [False, True])
@pytest.mark.parametrize("reverse", [False, True])
def test_walking_gives_what_a_scan_gives(reverse: bool, ahead: bool) -> None:
    """The same state and results in either direction, read ahead or not, and what was handed in is left as it was."""
    rng = np.random.default_rng(1)
    own, other = (rng.normal(size=(STEPS, 3)).astype(np.float32) for _ in range(2))
    given, start = jnp.asarray(own), jnp.ones(3)

    def scanned(state: Array, moment: Any) -> Any:
        return step(state, moment[0], (moment[1], None))

    wanted = lax.scan(scanned, start, (own, other), reverse=reverse)
    found = jax.jit(lambda own: walk(step, start, own, (jnp.asarray(other), None), reverse, ahead=ahead))(given)

    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-6), wanted, found)
    np.testing.assert_array_equal(own, given)


@pytest.mark.parametrize("reverse", [False, True])
def test_what_is_read_ahead_is_what_is_read(reverse: bool) -> None:
    """A loop that keeps nothing gives the same outputs, bit for bit, whether it reads a step ahead or not."""
    rng = np.random.default_rng(1)
    inputs, mask = jnp.asarray(rng.normal(size=(STEPS, 3)), jnp.float32), jnp.asarray(rng.random((STEPS, 3)) < 0.5)
    plan = Plan(FAST["tanh"], FAST["sigmoid"], reverse)

    def masked(states: tuple[Array], inputs: Array, mask: Array) -> Any:
        return (jnp.where(mask, jnp.tanh(states[0] + inputs), states[0]),), None

    now, ahead = (run(plan, masked, (jnp.ones(3),), inputs, mask, ahead=ahead) for ahead in (False, True))

    jax.tree.map(np.testing.assert_array_equal, now, ahead)


CELLS: dict[str, tuple[Any, int, int]] = {
    "SimpleRNN": (simple_rnn, 1, 1),
    "LSTM": (lstm, 4, 2),
    "GRU": (gru, 3, 1),
    "GRU, reset before": (gru, 3, 1),
}
"""A cell's function, gates and states."""


KINDS: dict[str, dict[str, Any]] = {
    "plain": {},
    "masked": {"masked": True},
    "relu": {"activation": "relu"},
    "elu": {"activation": "elu"},
    "hard gates": {"gates": "hard_sigmoid"},
    "dropout": {"input_drops": True},
    "recurrent dropout": {"drops": True},
    "masked relu backwards": {"masked": True, "activation": "relu", "reverse": True},
    "masked with dropout, last output": {"masked": True, "drops": True, "sequences": False},
    "elu with dropout, last output": {"drops": True, "activation": "elu", "sequences": False},
}
"""What sets a loop apart."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cell", CELLS)
def test_no_step_copies_what_belongs_to_all_steps(cell: str, kind: str) -> None:
    """In the compiled loops of a training step there is no copy of a whole array, which made them four times slower."""
    bodies = loops(program(cell, **KINDS[kind]))

    assert 2 == len(bodies)
    assert [] == [copy for body in bodies for copy in re.findall(rf"= \w+\[{STEPS_OF_A_LOOP},.* copy\(.*", body)]


STEPS_OF_A_LOOP = 40


def program(
    cell: str,
    *,
    masked: bool = False,
    activation: str = "tanh",
    gates: str = "sigmoid",
    input_drops: bool = False,
    drops: bool = False,
    reverse: bool = False,
    sequences: bool = True,
) -> str:
    """The compiled forward and backward pass of a cell of 24 units over 24 features."""
    function, count, states = CELLS[cell]
    plan = Plan(ACTIVATIONS[activation], ACTIVATIONS[gates], reverse, sequences, cell == "GRU")
    steps, examples, units = STEPS_OF_A_LOOP, 16, 24
    ones = jnp.ones
    weights = (ones((units, count * units)),) * 2
    bias = ones((2, count * units) if cell == "GRU" else count * units)
    mask = ones((steps, examples, 1), bool) if masked else None
    dropped = [ones((count, examples, units)) if each else None for each in (input_drops, drops)]

    def total(inputs: Array, kernel: Array, recurrent: Array, bias: Array, first: tuple[Array, ...]) -> Array:
        outputs, last = function(plan, Work(inputs, kernel, recurrent, bias, first, mask, *dropped))
        shown = 0 if outputs is None else (outputs * outputs).sum()
        return shown + sum(state.sum() for state in last)

    given = ones((steps, examples, units)), *weights, bias, (ones((examples, units)),) * states
    lowered = jax.jit(jax.grad(total, (0, 1, 2, 3, 4))).lower(*given)
    return str(lowered.compile({"xla_backend_optimization_level": 0}).as_text())


ACTIVATIONS = {**FAST, "elu": Activation(jax.nn.elu)}


def loops(program: str) -> list[str]:
    """The texts of a compiled program's loop bodies."""
    names = set(re.findall(r"body=%([\w.-]+)", program))
    blocks = re.findall(r"^%([\w.-]+) \(.*?\{\n(.*?)^\}", program, re.MULTILINE | re.DOTALL)
    return [text for name, text in blocks if name in names]
