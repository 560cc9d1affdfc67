"""The transposed layers of `keras.layers.convolutional`: kernels that paint into a longer output."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Literal, TypeAlias

from pydantic import ValidationInfo, field_validator

from seqspec.language.activation import Activation
from seqspec.language.layer import Dim, PositiveInt, Shape, ShapeError, Weight, size
from seqspec.language.layers._convolution import Convolution, refuse_stride_and_dilation
from seqspec.language.layers._space import DataFormat, NaturalInt, Sizes
from seqspec.language.named import Constraint, Initializer, Regularizer
from seqspec.language.problems import problem
from seqspec.language.reach import Reach

Padding = Literal["valid", "same"]
Margins: TypeAlias = NaturalInt | list[NaturalInt]


class _ConvTranspose(Convolution):
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

    _stride_or_dilate = field_validator("dilation_rate")(refuse_stride_and_dilation)

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

    def shape_after(self, shape: Shape) -> Shape:
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

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        if self.channels_first:
            return seen.all(shape[1])
        kernel, stride, dilation = (
            self.spread(each)[0] for each in (self.kernel_size, self.strides, self.dilation_rate)
        )
        window = dilation * (kernel - 1) + 1
        cut = max(window - stride, 0) // 2 if self.padding == "same" else 0
        return seen.window(Fraction(window - 1 - cut, stride), Fraction(cut, stride), Fraction(1, stride))

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
