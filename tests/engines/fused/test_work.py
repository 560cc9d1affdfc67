"""How loops walk along the steps: like JAX's own scan, over the memory of what they have read."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array, lax

from seqspec.engines.fused.recurrence.work import walk

pytestmark = pytest.mark.keras

STEPS = 5


def step(state: Array, own: Array, others: tuple[Array, None]) -> tuple[Array, list[Array]]:
    """A state that depends on all before it, and two results."""
    state = jnp.tanh(state + own * others[0])
    return state, [state + own, state[:2]]


@pytest.mark.parametrize("reverse", [False, True])
def test_walking_gives_what_a_scan_gives(reverse: bool) -> None:
    """The same state and results in either direction, and what was handed in is left as it was."""
    rng = np.random.default_rng(1)
    own, other = (rng.normal(size=(STEPS, 3)).astype(np.float32) for _ in range(2))
    given, start = jnp.asarray(own), jnp.ones(3)

    def scanned(state: Array, moment: Any) -> Any:
        return step(state, moment[0], (moment[1], None))

    wanted = lax.scan(scanned, start, (own, other), reverse=reverse)
    found = jax.jit(lambda own: walk(step, start, own, (jnp.asarray(other), None), reverse))(given)

    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-6), wanted, found)
    np.testing.assert_array_equal(own, given)
