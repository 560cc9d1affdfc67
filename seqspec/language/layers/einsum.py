"""`EinsumDense`: a product with a matrix of any rank, written as an equation."""

from __future__ import annotations

from itertools import chain
from math import prod
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from seqspec.language.activation import Activation
from seqspec.language.layer import Dim, Layer, PositiveInt, Shape, ShapeError, Weight, require_known, require_rank, show
from seqspec.language.layers._equation import Equation
from seqspec.language.layers.core import low_rank, refuse_constrained_lora
from seqspec.language.named import Constraint, Initializer, Regularizer
from seqspec.language.problems import KerasSays, problem
from seqspec.language.reach import Reach

_INVALID = "raises ValueError when the model is built"


def _check_equation(text: str) -> str:
    equation = Equation.read(text)
    if equation is None:
        raise problem(
            "SEQ008",
            f"`equation` can't be `{text}`",
            keras=f"{_INVALID}: invalid einsum equation",
            help="write inputs, kernel and outputs: `abc,cd->abd`, `...c,cd->...d` or `ab...,bc->ac...`",
        )
    wrong = equation.contradiction()
    if wrong:
        keras = f"{_INVALID}, or silently takes a diagonal" if "twice" in wrong else _INVALID
        raise problem("SEQ008", f"`equation` `{text}`: {wrong}", keras=keras, help="name each axis once on each side")
    return text


