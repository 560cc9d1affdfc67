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

    Gives the last state, or with `return_sequences: true` the state at every step, which the next recurrent one needs.

    Input shape: `(batch, steps, features)`
    Output shape: `(batch, units)`, or `(batch, steps, units)` with `return_sequences`

    Step by step: `h' = tanh(W x + U h + b)`, with x the features of the step and h the state. One unit with W = 0.5, U
        = 0.8 and b = 0 that reads 1, 0, 0 has the states 0.462, 0.354, 0.276: what it saw fades, at every step.

    When to choose: short sequences, as a first baseline, and to learn. For more than some 20 steps take `GRU` or
        `LSTM`: what fades going forward fades going backward, too, and early steps get no gradient (SEQ407).

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

    Gives the last state, or with `return_sequences: true` the state at every step, which the next recurrent one needs.

    Input shape: `(batch, steps, features)`
    Output shape: `(batch, units)`, or `(batch, steps, units)` with `return_sequences`

    Step by step: from the features x and the last output h come three gates between 0 and 1, and a proposal: `i =
        sigmoid(W_i x + U_i h + b_i)`, f and o likewise, `g = tanh(W_g x + U_g h + b_g)`. The memory is `c' = f c + i
        g`: the gate f says how much stays, i how much is new. The output is `h' = o tanh(c')`. With f near 1 the memory
        passes many steps unchanged; that is what a `SimpleRNN` can't do. Four matrices of each kind make four times its
        parameters.

    When to choose: the default for sequences of up to some hundred steps. `GRU` has a quarter fewer parameters and is
        about as good. For patterns of a few steps `Conv1D` is faster; for windows of many hundred steps put `Conv1D`
        with strides or a pool in front. Where the whole sequence is known and its end matters no more than its start,
        `Bidirectional`.

    Common mistakes: no `return_sequences` below another recurrent layer (SEQ105), or one on the last layer (SEQ107);
        `activation: relu`, which lets the state grow (SEQ405); an `LSTM` as last layer, whose tanh ends at 1; numbers
        that are not scaled (SEQ316).

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

    Step by step: the gate `z = sigmoid(W_z x + U_z h + b_z)` mixes old and new, `h' = z h + (1 - z) g`, and the gate r
        says how much of the old state the proposal g sees. There is no memory beside the state, hence three matrices of
        each kind where `LSTM` has four.

    When to choose: as `LSTM`; smaller and a little faster, and often as good where data are few. Try both.

    Common mistakes: those of `LSTM`: SEQ105, SEQ107, SEQ405. `reset_after: false` and `recurrent_dropout` keep it off
        the fast kernel of a GPU (SEQ501).

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
