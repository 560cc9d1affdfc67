"""The layers of `keras.layers.convolutional`: kernels that slide over steps or places."""

from __future__ import annotations

from pydantic import ValidationInfo, field_validator

from seqspec.language.activation import Activation
from seqspec.language.layer import PositiveInt, Shape, ShapeError, Weight
from seqspec.language.layers._convolution import Convolution, refuse_stride_and_dilation
from seqspec.language.layers._space import DataFormat, Padding, PaddingOrCausal, Sizes
from seqspec.language.named import Constraint, Initializer, Regularizer
from seqspec.language.problems import problem


class _Conv(Convolution):
    """An ordinary convolution of any rank."""

    filters: PositiveInt
    kernel_size: Sizes
    strides: Sizes = 1
    padding: PaddingOrCausal = "valid"
    data_format: DataFormat | None = None
    dilation_rate: Sizes = 1
    groups: PositiveInt = 1
    activation: Activation = None
    use_bias: bool = True
    kernel_initializer: Initializer = "glorot_uniform"
    bias_initializer: Initializer = "zeros"
    kernel_regularizer: Regularizer | None = None
    bias_regularizer: Regularizer | None = None
    kernel_constraint: Constraint | None = None
    bias_constraint: Constraint | None = None

    _stride_or_dilate = field_validator("dilation_rate")(refuse_stride_and_dilation)

    @field_validator("groups")
    @classmethod
    def _divide_filters(cls, value: int, info: ValidationInfo) -> int:
        filters = info.data.get("filters", 0)
        if filters % value:
            raise problem(
                "SEQ008",
                f"{filters} filters can't be shared out evenly among {value} groups",
                keras="raises ValueError when the layer is made: filters must be evenly divisible by groups",
                help="make `filters` a multiple of `groups`",
            )
        return value

    def channels_out(self, shape: Shape) -> int:
        return self.filters

    def kernels(self, shape: Shape) -> tuple[Weight, ...]:
        channels = self.channels_in(shape)
        if channels % self.groups:
            raise ShapeError(
                f"{channels} channels can't be shared out evenly among {self.groups} groups of `{self.type}`",
                ("groups",),
                keras="raises ValueError when the model is built: channels must be evenly divisible by groups",
                help="take a number of groups that divides the channels",
            )
        return (Weight("kernel", (*self.spread(self.kernel_size), channels // self.groups, self.filters)),)


class Conv1D(_Conv):
    """
    Slides a kernel over the steps and takes a product at each place: finds patterns of a few steps, wherever they are.

    Input shape: `(batch, steps, channels)`
    Output shape: `(batch, new_steps, filters)`

    Step by step: one filter of kernel 1, 0, -1 on the steps 1, 2, 4, 7 gives 1 * 1 + 0 * 2 - 1 * 4 = -3 and 2 - 7 = -5:
        it answers to what rises. 32 filters are 32 such kernels, each over all channels, learned.

    When to choose: for patterns of a few steps, wherever they are; all steps at once, so much faster than `LSTM`. What
        lies further apart than the column `reach` of `seqspec show` it can't join: stack layers, pool in between, or
        double `dilation_rate` from layer to layer. In front of a recurrent layer, with strides, it shortens what that
        has to read.

    Common mistakes: a kernel wider than the sequence (SEQ115); `padding: same` for a forecast at every step, which sees
        the future, where `causal` does not; a mask that ends here (SEQ120).

    Example:
        Conv1D: {filters: 32, kernel_size: 5, activation: relu}
        (None, 100, 3) -> (None, 96, 32), 512 parameters
    """

    rank = 1


class Conv2D(_Conv):
    """
    Slides a kernel over rows and columns.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: `(batch, new_rows, new_columns, filters)`

    Example:
        Conv2D: {filters: 32, kernel_size: 3}
        (None, 28, 28, 1) -> (None, 26, 26, 32), 320 parameters
    """

    rank = 2

    padding: Padding = "valid"


class Conv3D(_Conv):
    """
    Slides a kernel over three spatial axes, or over the frames of a film.

    Input shape: `(batch, depth, rows, columns, channels)`
    Output shape: `(batch, new_depth, new_rows, new_columns, filters)`

    Example:
        Conv3D: {filters: 8, kernel_size: 3, padding: same}
        (None, 16, 28, 28, 1) -> (None, 16, 28, 28, 8), 224 parameters
    """

    rank = 3

    padding: Padding = "valid"


class _SeparableConv(Convolution):
    """A depthwise convolution and then a pointwise one."""

    filters: PositiveInt
    kernel_size: Sizes
    strides: Sizes = 1
    padding: Padding = "valid"
    data_format: DataFormat | None = None
    dilation_rate: Sizes = 1
    depth_multiplier: PositiveInt = 1
    activation: Activation = None
    use_bias: bool = True
    depthwise_initializer: Initializer = "glorot_uniform"
    pointwise_initializer: Initializer = "glorot_uniform"
    bias_initializer: Initializer = "zeros"
    depthwise_regularizer: Regularizer | None = None
    pointwise_regularizer: Regularizer | None = None
    bias_regularizer: Regularizer | None = None
    depthwise_constraint: Constraint | None = None
    pointwise_constraint: Constraint | None = None
    bias_constraint: Constraint | None = None

    def channels_out(self, shape: Shape) -> int:
        return self.filters

    def kernels(self, shape: Shape) -> tuple[Weight, ...]:
        channels, ones = self.channels_in(shape), (1,) * self.rank
        return (
            Weight("depthwise_kernel", (*self.spread(self.kernel_size), channels, self.depth_multiplier)),
            Weight("pointwise_kernel", (*ones, self.depth_multiplier * channels, self.filters)),
        )


class SeparableConv1D(_SeparableConv):
    """
    A convolution in two cheaper parts: over the steps within each channel, then across the channels.

    Input shape: `(batch, steps, channels)`
    Output shape: `(batch, new_steps, filters)`

    Example:
        SeparableConv1D: {filters: 32, kernel_size: 5}
        (None, 100, 8) -> (None, 96, 32), 328 parameters
    """

    rank = 1


class SeparableConv2D(_SeparableConv):
    """
    A convolution in two cheaper parts: over rows and columns within each channel, then across the channels.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: `(batch, new_rows, new_columns, filters)`

    Example:
        SeparableConv2D: {filters: 16, kernel_size: 3}
        (None, 28, 28, 8) -> (None, 26, 26, 16), 216 parameters
    """

    rank = 2


class _DepthwiseConv(Convolution):
    """A convolution within each channel."""

    kernel_size: Sizes
    strides: Sizes = 1
    padding: Padding = "valid"
    depth_multiplier: PositiveInt = 1
    data_format: DataFormat | None = None
    dilation_rate: Sizes = 1
    activation: Activation = None
    use_bias: bool = True
    depthwise_initializer: Initializer = "glorot_uniform"
    bias_initializer: Initializer = "zeros"
    depthwise_regularizer: Regularizer | None = None
    bias_regularizer: Regularizer | None = None
    depthwise_constraint: Constraint | None = None
    bias_constraint: Constraint | None = None

    def channels_out(self, shape: Shape) -> int:
        return self.depth_multiplier * self.channels_in(shape)

    def kernels(self, shape: Shape) -> tuple[Weight, ...]:
        return (Weight("kernel", (*self.spread(self.kernel_size), self.channels_in(shape), self.depth_multiplier)),)


class DepthwiseConv1D(_DepthwiseConv):
    """
    Slides a kernel of its own over the steps of each channel, and mixes no channels.

    Input shape: `(batch, steps, channels)`
    Output shape: `(batch, new_steps, channels * depth_multiplier)`

    Example:
        DepthwiseConv1D: {kernel_size: 3, padding: same}
        (None, 100, 8) -> (None, 100, 8), 32 parameters
    """

    rank = 1


class DepthwiseConv2D(_DepthwiseConv):
    """
    Slides a kernel of its own over the rows and columns of each channel, and mixes no channels.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: `(batch, new_rows, new_columns, channels * depth_multiplier)`

    Example:
        DepthwiseConv2D: {kernel_size: 3}
        (None, 28, 28, 8) -> (None, 26, 26, 8), 80 parameters
    """

    rank = 2
