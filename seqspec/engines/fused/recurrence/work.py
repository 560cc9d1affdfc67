"""What every cell is given, and how a loop walks along the steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array, lax

from seqspec.engines.fused.recurrence.activations import Activation


@dataclass(frozen=True)
class Plan:
    """
    What is known of a loop before it is compiled.

    Args:
        activation: of the new state.
        recurrent_activation: of the gates.
        reverse: whether it begins with the last step.
        sequences: whether the outputs of all steps are asked for.
        reset_after: a GRU's: whether its reset gate comes after the recurrent product.
    """

    activation: Activation
    recurrent_activation: Activation
    reverse: bool = False
    sequences: bool = True
    reset_after: bool = True

    @property
    def bent(self) -> bool:
        """
        Whether both activations are tanh in some form, so that one pass computes all gates.

        Where they are not, XLA computes each gate in passes of its own, and a loop should read ahead.
        """
        return None not in (self.activation.bend, self.recurrent_activation.bend)


class Work(NamedTuple):
    """
    The arrays of a layer, steps first.

    Args:
        inputs: `(steps, batch, features)`.
        kernel: `(features, gates * units)`.
        recurrent: the recurrent kernel, `(units, gates * units)`.
        bias: as Keras has it; None for none.
        states: at the beginning, each `(batch, units)`.
        mask: which steps count, `(steps, batch, 1)`; None for all.
        input_drops: what each gate's copy of the inputs is multiplied with, `(gates, batch, features)`; None for none.
        drops: the same of the previous output, `(gates, batch, units)`; None for none.
    """

    inputs: Array
    kernel: Array
    recurrent: Array
    bias: Array | None
    states: tuple[Array, ...]
    mask: Array | None = None
    input_drops: Array | None = None
    drops: Array | None = None


class Loop(NamedTuple):
    """
    The arrays of a loop whose inputs are projected already.

    Args:
        inputs: with bias, scaled as the activations want it, `(steps, batch, gates * units)`.
        recurrent: scaled likewise, `(units, gates * units)`.
        bias: a GRU's with `reset_after`: the recurrent bias of its proposal, scaled likewise, `(units,)`.
        states, mask, drops: as in `Work`.
    """

    inputs: Array
    recurrent: Array
    bias: Array | None
    states: tuple[Array, ...]
    mask: Array | None = None
    drops: Array | None = None


Outputs = tuple[Array | None, tuple[Array, ...]]
"""The outputs of all steps where they are asked for, `(steps, batch, units)`, and the states at the end."""


def chosen(mask: Array | None, new: Array, old: Array | float) -> Array:
    """The new value where a step counts, the old one where it is masked."""
    return new if mask is None else jnp.where(mask, new, old)


def passed(mask: Array | None, gradient: Array, beyond: Array) -> Array:
    """The gradient of a step's previous state, which a masked step handed on as it was."""
    return gradient if mask is None else gradient + jnp.where(mask, 0, beyond)


def before(first: Array, states: Array, reverse: bool) -> Array:
    """The states that the steps began with, from those they ended with."""
    if reverse:
        return jnp.concatenate([states[1:], first[None]])
    return jnp.concatenate([first[None], states[:-1]])


def run(
    plan: Plan, step: Callable[..., Any], states: tuple[Array, ...], inputs: Array, mask: Array | None, *, ahead: bool
) -> Outputs:
    """
    Walk along the steps, and keep nothing for a backward pass.

    Args:
        plan: says where to begin, and whether all outputs are asked for.
        step: as `walk` wants it; the first state is the output.
        states: at the beginning.
        inputs, mask: steps first.
        ahead: read a moment at the end of the step before it. It costs a copy of that moment; but where XLA on CPUs
            computes a state in the place of the one before, and reads by index in the same pass, it uses no vectors.
    """

    def shown(states: tuple[Array, ...], moment: Any) -> Any:
        states, _ = step(states, *moment)
        return states, states[0] if plan.sequences else None

    def prepared(carried: Any, following: Any) -> Any:
        states, output = shown(*carried)
        return (states, _moment((inputs, mask), following)), output

    if not ahead:
        states, outputs = lax.scan(shown, states, (inputs, mask), reverse=plan.reverse)
        return outputs, states
    first, onwards = _course(inputs, plan.reverse)
    begun = states, _moment((inputs, mask), first)
    (states, _), outputs = lax.scan(prepared, begun, jnp.arange(len(inputs)) + onwards, reverse=plan.reverse)
    return outputs, states


def walk(
    step: Callable[..., Any], states: Any, own: Array, others: Any, reverse: bool, *, ahead: bool
) -> tuple[Any, list[Array]]:
    """
    A `lax.scan` whose first result takes the place of what it read: less memory to fill before, and to walk through.

    Args:
        step: of states, a moment of `own` and one of `others`, gives new states and results, the first like `own`'s.
        states: at the beginning.
        own: what nobody needs afterwards, steps first.
        others: a tree of what is read likewise.
        reverse: whether it begins with the last step.
        ahead: read a moment of `own` at the end of the step before it. It costs a copy of that moment; but where a step
            reads it in several passes, XLA on CPUs copies all of `own` in every step, lest one pass reads what another
            has written.

    Returns:
        The states at the end, and the results of all steps.
    """
    first, onwards = _course(own, reverse)

    def work(number: Any, done: tuple[Any, Any, list[Array]]) -> tuple[Any, Any, list[Array]]:
        place = first + onwards * number
        states, read, results = done
        states, made = step(states, read if ahead else _moment(results[0], place), _moment(others, place))
        put = partial(lax.dynamic_update_index_in_dim, index=place, axis=0, allow_negative_indices=False)
        results = [put(result, one) for result, one in zip(results, made, strict=True)]
        return states, _moment(results[0], place + onwards) if ahead else None, results

    begun = _moment(own, first)
    _, (_, *more) = jax.eval_shape(step, states, begun, _moment(others, first))
    empty = [jnp.zeros((len(own), *one.shape), one.dtype) for one in more]
    states, _, results = lax.fori_loop(0, len(own), work, (states, begun if ahead else None, [own, *empty]))
    return states, results


def _course(steps: Array, reverse: bool) -> tuple[int, int]:
    """The first step, and how many further the next one is."""
    return (len(steps) - 1, -1) if reverse else (0, 1)


def _moment(arrays: Any, place: Any) -> Any:
    """One step of arrays; of a place beyond the last, where reading ahead ends, some step that nobody uses."""
    # Otherwise a negative place would be turned round at every step.
    at = partial(lax.dynamic_index_in_dim, index=place, keepdims=False, allow_negative_indices=False)
    return jax.tree.map(at, arrays)
