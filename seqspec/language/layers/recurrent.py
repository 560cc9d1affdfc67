"""The layers of `keras.layers.rnn` that read a sequence step by step."""

from __future__ import annotations

from typing import Literal

from seqspec.language.activation import Activation
from seqspec.language.layer import PositiveInt, Seed
from seqspec.language.layers._recurrence import Gated
from seqspec.language.named import Constraint, Initializer, Regularizer


class SimpleRNN(Gated):
    """
    The plain recurrent layer: the new state is a function of the input and the state before. Forgets within some tens
    of steps; `LSTM` and `GRU` remember longer.

    Gives the last state, or with `return_sequences` the state at every step, which the next recurrent layer needs.

    Input shape: `(batch, steps, features)`
    Output shape: `(batch, units)`, or `(batch, steps, units)` with `return_sequences`

    Example:
        SimpleRNN: {units: 50, return_sequences: true}
        (None, 100, 1) -> (None, 100, 50), 2600 parameters
    """

    gates = 1
    kept = 1

    units: PositiveInt
    activation: Activation = "tanh"
    use_bias: bool = True
    kernel_initializer: Initializer = "glorot_uniform"
    recurrent_initializer: Initializer = "orthogonal"
    bias_initializer: Initializer = "zeros"
    kernel_regularizer: Regularizer | None = None
    recurrent_regularizer: Regularizer | None = None
    bias_regularizer: Regularizer | None = None
    kernel_constraint: Constraint | None = None
    recurrent_constraint: Constraint | None = None
    bias_constraint: Constraint | None = None
    dropout: float = 0.0
    recurrent_dropout: float = 0.0
    return_sequences: bool = False
    return_state: bool = False
    go_backwards: bool = False
    stateful: bool = False
    unroll: bool = False
    seed: Seed | None = None


class LSTM(Gated):
    """
    A recurrent layer with a memory and three gates that say what enters it, what stays and what leaves.

    Gives the last state, or with `return_sequences` the state at every step, which the next recurrent layer needs.

    Input shape: `(batch, steps, features)`
    Output shape: `(batch, units)`, or `(batch, steps, units)` with `return_sequences`

    Example:
        LSTM: 50
        (None, 100, 1) -> (None, 50), 10400 parameters
    """

    gates = 4
    kept = 6

    units: PositiveInt
    activation: Activation = "tanh"
    recurrent_activation: Activation = "sigmoid"
    use_bias: bool = True
    kernel_initializer: Initializer = "glorot_uniform"
    recurrent_initializer: Initializer = "orthogonal"
    bias_initializer: Initializer = "zeros"
    unit_forget_bias: bool = True
    kernel_regularizer: Regularizer | None = None
    recurrent_regularizer: Regularizer | None = None
    bias_regularizer: Regularizer | None = None
    kernel_constraint: Constraint | None = None
    recurrent_constraint: Constraint | None = None
    bias_constraint: Constraint | None = None
    dropout: float = 0.0
    recurrent_dropout: float = 0.0
    seed: Seed | None = None
    return_sequences: bool = False
    return_state: bool = False
    go_backwards: bool = False
    stateful: bool = False
    unroll: bool = False
    use_cudnn: bool | Literal["auto"] = "auto"


class GRU(Gated):
    """
    A recurrent layer with two gates: nearly as good a memory as `LSTM`, with three quarters of its weights.

    `reset_after` is the form that GPUs compute fast, with a second bias; `false` gives the form of the first paper.

    Input shape: `(batch, steps, features)`
    Output shape: `(batch, units)`, or `(batch, steps, units)` with `return_sequences`

    Example:
        GRU: 50
        (None, 100, 1) -> (None, 50), 7950 parameters
    """

    gates = 3
    kept = 5

    units: PositiveInt
    activation: Activation = "tanh"
    recurrent_activation: Activation = "sigmoid"
    use_bias: bool = True
    kernel_initializer: Initializer = "glorot_uniform"
    recurrent_initializer: Initializer = "orthogonal"
    bias_initializer: Initializer = "zeros"
    kernel_regularizer: Regularizer | None = None
    recurrent_regularizer: Regularizer | None = None
    bias_regularizer: Regularizer | None = None
    kernel_constraint: Constraint | None = None
    recurrent_constraint: Constraint | None = None
    bias_constraint: Constraint | None = None
    dropout: float = 0.0
    recurrent_dropout: float = 0.0
    seed: Seed | None = None
    return_sequences: bool = False
    return_state: bool = False
    go_backwards: bool = False
    stateful: bool = False
    unroll: bool = False
    reset_after: bool = True
    use_cudnn: bool | Literal["auto"] = "auto"

    def bias_shape(self) -> tuple[int, ...]:
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)
