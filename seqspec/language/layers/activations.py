"""The layers of `keras.layers.activations`: a function of every value."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from seqspec.language.activation import Activation as Function
from seqspec.language.layer import Effect, Layer, PositiveInt, Shape, ShapeError, Signal, Weight, require_known
from seqspec.language.layers._axes import Axes, mixed, resolve
from seqspec.language.named import Constraint, Initializer, Regularizer
from seqspec.language.reach import Reach

_OVER_THE_LAST_AXIS = {"softmax", "log_softmax", "sparsemax"}
Nonnegative = Annotated[float, Field(ge=0)]


class Activation(Layer):
    """
    One of Keras's activation functions by its name, on every value.

    Input shape: any
    Output shape: the same

    Example:
        Activation: tanh
        (None, 10, 8) -> (None, 10, 8), 0 parameters
    """

    activation: Function

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return mixed(seen, -1, shape) if self.activation in _OVER_THE_LAST_AXIS else seen


class ReLU(Layer):
    """
    Cuts off what is negative: `max(x, 0)`, with a slope, a threshold and a ceiling where wanted.

    Input shape: any
    Output shape: the same

    Example:
        ReLU: {max_value: 6}
        (None, 10, 8) -> (None, 10, 8), 0 parameters
    """

    max_value: Nonnegative | None = None
    negative_slope: Nonnegative = 0.0
    threshold: Nonnegative = 0.0


class LeakyReLU(Layer):
    """
    Lets a fraction of what is negative through, so that no unit dies.

    Input shape: any
    Output shape: the same

    Example:
        LeakyReLU: {negative_slope: 0.1}
        (None, 32) -> (None, 32), 0 parameters
    """

    negative_slope: Nonnegative = 0.3


class PReLU(Layer):
    """
    A leaky ReLU that learns its slopes: one for each value of an example, unless `shared_axes` share them.

    Input shape: any; sizes along axes that are not shared have to be known
    Output shape: the same

    Example:
        PReLU: {shared_axes: [1]}
        (None, None, 8) -> (None, None, 8), 8 parameters
    """

    alpha_initializer: Initializer = "Zeros"
    alpha_regularizer: Regularizer | None = None
    alpha_constraint: Constraint | None = None
    shared_axes: PositiveInt | list[PositiveInt] | None = None

    def weights(self, shape: Shape) -> tuple[Weight, ...]:
        shared = resolve(self.shared_axes or [], shape, self.type, "shared_axes")
        sizes = (1 if axis in shared else _size(shape, axis) for axis in range(1, len(shape)))
        return (Weight("alpha", tuple(sizes)),)


def _size(shape: Shape, axis: int) -> int:
    return require_known(shape[axis], "PReLU", f"the size of axis {axis}, or to share it (`shared_axes: [{axis}]`)")


class ELU(Layer):
    """
    Bends what is negative towards `-alpha`: `alpha * (exp(x) - 1)`. `alpha` is how far below zero it can get.

    Input shape: any
    Output shape: the same

    Example:
        ELU
        (None, 32) -> (None, 32), 0 parameters
    """

    alpha: float = 1.0


class Softmax(Layer):
    """
    Shares out 1 along an axis: probabilities. Takes no input that carries a mask.

    Input shape: any
    Output shape: the same

    Example:
        Softmax
        (None, 4) -> (None, 4), 0 parameters
    """

    axis: Axes = -1

    def infer(self, signal: Signal) -> Effect:
        if signal.mask:
            raise ShapeError(
                "`Softmax` takes the mask of the time steps for one of its own, and the two don't fit",
                keras="raises ValueError at the first batch, or silently masks other values where sizes agree",
                help="write `Activation: softmax`, which leaves the mask alone",
            )
        return super().infer(signal)

    def shape_after(self, shape: Shape) -> Shape:
        resolve(self.axis, shape, self.type, keras="raises ValueError at the first batch: axis is out of bounds")
        return shape

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return mixed(seen, self.axis, shape)
