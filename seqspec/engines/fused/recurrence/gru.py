"""The loop of a GRU: z, r of u + h R; h' = z h + (1 - z) f(u + r (h R + b)), or f(u + (r h) R)."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array, lax

from seqspec.engines.fused.recurrence.gates import Gates
from seqspec.engines.fused.recurrence.product import Product
from seqspec.engines.fused.recurrence.work import Outputs, Plan, Work, before, chosen


def gates(plan: Plan) -> Gates:
    """The activations of a GRU, in Keras's order: update, reset, proposal."""
    return Gates((plan.recurrent_activation, plan.recurrent_activation, plan.activation))


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def gru(plan: Plan, work: Work) -> Outputs:
    """Outputs and last state of a GRU with `reset_after`."""
    states, outputs = _loop(plan, work, kept=False)
    return outputs, states


def _loop(plan: Plan, work: Work, kept: bool) -> Any:
    product = Product(work.recurrent, work.drops)
    both, alone = Gates((plan.recurrent_activation,) * 2), Gates((plan.activation,))
    units = work.states[0].shape[-1]

    def step(states: tuple[Array], moment: Any) -> Any:
        inputs, mask = moment
        recurrent = product.forward(states[0])
        total = inputs[:, : 2 * units] + recurrent[:, : 2 * units]
        values = both(total)
        z, r = both.parts(values)
        inner = recurrent[:, 2 * units :]
        inner = inner if work.bias is None else inner + work.bias
        proposed = inputs[:, 2 * units :] + r * inner
        proposal = alone(proposed)
        state = chosen(mask, proposal + z * (states[0] - proposal), states[0])
        if kept:
            return (state,), (state, both.kept(total, values), alone.kept(proposed, proposal), inner)
        return (state,), state if plan.sequences else None

    return lax.scan(step, work.states, (work.inputs, work.mask), reverse=plan.reverse)


def _forward(plan: Plan, work: Work) -> tuple[Outputs, Any]:
    states, (outputs, *kept) = _loop(plan, work, kept=True)
    return (outputs if plan.sequences else None, states), (work, outputs, kept)


def _backward(plan: Plan, given: Any, gradients: Any) -> tuple[Work]:
    work, outputs, (totals, proposed, inner) = given
    product, mask = Product(work.recurrent, work.drops), work.mask
    z, r = Gates((plan.recurrent_activation,) * 2).restored(totals)
    (proposal,) = Gates((plan.activation,)).restored(proposed)
    previous = before(work.states[0], outputs, plan.reverse)
    direct = chosen(mask, (1 - z.value) * proposal.slope, 0)
    update = chosen(mask, (previous - proposal.value) * z.slope, 0)
    factors = jnp.concatenate([update, direct * inner * r.slope, direct * r.value], axis=-1)
    through = chosen(mask, z.value, 1)

    def step(carried: Array, moment: Any) -> Any:
        output, factors, through = moment
        state = carried if output is None else carried + output
        inputs = jnp.concatenate([state, state, state], axis=-1) * factors
        return state * through + product.backward(inputs), (inputs, state)

    moments = gradients[0], factors, through
    first, (inputs, states) = lax.scan(step, gradients[1][0], moments, reverse=not plan.reverse)
    recurrent = product.gather(previous, inputs)
    units = previous.shape[-1]
    bias = None if work.bias is None else inputs[..., 2 * units :].sum((0, 1))
    inputs = jnp.concatenate([inputs[..., : 2 * units], states * direct], axis=-1)
    return (Work(inputs, recurrent, bias, (first,), None, None),)


gru.defvjp(_forward, _backward)
