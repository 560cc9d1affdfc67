"""The loop of a SimpleRNN: h' = f(u + h R)."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
from jax import Array, lax

from seqspec.engines.fused.recurrence.product import Product
from seqspec.engines.fused.recurrence.work import Outputs, Plan, Work, before, chosen


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def simple_rnn(plan: Plan, work: Work) -> Outputs:
    """Outputs and last state."""
    states, outputs = _loop(plan, work, kept=False)
    return outputs, states


def _loop(plan: Plan, work: Work, kept: bool) -> Any:
    product = Product(work.recurrent, work.drops)
    by_input = plan.activation.slope is None

    def step(states: tuple[Array], moment: Any) -> Any:
        inputs, mask = moment
        total = inputs + product.forward(states[0])
        state = chosen(mask, plan.activation.function(total), states[0])
        if kept:
            return (state,), (state, total if by_input else None)
        return (state,), state if plan.sequences else None

    return lax.scan(step, work.states, (work.inputs, work.mask), reverse=plan.reverse)


def _forward(plan: Plan, work: Work) -> tuple[Outputs, Any]:
    states, (outputs, totals) = _loop(plan, work, kept=True)
    return (outputs if plan.sequences else None, states), (work._replace(inputs=totals), outputs)


def _backward(plan: Plan, kept: Any, gradients: Any) -> tuple[Work]:
    work, outputs = kept
    product = Product(work.recurrent, work.drops)
    slope = plan.activation.slope(outputs) if plan.activation.slope else plan.activation.at(work.inputs).slope
    slope = chosen(work.mask, slope, 0)

    def step(carried: Array, moment: Any) -> Any:
        output, slope, mask = moment
        state = carried if output is None else carried + output
        inputs = state * slope
        carried = product.backward(inputs)
        return carried if mask is None else carried + chosen(mask, carried * 0, state), inputs

    moments = gradients[0], slope, work.mask
    first, inputs = lax.scan(step, gradients[1][0], moments, reverse=not plan.reverse)
    recurrent = product.gather(before(work.states[0], outputs, plan.reverse), inputs)
    return (Work(inputs, recurrent, None, (first,), None, None),)


simple_rnn.defvjp(_forward, _backward)
