"""Fused loops and cheaper dropout below a plain Keras model, as long as it is traced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import jax
import jax.numpy as jnp
import keras
from jax import Array

from seqspec.engines.fused.dropping import drop
from seqspec.engines.fused.recurrence.activations import FAST, Activation
from seqspec.engines.fused.recurrence.gru import gru
from seqspec.engines.fused.recurrence.lstm import lstm
from seqspec.engines.fused.recurrence.simple_rnn import simple_rnn
from seqspec.engines.fused.recurrence.work import Outputs, Plan, Work

NOT_ELEMENTWISE = ("glu", "log_softmax", "softmax", "sparsemax", "threshold")
"""Activations that mix units or want arguments: Keras's loop stays."""

_CELLS: dict[type, Callable[[Plan, Work], Outputs]] = {
    keras.layers.SimpleRNN: simple_rnn,
    keras.layers.LSTM: lstm,
    keras.layers.GRU: gru,
}


@contextmanager
def attached(model: Any) -> Iterator[None]:
    """
    Run fused loops in place of Keras's while a model is traced, and draw dropout from half the random bits.

    Outside, and for whoever saves it meanwhile, the model is what it was: stock layers with their weights.

    Args:
        model: a built Keras model on the JAX backend.
    """
    with ExitStack() as stack:
        for layer in model._flatten_layers():
            if is_fused(layer):
                stack.enter_context(_replaced(layer, "inner_loop", _inner_loop(layer)))
            elif type(layer) is keras.layers.Dropout:
                stack.enter_context(_replaced(layer, "call", _dropout(layer)))
        yield


def is_fused(layer: Any) -> bool:
    """
    Whether a layer gets a fused loop.

    SimpleRNN, LSTM and GRU do, unless an activation is one of `NOT_ELEMENTWISE` or not Keras's, `use_cudnn` is true,
    dropout leaves nothing, or it computes in float64, where the loops lose digits.
    """
    if type(layer) not in _CELLS:
        return False
    cell = layer.cell
    return (
        all(_activation(function) for function in _functions(cell))
        and getattr(layer, "use_cudnn", None) is not True
        and max(cell.dropout, cell.recurrent_dropout) < 1
        and cell.compute_dtype == layer.compute_dtype != "float64"
    )


@contextmanager
def _replaced(thing: Any, name: str, value: Any) -> Iterator[None]:
    """Set an attribute of an instance past Keras's tracking, and take it away again."""
    own = vars(thing)
    before = {name: own[name]} if name in own else {}
    own[name] = value
    try:
        yield
    finally:
        del own[name]
        own.update(before)


# ------------------------------------------------------------------------------------------------------- recurrence


def _inner_loop(layer: Any) -> Callable[..., Any]:
    """What Keras calls with the sequences, `(batch, steps, features)`."""

    def inner_loop(sequences: Array, initial_state: Any, mask: Any, training: bool = False) -> Any:
        mask = mask[0] if isinstance(mask, list | tuple) else mask
        if _served_by_cudnn(layer, mask):
            return type(layer).inner_loop(layer, sequences, initial_state, mask, training=training)
        steps = None if mask is None else jnp.swapaxes(jnp.asarray(mask, bool), 0, 1)[..., None]
        work = _work(layer.cell, sequences, tuple(initial_state), steps, training)
        outputs, states = _CELLS[type(layer)](_plan(layer), work)
        return _delivered(layer, outputs, states, steps)

    return inner_loop


def _work(cell: Any, sequences: Array, states: tuple[Array, ...], mask: Array | None, training: bool) -> Work:
    """A layer's arrays; its cell has drawn its dropout already, once for all steps."""
    input_drops = _stacked(cell.get_dropout_mask(sequences[:, 0])) if training else None
    drops = _stacked(cell.get_recurrent_dropout_mask(states[0])) if training else None
    if input_drops is not None and len(input_drops) == 1:
        sequences, input_drops = sequences * input_drops[0][:, None], None
    kernel = keras.ops.cast(cell.kernel, sequences.dtype)
    recurrent = keras.ops.cast(cell.recurrent_kernel, sequences.dtype)
    bias = None if cell.bias is None else keras.ops.cast(cell.bias, sequences.dtype)
    return Work(jnp.swapaxes(sequences, 0, 1), kernel, recurrent, bias, states, mask, input_drops, drops)


