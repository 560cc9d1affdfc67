"""The layers of `keras.layers.core` that take one tensor and give one."""

from __future__ import annotations

from seqspec.language.activation import Activation
from seqspec.language.layer import Layer, PositiveInt, Shape, Weight, require_known, require_rank, size
from seqspec.language.named import Constraint, Initializer, Regularizer


class Dense(Layer):
    """
    A matrix product with every last axis, plus a bias: the workhorse, and nearly always the last layer.

    Input shape: `(batch, ..., features)`
    Output shape: `(batch, ..., units)`

    Example:
        Dense: {units: 1}
        (None, 50) -> (None, 1), 51 parameters
    """

    units: PositiveInt
    activation: Activation = None
    use_bias: bool = True
    kernel_initializer: Initializer = "glorot_uniform"
    bias_initializer: Initializer = "zeros"
    kernel_regularizer: Regularizer | None = None
    bias_regularizer: Regularizer | None = None
    kernel_constraint: Constraint | None = None
    bias_constraint: Constraint | None = None
    lora_rank: PositiveInt | None = None
    lora_alpha: float | None = None

    def output_shape(self, shape: Shape) -> Shape:
        require_rank(shape, 2, "Dense", at_least=True)
        return (*shape[:-1], self.units)

    def weights(self, shape: Shape) -> tuple[Weight, ...]:
        features = require_known(shape[-1], "Dense", "the size of its input's last axis")
        kernel = Weight("kernel", (features, self.units))
        return (kernel, Weight("bias", (self.units,))) if self.use_bias else (kernel,)

    def macs(self, shape: Shape, output: Shape) -> int | None:
        outputs = size(output[1:])
        return None if outputs is None or shape[-1] is None else outputs * shape[-1]
