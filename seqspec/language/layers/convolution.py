"""The layers of `keras.layers.convolutional`: kernels that slide over steps or places."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Literal, TypeAlias

from pydantic import ValidationInfo, field_validator

from seqspec.language.activation import Activation
from seqspec.language.layer import Dim, PositiveInt, Shape, ShapeError, Weight, require_known, require_rank, size
from seqspec.language.layers._space import DataFormat, NaturalInt, Ranked, Sizes
from seqspec.language.named import Constraint, Initializer, Regularizer
from seqspec.language.problems import problem

Padding = Literal["valid", "same"]
PaddingOrCausal = Literal["valid", "same", "causal"]
Margins: TypeAlias = NaturalInt | list[NaturalInt]

_SAME_LENGTH = "raises ValueError when the model is built: kernel shape must have the same length as input"


class _Convolution(Ranked):
    """What all kernels do: one product with the kernel at each place, plus a bias."""

    mask = "drops"
    if TYPE_CHECKING:
        kernel_size: Sizes
        strides: Sizes
        dilation_rate: Sizes
        use_bias: bool

    def output_shape(self, shape: Shape) -> Shape:
        self.check_rank(shape)
        kernel, dilation = self.spread(self.kernel_size), self.spread(self.dilation_rate)
        windows = tuple(step * (width - 1) + 1 for width, step in zip(kernel, dilation, strict=True))
        places = self.slide(self.places(shape), windows, self.spread(self.strides), "kernel_size")
        return self.assemble(shape[0], places, self.channels_out(shape))

    def check_rank(self, shape: Shape) -> None:
        """Refuse an input that has not `rank` axes between batch and channels."""
        keras = _SAME_LENGTH if len(shape) > self.rank + 2 else None
        require_rank(shape, self.rank + 2, self.type, keras=keras)

    def channels_in(self, shape: Shape) -> int:
        """The channels of the input, which the weights depend on."""
        return require_known(self.channels(shape), self.type, "how many channels its input has")

    def channels_out(self, shape: Shape) -> int:
        """The channels of the output."""
        raise NotImplementedError

    def kernels(self, shape: Shape) -> tuple[Weight, ...]:
        """The weights without the bias."""
        raise NotImplementedError

    def weights(self, shape: Shape) -> tuple[Weight, ...]:
        bias = Weight("bias", (self.channels_out(shape),))
        return (*self.kernels(shape), bias) if self.use_bias else self.kernels(shape)

    def macs(self, shape: Shape, output: Shape) -> int | None:
        places = size(self.places(output))
        return None if places is None else places * sum(weight.size for weight in self.kernels(shape))


def _refuse_stride_and_dilation(value: Sizes, info: ValidationInfo) -> Sizes:
    strides = info.data.get("strides", 1)
    if _largest(value) > 1 and _largest(strides) > 1:
        raise problem(
            "SEQ008",
            f"`dilation_rate` {value} and `strides` {strides} don't go together",
            keras="raises ValueError when the layer is made: `strides > 1` not supported with `dilation_rate > 1`",
            help="leave one of them at 1",
        )
    return value


def _largest(sizes: Sizes) -> int:
    return sizes if isinstance(sizes, int) else max(sizes)


class _Conv(_Convolution):
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

    _stride_or_dilate = field_validator("dilation_rate")(_refuse_stride_and_dilation)

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


class _SeparableConv(_Convolution):
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


class _DepthwiseConv(_Convolution):
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


class _ConvTranspose(_Convolution):
    """A convolution run backwards: every place of the input paints a kernel into the output."""

    filters: PositiveInt
    kernel_size: Sizes
    strides: Sizes = 1
    padding: Padding = "valid"
    output_padding: Margins | None = None
    data_format: DataFormat | None = None
    dilation_rate: Sizes = 1
    activation: Activation = None
    use_bias: bool = True
    kernel_initializer: Initializer = "glorot_uniform"
    bias_initializer: Initializer = "zeros"
    kernel_regularizer: Regularizer | None = None
    bias_regularizer: Regularizer | None = None
    kernel_constraint: Constraint | None = None
    bias_constraint: Constraint | None = None

    _stride_or_dilate = field_validator("dilation_rate")(_refuse_stride_and_dilation)

    @field_validator("output_padding")
    @classmethod
    def _stay_below_strides(cls, value: Margins | None, info: ValidationInfo) -> Margins | None:
        strides = info.data.get("strides")
        if value is None or strides is None:
            return value
        paddings = [value] * cls.rank if isinstance(value, int) else value
        limits = [strides] * cls.rank if isinstance(strides, int) else strides
        if any(padding >= limit for padding, limit in zip(paddings, limits, strict=False)):
            raise problem(
                "SEQ008",
                f"`output_padding` {value} has to be less than `strides` {strides}",
                keras="raises ValueError when the layer is made: output_padding must be strictly less than strides",
                help="leave `output_padding` out, or make `strides` larger",
            )
        return value

    def output_shape(self, shape: Shape) -> Shape:
        self.check_rank(shape)
        paddings = (None,) * self.rank if self.output_padding is None else self.spread(self.output_padding)
        sizes = zip(self.places(shape), self.spread(self.kernel_size), self.spread(self.strides),
                    self.spread(self.dilation_rate), paddings, strict=True)  # fmt: skip
        places = tuple(self._length(*each) for each in sizes)
        return self.assemble(shape[0], places, self.filters)

    def _length(self, place: Dim, kernel: int, stride: int, dilation: int, padding: int | None) -> Dim:
        if place is None:
            return None
        window = dilation * (kernel - 1) + 1
        if padding is None:
            return place * stride if self.padding == "same" else (place - 1) * stride + max(window, stride)
        length = (place - 1) * stride + padding + (window % 2 if self.padding == "same" else window)
        return length if length else self._nothing_left()

    def _nothing_left(self) -> int:
        raise ShapeError(
            f"nothing is left of the input of `{self.type}`",
            ("output_padding",),
            keras="silently gives an output of size 0",
            help="leave `output_padding` out",
        )

    def channels_out(self, shape: Shape) -> int:
        return self.filters

    def kernels(self, shape: Shape) -> tuple[Weight, ...]:
        return (Weight("kernel", (*self.spread(self.kernel_size), self.filters, self.channels_in(shape))),)

    def macs(self, shape: Shape, output: Shape) -> int | None:
        places = size(self.places(shape))
        return None if places is None else places * prod(self.kernels(shape)[0].shape)


class Conv1DTranspose(_ConvTranspose):
    """
    Stretches a sequence: every step paints a kernel into the output, `strides` apart.

    Input shape: `(batch, steps, channels)`
    Output shape: `(batch, new_steps, filters)`

    Example:
        Conv1DTranspose: {filters: 16, kernel_size: 4, strides: 2, padding: same}
        (None, 50, 8) -> (None, 100, 16), 528 parameters
    """

    rank = 1


class Conv2DTranspose(_ConvTranspose):
    """
    Stretches an image: every place paints a kernel into the output, `strides` apart.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: `(batch, new_rows, new_columns, filters)`

    Example:
        Conv2DTranspose: {filters: 8, kernel_size: 3, strides: 2, padding: same}
        (None, 7, 7, 16) -> (None, 14, 14, 8), 1160 parameters
    """

    rank = 2


class Conv3DTranspose(_ConvTranspose):
    """
    Stretches a volume: every place paints a kernel into the output, `strides` apart.

    Input shape: `(batch, depth, rows, columns, channels)`
    Output shape: `(batch, new_depth, new_rows, new_columns, filters)`

    Example:
        Conv3DTranspose: {filters: 4, kernel_size: 2, strides: 2}
        (None, 4, 4, 4, 8) -> (None, 8, 8, 8, 4), 260 parameters
    """

    rank = 3