class EinsumDense(Layer):
    """
    A product with a kernel of any rank, as an `equation` says: inputs, kernel, and what comes out. For what `Dense`
    can't do, such as another kernel for each step, or a mixture of steps instead of features.

    `equation` names an axis by a letter, the batch first: `abc,cd->abd` is a `Dense`. `output_shape` gives the sizes
    of the output without the batch, `null` for one that is the input's. `bias_axes` names the axes that get a bias.

    Input shape: as many axes as the equation names
    Output shape: `(batch, *output_shape)`

    Example:
        EinsumDense: {equation: "abc,bd->adc", output_shape: [4, 8], bias_axes: d}
        (None, 10, 8) -> (None, 4, 8), 44 parameters
    """

    mask = "drops"

    equation: Annotated[str, AfterValidator(_check_equation)]
    output_shape: Annotated[
        PositiveInt | list[PositiveInt | None], KerasSays("silently gives an output of size 0, or raises an error")
    ] = Field()
    activation: Activation = None
    bias_axes: str | None = None
    kernel_initializer: Initializer = "glorot_uniform"
    bias_initializer: Initializer = "zeros"
    kernel_regularizer: Regularizer | None = None
    bias_regularizer: Regularizer | None = None
    kernel_constraint: Constraint | None = None
    bias_constraint: Constraint | None = None
    lora_rank: PositiveInt | None = None
    lora_alpha: float | None = None

    _no_constrained_lora = field_validator("lora_rank")(classmethod(refuse_constrained_lora))

    @field_validator("bias_axes")
    @classmethod
    def _be_outputs(cls, value: str | None, info: ValidationInfo) -> str | None:
        equation = Equation.read(info.data.get("equation", ""))
        if value is None or equation is None:
            return value
        strangers = [letter for letter in value if letter not in equation.outputs]
        if strangers or not value:
            raise problem(
                "SEQ008",
                f"`bias_axes` `{value}` has to name axes of the output `{equation.outputs}`",
                keras=f"{_INVALID}: bias dimension was requested, but is not part of the output spec",
                help="name the axes that get a bias of their own, or leave it out for no bias",
            )
        return value

    def shape_after(self, shape: Shape) -> Shape:
        return self._sizes(shape)[1]

    def weights(self, shape: Shape) -> tuple[Weight, ...]:
        equation, sizes = self._equation, self._sizes(shape)[0]
        kernel = Weight("kernel", tuple(self._known(sizes, letter) for letter in equation.kernel))
        bias = (Weight("bias", self._bias(equation, sizes, shape)),) if self.bias_axes else ()
        return low_rank(kernel, bias, self.lora_rank, "lora_kernel")

    def _bias(self, equation: Equation, sizes: dict[str, Dim], shape: Shape) -> tuple[int, ...]:
        axes = self.bias_axes or ""
        named = equation.outputs[min(equation.outputs.find(letter) for letter in axes) :]
        after = len(shape) - len(equation.inputs) if equation.right else 0
        return (*(self._known(sizes, letter) if letter in axes else 1 for letter in named), *[1] * after)

    def macs(self, shape: Shape, output: Shape) -> int | None:
        """Every combination of all axes is one multiply-add; the batch is counted once."""
        sizes, _ = self._sizes(shape)
        first = None if self._equation.left else self._equation.inputs[0]
        named = [dim for letter, dim in sizes.items() if letter != first]
        counted = [*named, *self._unnamed(shape)]
        return None if None in counted else prod(dim for dim in counted if dim is not None)

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        """Each step stays by itself where the second axis of the output is that of the input, and no axis is mixed."""
        equation, more = self._equation, len(shape) - len(self._equation.inputs)
        if equation.left and more > 1:
            return seen
        place = 1 - more if equation.left else 1
        kept = equation.inputs[place : place + 1] == equation.outputs[place : place + 1] != ""
        return seen if kept else seen.all(shape[1])

    @property
    def _equation(self) -> Equation:
        equation = Equation.read(self.equation)
        assert equation is not None  # the validator has read it
        return equation

    def _unnamed(self, shape: Shape) -> Shape:
        """The axes of the input that the equation leaves out, but for the batch."""
        more = len(shape) - len(self._equation.inputs)
        return shape[1:more] if self._equation.left else shape[len(shape) - more :]

    def _sizes(self, shape: Shape) -> tuple[dict[str, Dim], Shape]:
        """
        The size of every letter, and the whole shape of the output.

        Raises:
            ShapeError: rank or sizes don't fit the equation.
        """
        equation = self._equation
        require_rank(shape, len(equation.inputs), self.type, at_least=equation.left or equation.right, keras=_MISFIT)
        more = len(shape) - len(equation.inputs)
        output = self._output(equation, shape)
        entering = shape[more:] if equation.left else shape[: len(equation.inputs)]
        leaving = output[more:] if equation.left else output[: len(equation.outputs)]
        if len(leaving) != len(equation.outputs) or len(output) != len(equation.outputs) + more:
            raise self._wrong_length(equation, output)
        sizes = dict(zip(equation.inputs, entering, strict=True))
        for letter, dim in zip(equation.outputs, leaving, strict=True):
            if letter in sizes and dim is not None and dim != sizes[letter]:
                raise self._other_size(letter, sizes[letter], dim)
            # Weights are made by what `output_shape` says of an axis, though the input may know its size.
            made = letter in equation.kernel or letter in (self.bias_axes or "")
            sizes[letter] = dim if letter not in sizes or made else sizes[letter]
        return sizes, output

    def _output(self, equation: Equation, shape: Shape) -> Shape:
        given = [self.output_shape] if isinstance(self.output_shape, int) else self.output_shape
        unnamed = self._unnamed(shape)
        if equation.left and unnamed != unnamed[::-1]:
            raise self._reversed(shape)
        return tuple(chain(shape[:1], unnamed, given) if equation.left else chain(shape[:1], given, unnamed))

    def _reversed(self, shape: Shape) -> ShapeError:
        return ShapeError(
            f"`{self.equation}` leaves out several axes of {show(shape)}, and Keras mixes up their sizes",
            ("equation",),
            keras="silently promises the sizes in the opposite order, and later layers are built for those",
            help="name every axis of the input by a letter",
        )

    def _known(self, sizes: dict[str, Dim], letter: str) -> int:
        return require_known(sizes[letter], self.type, f"the size of `{letter}`, in its input or its `output_shape`")

    def _wrong_length(self, equation: Equation, output: Shape) -> ShapeError:
        return ShapeError(
            f"`output_shape` makes the output {show(output)}, and the equation says `{equation.outputs}`",
            ("output_shape",),
            keras="raises an error when the model is built or at the first batch, or silently takes another shape",
            help="give a size for each letter of the output but the batch",
        )

    def _other_size(self, letter: str, entering: Dim, leaving: Dim) -> ShapeError:
        return ShapeError(
            f"the axis `{letter}` enters with the size {entering} and leaves with {leaving}",
            ("output_shape",),
            keras=f"{_INVALID}: input shape and output shape do not match at shared dimension",
            help="write null in `output_shape` for an axis that keeps its size",
        )


_MISFIT = "raises an error when the model is built, or at the first batch: the equation names other axes"
