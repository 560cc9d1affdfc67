"""The loop of an LSTM: i, f, g, o of u + h R; c' = f c + i g, h' = o tanh(c')."""

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
    """The activations of an LSTM's gates, in Keras's order: input, forget, proposal, output."""
    return Gates((plan.recurrent_activation, plan.recurrent_activation, plan.activation, plan.recurrent_activation))


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def lstm(plan: Plan, work: Work) -> Outputs:
    """Outputs, last output and last memory."""
    states, outputs = _loop(plan, work, kept=False)
    return outputs, states


def _loop(plan: Plan, work: Work, kept: bool) -> Any:
    product, activate = Product(work.recurrent, work.drops), gates(plan)
    squash, scale = plan.activation.function, plan.activation.scale

    def step(states: tuple[Array, Array], moment: Any) -> Any:
        inputs, mask = moment
        total = inputs + product.forward(states[0])
        values = activate(total)
        i, f, g, o = activate.parts(values)
        memory = chosen(mask, f * states[1] + i * g, states[1])
        state = chosen(mask, o * squash(memory * scale), states[0])
        if kept:
            return (state, memory), (state, memory, activate.kept(total, values))
        return (state, memory), state if plan.sequences else None

    return lax.scan(step, work.states, (work.inputs, work.mask), reverse=plan.reverse)


def _forward(plan: Plan, work: Work) -> tuple[Outputs, Any]:
    states, (outputs, memories, totals) = _loop(plan, work, kept=True)
    return (outputs if plan.sequences else None, states), (work._replace(inputs=totals), outputs, memories)


def _backward(plan: Plan, kept: Any, gradients: Any) -> tuple[Work]:
    work, outputs, memories = kept
    product, mask = Product(work.recurrent, work.drops), work.mask
    i, f, g, o = gates(plan).restored(work.inputs)
    squashed = plan.activation.at(memories * plan.activation.scale)
    previous = before(work.states[1], memories, plan.reverse)
    slopes = [g.value * i.slope, previous * f.slope, i.value * g.slope, squashed.value * o.slope]
    factors = chosen(mask, jnp.concatenate(slopes, axis=-1), 0)
    into = chosen(mask, o.value * squashed.slope * plan.activation.scale, 0)
    through = chosen(mask, f.value, 1)

    def step(carried: tuple[Array, Array], moment: Any) -> Any:
        output, factors, into, through, mask = moment
        state = carried[0] if output is None else carried[0] + output
        memory = carried[1] + state * into
        inputs = jnp.concatenate([memory, memory, memory, state], axis=-1) * factors
        back = product.backward(inputs)
        back = back if mask is None else back + chosen(mask, back * 0, state)
        return (back, memory * through), inputs

    moments = gradients[0], factors, into, through, mask
    first, inputs = lax.scan(step, gradients[1], moments, reverse=not plan.reverse)
    recurrent = product.gather(before(work.states[0], outputs, plan.reverse), inputs)
    return (Work(inputs, recurrent, None, first, None, None),)


lstm.defvjp(_forward, _backward)
