"""A SimpleRNN: h' = f(x W + b + h R)."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
from jax import Array, lax

from seqspec.engines.fused.recurrence.gates import Gates
from seqspec.engines.fused.recurrence.product import Product
from seqspec.engines.fused.recurrence.work import Loop, Outputs, Plan, Work, before, chosen, passed


def simple_rnn(plan: Plan, work: Work) -> Outputs:
    """Outputs and last state."""
    scale = Gates((plan.activation,)).scale
    inputs = Product(scale(work.kernel), work.input_drops).forward(work.inputs)
    inputs = inputs if work.bias is None else inputs + scale(work.bias)
    return _recur(plan, Loop(inputs, scale(work.recurrent), None, work.states, work.mask, work.drops))


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def _recur(plan: Plan, loop: Loop) -> Outputs:
    states, outputs = _loop(plan, loop, kept=False)
    return outputs, states


def _loop(plan: Plan, loop: Loop, kept: bool) -> Any:
    product = Product(loop.recurrent, loop.drops)

    def step(states: tuple[Array], moment: Any) -> Any:
        inputs, mask = moment
        total = inputs + product.forward(states[0])
        state = chosen(mask, plan.activation.function(total), states[0])
        if kept:
            return (state,), (state, total if plan.activation.slope is None else None)
        return (state,), state if plan.sequences else None

    return lax.scan(step, loop.states, (loop.inputs, loop.mask), reverse=plan.reverse)


def _forward(plan: Plan, loop: Loop) -> tuple[Outputs, Any]:
    states, (outputs, totals) = _loop(plan, loop, kept=True)
    return (outputs if plan.sequences else None, states), (loop, outputs, totals)


def _backward(plan: Plan, kept: Any, gradients: Any) -> tuple[Loop]:
    loop, outputs, totals = kept
    product = Product(loop.recurrent, loop.drops)
    # A slope that is a function of the output is cheaper computed again than written and read.
    slope = plan.activation.slope or (lambda slope: slope)
    known = outputs if totals is None else plan.activation.at(totals).slope

    def step(carried: Array, moment: Any) -> Any:
        output, known, mask = moment
        state = carried if output is None else carried + output
        inputs = state * chosen(mask, slope(known), 0)
        return passed(mask, product.backward(inputs), state), inputs

    first, inputs = lax.scan(step, gradients[1][0], (gradients[0], known, loop.mask), reverse=not plan.reverse)
    recurrent = product.gather(before(loop.states[0], outputs, plan.reverse), inputs)
    return (Loop(inputs, recurrent, None, (first,)),)


_recur.defvjp(_forward, _backward)
