"""A SimpleRNN: h' = f(x W + b + h R)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from seqspec.engines.fused.recurrence.gates import Gates
from seqspec.engines.fused.recurrence.product import Product
from seqspec.engines.fused.recurrence.work import Loop, Outputs, Plan, Work, before, chosen, passed, run, walk


def simple_rnn(plan: Plan, work: Work) -> Outputs:
    """Outputs and last state."""
    scale = Gates((plan.activation,)).scale
    inputs = Product(scale(work.kernel), work.input_drops).forward(work.inputs)
    inputs = inputs if work.bias is None else inputs + scale(work.bias)
    return _recur(plan, Loop(inputs, scale(work.recurrent), None, work.states, work.mask, work.drops))


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def _recur(plan: Plan, loop: Loop) -> Outputs:
    return run(plan, _step(plan, loop), loop.states, loop.inputs, loop.mask, ahead=False)


def _step(plan: Plan, loop: Loop) -> Callable[..., Any]:
    product = Product(loop.recurrent, loop.drops)

    def step(states: tuple[Array], inputs: Array, mask: Array | None) -> Any:
        total = inputs + product.forward(states[0])
        state = chosen(mask, plan.activation.function(total), states[0])
        return (state,), [state] if plan.activation.slope else [state, total]

    return step


def _forward(plan: Plan, loop: Loop) -> tuple[Outputs, Any]:
    states, (outputs, *totals) = walk(
        _step(plan, loop), loop.states, loop.inputs, loop.mask, plan.reverse, ahead=not plan.bent
    )
    return (outputs if plan.sequences else None, states), (loop, outputs, totals)


def _backward(plan: Plan, kept: Any, gradients: Any) -> tuple[Loop]:
    loop, outputs, totals = kept
    product = Product(loop.recurrent, loop.drops)
    # A slope that is a function of the output is cheaper computed again than written and read.
    slope = plan.activation.slope or (lambda slope: slope)
    known = plan.activation.at(totals[0]).slope if totals else outputs

    def step(carried: Array, output: Array, moment: Any) -> Any:
        known, mask = moment
        state = carried + output
        inputs = state * chosen(mask, slope(known), 0)
        return passed(mask, product.backward(inputs), state), [inputs]

    own = jnp.zeros_like(outputs) if gradients[0] is None else gradients[0]
    # What a masked step hands on is computed in a second pass.
    first, (inputs,) = walk(
        step, gradients[1][0], own, (known, loop.mask), not plan.reverse, ahead=loop.mask is not None
    )
    recurrent = product.gather(before(loop.states[0], outputs, plan.reverse), inputs)
    return (Loop(inputs, recurrent, None, (first,)),)


_recur.defvjp(_forward, _backward)