def _stacked(masks: Any) -> Array | None:
    """Keras's dropout masks, one for all gates or a list, as one array with the gates first."""
    if masks is None:
        return None
    return jnp.stack(masks) if isinstance(masks, list) else masks[None]


def _plan(layer: Any) -> Plan:
    functions = [_activation(function) for function in _functions(layer.cell)]
    first, last = functions[0], functions[-1]
    assert first is not None
    assert last is not None
    return Plan(first, last, layer.go_backwards, layer.return_sequences, getattr(layer, "reset_after", True))


def _functions(cell: Any) -> tuple[Callable[[Array], Array], ...]:
    """A cell's activations, that of its gates last."""
    names = ("activation", "recurrent_activation")
    return tuple(getattr(cell, name) for name in names if hasattr(cell, name))


def _activation(function: Callable[[Array], Array]) -> Activation | None:
    """An activation of Keras's as the loops want it; None where they can't have it."""
    name = getattr(function, "__name__", "")
    if name in NOT_ELEMENTWISE or getattr(keras.activations, name, None) is not function:
        return None
    return FAST.get(name) or Activation(function)


def _delivered(layer: Any, outputs: Array | None, states: tuple[Array, ...], mask: Array | None) -> Any:
    """The last output, all outputs and the states, as Keras wants them."""
    output = states[0]
    shown = None if mask is None else _shown(layer, mask)
    if shown is not None:
        output = jnp.where(shown[0 if layer.go_backwards else -1], output, 0)
    if outputs is None:
        return output, output[:, None], list(states)
    outputs = outputs if shown is None else jnp.where(shown, outputs, 0)
    outputs = jnp.flip(outputs, 0) if layer.go_backwards else outputs
    return output, jnp.swapaxes(outputs, 0, 1), list(states)


def _shown(layer: Any, mask: Array) -> Array | None:
    """Where the output is that of the state; elsewhere it is zero."""
    if layer.unroll:  # before the first step that counts, Keras's unrolled loop has no output yet
        return jax.lax.cummax(mask.astype(jnp.int8), reverse=layer.go_backwards).astype(bool)
    return mask if layer.zero_output_for_mask else None


def _served_by_cudnn(layer: Any, mask: Any) -> bool:
    """Whether Keras would run cuDNN here, which is faster than our loop."""
    if type(layer) is not keras.layers.LSTM or mask is not None or jax.default_backend() != "gpu":
        return False
    stock = layer.activation is keras.activations.tanh and layer.recurrent_activation is keras.activations.sigmoid
    return stock and bool(layer.use_cudnn and layer.use_bias) and not (layer.recurrent_dropout or layer.unroll)


# ---------------------------------------------------------------------------------------------------------- dropout


def _dropout(layer: Any) -> Callable[..., Any]:
    """What Keras calls of a Dropout layer."""

    def call(inputs: Array, training: bool = False) -> Any:
        if not training or layer.rate in (0, 1):
            return type(layer).call(layer, inputs, training=training)
        sizes = layer.noise_shape or inputs.shape
        shape = tuple(inputs.shape[axis] if size is None else size for axis, size in enumerate(sizes))
        key = layer.seed_generator.next()
        if len(shape) != 3:
            return drop(key, inputs, layer.rate, shape)
        # Steps first, as the loops before and behind have them: nothing is laid out anew on its way between two.
        steps, (examples, length, features) = jnp.swapaxes(inputs, 0, 1), shape
        return jnp.swapaxes(drop(key, steps, layer.rate, (length, examples, features)), 0, 1)

    return call
