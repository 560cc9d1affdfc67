"""An LSTM: i, f, g, o of x W + b + h R; c' = f c + i g, h' = o tanh(c')."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from seqspec.engines.fused.recurrence.gates import Gates
from seqspec.engines.fused.recurrence.product import Product, side_by_side
from seqspec.engines.fused.recurrence.work import Outputs, Plan, Work, before, chosen, passed, run, walk


def lstm(plan: Plan, work: Work) -> Outputs:
    """Outputs, last output and last memory."""
    scale = _gates(plan).scale
    bias = None if work.bias is None else scale(work.bias)
    return _recur(plan, work._replace(kernel=scale(work.kernel), recurrent=scale(work.recurrent), bias=bias))


def _gates(plan: Plan) -> Gates:
    """In Keras's order: input, forget, proposal, output."""
    return Gates((plan.recurrent_activation, plan.recurrent_activation, plan.activation, plan.recurrent_activation))


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def _recur(plan: Plan, work: Work) -> Outputs:
    # Where nothing is kept for a backward pass, an array of all projected inputs costs more than it saves: of 50 or 128
    # units and up to 32 times the features this took 1 to 16 % less time; with 16 units and 512 features, 25 % more.
    product = _product(work)

    def step(states: tuple[Array, Array], inputs: Array, mask: Array | None) -> Any:
        both = product.forward(jnp.concatenate([inputs, states[0]], axis=-1))
        return _cell(plan, _biased(work, both), states, mask)

    return run(plan, step, work.states, work.inputs, work.mask, ahead=False)


def _product(work: Work) -> Product:
    """Of inputs and previous output in one."""
    return side_by_side(Product(work.kernel, work.input_drops), Product(work.recurrent, work.drops))


def _biased(work: Work, total: Array) -> Array:
    return total if work.bias is None else total + work.bias


def _cell(plan: Plan, total: Array, states: tuple[Array, Array], mask: Array | None) -> Any:
    """The states after a step, and what its backward pass needs."""
    gates, activation = _gates(plan), plan.activation
    values = gates(total)
    i, f, g, o = gates.parts(values)
    memory = chosen(mask, f * states[1] + i * g, states[1])
    state = chosen(mask, o * activation.function(memory * activation.scale), states[0])
    return (state, memory), [gates.kept(total, values), state, memory]


def _forward(plan: Plan, work: Work) -> tuple[Outputs, Any]:
    inputs = _biased(work, Product(work.kernel, work.input_drops).forward(work.inputs))
    product = Product(work.recurrent, work.drops)

    def step(states: tuple[Array, Array], inputs: Array, mask: Array | None) -> Any:
        return _cell(plan, inputs + product.forward(states[0]), states, mask)

    walked = walk(step, work.states, inputs, work.mask, plan.reverse, ahead=not plan.bent)
    states, (totals, outputs, memories) = walked
    return (outputs if plan.sequences else None, states), (work, outputs, memories, totals)


def _backward(plan: Plan, kept: Any, gradients: Any) -> tuple[Work]:
    work, outputs, memories, totals = kept
    features, mask = work.inputs.shape[-1], work.mask
    product = _product(work)  # wider products, and one to gather both gradients

    def step(carried: tuple[Array, Array], factors: Array, moment: Any) -> Any:
        output, into, through, mask = moment
        state = carried[0] if output is None else carried[0] + output
        memory = carried[1] + state * into
        totals = jnp.concatenate([memory, memory, memory, state], axis=-1) * factors
        both = product.backward(totals)
        return (passed(mask, both[:, features:], state), memory * through), [totals, both[:, :features]]

    factors, into, through = _factors(plan, work, memories, totals)
    # With dropout every gate has a product of its own, which reads the factors by itself.
    moments = gradients[0], into, through, mask
    first, (totals, inputs) = walk(
        step, gradients[1], factors, moments, not plan.reverse, ahead=product.drops is not None
    )
    previous = before(work.states[0], outputs, plan.reverse)
    both = product.gather(jnp.concatenate([work.inputs, previous], axis=-1), totals)
    bias = None if work.bias is None else totals.sum((0, 1))
    return (Work(inputs, both[:features], both[features:], bias, first),)


def _factors(plan: Plan, work: Work, memories: Array, totals: Array) -> tuple[Array, Array, Array]:
    """What the gradients are multiplied with on their way: into the gates, into the memory, through the memory."""
    i, f, g, o = _gates(plan).restored(totals)
    squashed = plan.activation.at(memories * plan.activation.scale)
    previous = before(work.states[1], memories, plan.reverse)
    factors = [g.value * i.slope, previous * f.slope, i.value * g.slope, squashed.value * o.slope]
    into = o.value * squashed.slope * plan.activation.scale
    mask = work.mask
    return chosen(mask, jnp.concatenate(factors, -1), 0), chosen(mask, into, 0), chosen(mask, f.value, 1)


_recur.defvjp(_forward, _backward)
