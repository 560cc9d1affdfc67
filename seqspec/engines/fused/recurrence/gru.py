"""A GRU: z, r of x W + b + h R; h' = z h + (1 - z) g, with g = f(x W + b + r (h R + b')), or f(x W + b + (r h) R)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array, lax

from seqspec.engines.fused.recurrence.gates import Gates
from seqspec.engines.fused.recurrence.product import Product
from seqspec.engines.fused.recurrence.work import Loop, Outputs, Plan, Work, before, chosen, run, walk


def gru(plan: Plan, work: Work) -> Outputs:
    """Outputs and last state."""
    # In Keras's order: update, reset, proposal.
    scale = Gates((plan.recurrent_activation, plan.recurrent_activation, plan.activation)).scale
    inputs = Product(scale(work.kernel), work.input_drops).forward(work.inputs)
    bias, inner = _biases(work) if plan.reset_after else (work.bias, None)
    inputs = inputs if bias is None else inputs + scale(bias)
    inner = None if inner is None else inner * plan.activation.scale
    loop = Loop(inputs, scale(work.recurrent), inner, work.states, work.mask, work.drops)
    return _recur_after(plan, loop) if plan.reset_after else _recur_before(plan, loop)


def _biases(work: Work) -> tuple[Array | None, Array | None]:
    """What can be added before the loop, and the recurrent bias that the reset gate is multiplied with."""
    if work.bias is None:
        return None, None
    gates = 2 * work.states[0].shape[-1]
    return work.bias[0] + work.bias[1].at[gates:].set(0), work.bias[1, gates:]


def _gates(plan: Plan) -> tuple[Gates, Gates]:
    """Update and reset, and the proposal, which needs them."""
    return Gates((plan.recurrent_activation,) * 2), Gates((plan.activation,))


# --------------------------------------------------------------------------------- reset after the recurrent product


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def _recur_after(plan: Plan, loop: Loop) -> Outputs:
    # One pass computes gates and state, the state in the place of the one before.
    return run(plan, _step_after(plan, loop), loop.states, loop.inputs, loop.mask, ahead=True)


def _step_after(plan: Plan, loop: Loop) -> Callable[..., Any]:
    product, (gates, propose) = Product(loop.recurrent, loop.drops), _gates(plan)
    units = loop.states[0].shape[-1]

    def step(states: tuple[Array], inputs: Array, mask: Array | None) -> Any:
        recurrent = product.forward(states[0])
        total = inputs[:, : 2 * units] + recurrent[:, : 2 * units]
        values = gates(total)
        z, r = gates.parts(values)
        inner = recurrent[:, 2 * units :] if loop.bias is None else recurrent[:, 2 * units :] + loop.bias
        proposed = inputs[:, 2 * units :] + r * inner
        proposal = propose(proposed)
        state = chosen(mask, proposal + z * (states[0] - proposal), states[0])
        kept = jnp.concatenate([gates.kept(total, values), propose.kept(proposed, proposal)], axis=-1)
        return (state,), [kept, state, inner]

    return step


def _forward_after(plan: Plan, loop: Loop) -> tuple[Outputs, Any]:
    walked = walk(_step_after(plan, loop), loop.states, loop.inputs, loop.mask, plan.reverse, ahead=not plan.bent)
    states, (kept, outputs, inner) = walked
    return (outputs if plan.sequences else None, states), (loop, outputs, kept, inner)


def _backward_after(plan: Plan, kept: Any, gradients: Any) -> tuple[Loop]:
    loop, outputs, totals, inner = kept
    product, units = Product(loop.recurrent, loop.drops), outputs.shape[-1]
    previous = before(loop.states[0], outputs, plan.reverse)
    r, update, direct, through = _factors(plan, loop, previous, totals)
    factors = jnp.concatenate([update, direct * inner * r.slope, direct * r.value], axis=-1)

    def step(carried: Array, factors: Array, moment: Any) -> Any:
        output, through = moment
        state = carried if output is None else carried + output
        recurrent = jnp.concatenate([state, state, state], axis=-1) * factors
        return state * through + product.backward(recurrent), [recurrent, state]

    moments = gradients[0], through
    # With dropout every gate has a product of its own, which reads the factors by itself.
    first, (recurrent, states) = walk(
        step, gradients[1][0], factors, moments, not plan.reverse, ahead=product.drops is not None
    )
    bias = None if loop.bias is None else recurrent[..., 2 * units :].sum((0, 1))
    inputs = jnp.concatenate([recurrent[..., : 2 * units], states * direct], axis=-1)
    return (Loop(inputs, product.gather(previous, recurrent), bias, (first,)),)


_recur_after.defvjp(_forward_after, _backward_after)


# -------------------------------------------------------------------------------- reset before the recurrent product


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def _recur_before(plan: Plan, loop: Loop) -> Outputs:
    return run(plan, _step_before(plan, loop), loop.states, loop.inputs, loop.mask, ahead=not plan.bent)


def _products(loop: Loop) -> tuple[Product, Product]:
    """Of the gates, and of the proposal."""
    gates = 2 * loop.states[0].shape[-1]
    drops = (None, None) if loop.drops is None else (loop.drops[:2], loop.drops[2:])
    return Product(loop.recurrent[:, :gates], drops[0]), Product(loop.recurrent[:, gates:], drops[1])


def _step_before(plan: Plan, loop: Loop) -> Callable[..., Any]:
    (product, inner), (gates, propose) = _products(loop), _gates(plan)
    units = loop.states[0].shape[-1]

    def step(states: tuple[Array], inputs: Array, mask: Array | None) -> Any:
        total = inputs[:, : 2 * units] + product.forward(states[0])
        values = gates(total)
        z, r = gates.parts(values)
        proposed = inputs[:, 2 * units :] + inner.forward(r * states[0])
        proposal = propose(proposed)
        state = chosen(mask, proposal + z * (states[0] - proposal), states[0])
        kept = jnp.concatenate([gates.kept(total, values), propose.kept(proposed, proposal)], axis=-1)
        return (state,), [kept, state]

    return step


def _forward_before(plan: Plan, loop: Loop) -> tuple[Outputs, Any]:
    walked = walk(_step_before(plan, loop), loop.states, loop.inputs, loop.mask, plan.reverse, ahead=not plan.bent)
    states, (kept, outputs) = walked
    return (outputs if plan.sequences else None, states), (loop, outputs, kept)


def _backward_before(plan: Plan, kept: Any, gradients: Any) -> tuple[Loop]:
    loop, outputs, totals = kept
    product, inner = _products(loop)
    previous = before(loop.states[0], outputs, plan.reverse)
    r, update, direct, through = _factors(plan, loop, previous, totals)

    def step(carried: Array, moment: Any) -> Any:
        output, update, reset, direct, through, value = moment
        state = carried if output is None else carried + output
        proposed = state * direct
        resetted = inner.backward(proposed)
        total = jnp.concatenate([state * update, resetted * reset], axis=-1)
        return state * through + resetted * value + product.backward(total), (total, proposed)

    moments = gradients[0], update, previous * r.slope, direct, through, r.value
    first, (totals, proposed) = lax.scan(step, gradients[1][0], moments, reverse=not plan.reverse)
    gathered = product.gather(previous, totals), inner.gather(r.value * previous, proposed)
    recurrent = jnp.concatenate(gathered, axis=-1)
    return (Loop(jnp.concatenate([totals, proposed], axis=-1), recurrent, None, (first,)),)


_recur_before.defvjp(_forward_before, _backward_before)


def _factors(plan: Plan, loop: Loop, previous: Array, kept: Array) -> Any:
    """The reset gate, and what gradients are multiplied with: into update and proposal, through the state."""
    gates, propose = _gates(plan)
    units = previous.shape[-1]
    z, r = gates.restored(kept[..., : 2 * units])
    (proposal,) = propose.restored(kept[..., 2 * units :])
    update = chosen(loop.mask, (previous - proposal.value) * z.slope, 0)
    direct = chosen(loop.mask, (1 - z.value) * proposal.slope, 0)
    return r, update, direct, chosen(loop.mask, z.value, 1)
