"""The layers of `keras.layers.rnn` that read films: a convolution at every step, and a memory between the steps."""

from __future__ import annotations

from pydantic import field_validator

from seqspec.language.activation import Activation
from seqspec.language.layer import (
    ITEM_BYTES,
    PositiveInt,
    Seed,
    Shape,
    Signal,
    Weight,
    require_known,
    require_rank,
    size,
)
from seqspec.language.layers._convolution import refuse_stride_and_dilation
from seqspec.language.layers._recurrence import Recurrent
from seqspec.language.layers._space import DataFormat, Padding, Ranked, Sizes
from seqspec.language.named import Constraint, Initializer, Regularizer

_GATES = 4
_KEPT = 6
"""Of each step the backward pass needs the four gates, the memory and the output, as with `LSTM`."""


class _ConvLSTM(Ranked, Recurrent):
    """An LSTM whose states are images: the products with inputs and states are convolutions."""

    freezes = False
    width = "filters"

    filters: PositiveInt
    kernel_size: Sizes
    strides: Sizes = 1
    padding: Padding = "valid"
    data_format: DataFormat | None = None
    dilation_rate: Sizes = 1
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

    _stride_or_dilate = field_validator("dilation_rate")(refuse_stride_and_dilation)

    def shape_after(self, shape: Shape) -> Shape:
        require_rank(shape, self.rank + 3, self.type)
        self.refuse_states()
        state = self._state(shape)
        return (*shape[:2], *state) if self.return_sequences else (shape[0], *state)

    def _state(self, shape: Shape) -> Shape:
        """The shape of one state, without the batch."""
        step = (shape[0], *shape[2:])
        for place in self.places(step):
            require_known(place, self.type, "how large each step of its input is")
        kernel, dilation = self.spread(self.kernel_size), self.spread(self.dilation_rate)
        windows = tuple(apart * (width - 1) + 1 for width, apart in zip(kernel, dilation, strict=True))
        places = self.slide(self.places(step), windows, self.spread(self.strides), "kernel_size")
        return self.assemble(None, places, self.filters)[1:]

    def weights(self, shape: Shape) -> tuple[Weight, ...]:
        channels = require_known(
            self.channels((shape[0], *shape[2:])), self.type, "how many channels a step of its input has"
        )
        kernel, wide = self.spread(self.kernel_size), _GATES * self.filters
        kernels = (
            Weight("kernel", (*kernel, channels, wide)),
            Weight("recurrent_kernel", (*kernel, self.filters, wide)),
        )
        return (*kernels, Weight("bias", (wide,))) if self.use_bias else kernels

    def macs(self, shape: Shape, output: Shape) -> int | None:
        steps, places = shape[1], size(self.places((None, *self._state(shape))))
        kernels = sum(weight.size for weight in self.weights(shape) if weight.name != "bias")
        return None if steps is None or places is None else steps * places * kernels

    def activation_bytes(self, shape: Shape, output: Signal) -> int | None:
        """All steps are kept, whether they are returned or not."""
        values = size((shape[1], *self._state(shape)))
        return None if values is None else _KEPT * values * ITEM_BYTES.get(output.dtype, 4)


class ConvLSTM1D(_ConvLSTM):
    """
    Reads a sequence of rows: an LSTM that looks at neighbouring places together, and keeps a state for each place.

    Input shape: `(batch, steps, places, channels)`
    Output shape: `(batch, new_places, filters)`, or `(batch, steps, new_places, filters)` with `return_sequences`

    Example:
        ConvLSTM1D: {filters: 8, kernel_size: 3, padding: same}
        (None, 10, 20, 2) -> (None, 20, 8), 992 parameters
    """

    rank = 1


class ConvLSTM2D(_ConvLSTM):
    """
    Reads a film: an LSTM whose states are images, for what moves from frame to frame.

    Input shape: `(batch, steps, rows, columns, channels)`
    Output shape: `(batch, new_rows, new_columns, filters)`, or with `return_sequences` one for each step

    Example:
        ConvLSTM2D: {filters: 4, kernel_size: 3, return_sequences: true}
        (None, 10, 28, 28, 1) -> (None, 10, 26, 26, 4), 736 parameters
    """

    rank = 2


class ConvLSTM3D(_ConvLSTM):
    """
    Reads a sequence of volumes: an LSTM whose states have three spatial axes.

    Input shape: `(batch, steps, depth, rows, columns, channels)`
    Output shape: `(batch, new_depth, new_rows, new_columns, filters)`, or with `return_sequences` one for each step

    Example:
        ConvLSTM3D: {filters: 2, kernel_size: 2}
        (None, 5, 4, 6, 6, 1) -> (None, 3, 5, 5, 2), 200 parameters
    """

    rank = 3
