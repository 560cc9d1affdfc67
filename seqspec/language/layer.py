"""
What a layer is: arguments, and from them shapes, weights and costs, without Keras.

Shapes are Keras's: tuples with the batch axis first, `None` where a size is not known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import AfterValidator, Discriminator, Field, PrivateAttr, Tag, field_validator
from pydantic_core.core_schema import ValidationInfo

from seqspec.language.named import Form, Named, Regularizer
from seqspec.language.problems import problem, unknown_key
from seqspec.language.reach import Reach

Dim: TypeAlias = int | None
Shape: TypeAlias = tuple[Dim, ...]
Mask: TypeAlias = Literal["keeps", "consumes", "drops"]

ITEM_BYTES = {"float64": 8, "int64": 8, "float32": 4, "int32": 4, "float16": 2, "bfloat16": 2, "int8": 1, "bool": 1}


class ShapeError(Exception):
    """
    A layer can't take this input. Never leaves `seqspec.language` and `seqspec.analysis`: inference makes it a value.

    Args:
        message: what is wrong, in the user's words.
        argument: the argument that is at fault, as a path below the layer; empty for the layer itself.
        keras: what Keras says, and when.
        help: the next step.
        needs_rank: the rank the layer wants, where the rank is what is wrong.
        code: the rule that speaks of it, where it is a more telling one than static-shape-error.
    """

    def __init__(
        self,
        message: str,
        argument: tuple[str | int, ...] = (),
        keras: str | None = None,
        help: str | None = None,
        needs_rank: int | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.argument = argument
        self.keras = keras
        self.help = help
        self.needs_rank = needs_rank
        self.code = code

    def below(self, *path: str | int) -> ShapeError:
        """The same refusal, of a layer that is written inside another one."""
        return ShapeError(self.message, path + self.argument, self.keras, self.help, self.needs_rank, self.code)


@dataclass(frozen=True, slots=True)
class Signal:
    """
    What flows from layer to layer.

    Args:
        shape: batch axis first; None where not even the rank is known.
        dtype: Keras's name of the type.
        mask: whether a mask comes with it that says which time steps count.
    """

    shape: Shape | None
    dtype: str = "float32"
    mask: bool = False


@dataclass(frozen=True, slots=True)
class Weight:
    """One weight array of a layer; `shape` has no batch axis and no unknown size."""

    name: str
    shape: tuple[int, ...]
    trainable: bool = True

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return prod(self.shape)


@dataclass(frozen=True, slots=True)
class Effect:
    """
    What a layer does to its input.

    Args:
        output: what leaves the layer.
        weights: in Keras's order of creation; None where they can't be known (the input's shape is not).
        macs: multiply-adds for one example; None where a size is not known.
        activation_bytes: what one example leaves in memory for the backward pass; None likewise.
    """

    output: Signal
    weights: tuple[Weight, ...] | None
    macs: int | None
    activation_bytes: int | None


def _check_layer_name(name: str) -> str:
    if not name or "/" in name:
        said = "a layer's name can't be empty" if not name else f"the layer's name `{name}` contains a `/`"
        raise problem("SEQ012", said, keras="raises ValueError when the layer is made", help="use `_` or `-`")
    return name


LARGEST = 2**31 - 1
PositiveInt = Annotated[int, Field(ge=1, le=LARGEST)]
Seed = Annotated[int, Field(ge=0, lt=2**32)]
FROM_DATA = "from_data"
DataSize = Annotated[
    Annotated[PositiveInt, Tag("int")] | Annotated[Literal["from_data"], Tag("str")],
    Discriminator(lambda value: "str" if value == FROM_DATA else "int"),
]
"""A size that the recipe may declare; one it does not declare is an unknown size."""
LayerName = Annotated[str, AfterValidator(_check_layer_name)]
DType = Literal[
    "float32", "float64", "float16", "bfloat16", "mixed_float16", "mixed_bfloat16",
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool",
]  # fmt: skip


class Layer(Named):
    """
    A layer. A subclass gives Keras's arguments as fields, in Keras's order, and three rules.

    `shape_after`, `weights` and `macs` get the whole shape, batch axis included, and may raise `ShapeError`. Sizes may
    be None, and a result that depends on one is None there. A layer that does more (a wrapper, a layer that makes a
    mask or changes the dtype) overrides `output_mask`, `output_dtype` or `infer` itself.

    Keras's base arguments are keyword-only and the same for nearly every layer, so they stand here. `input_shape` is
    ours to read and never passed on.
    """

    kind: ClassVar[str] = "layer"
    mask: ClassVar[Mask] = "keeps"
    """What becomes of a mask: `keeps` passes it on, `consumes` uses it up, `drops` loses it with a warning."""
    freezes: ClassVar[bool] = True
    """Whether `trainable: false` reaches its weights; not where they belong to a layer that Keras has inside."""
    whole_batch: ClassVar[bool] = False
    """Whether training changes some of its weights by what a whole batch shows, and not by gradients."""
    compiles: ClassVar[bool] = True
    """Whether Keras compiles a model with it as a whole; without, it also trains where compiling would fail."""
    refused: ClassVar[frozenset[str]] = frozenset()
    """The base arguments that this layer, unlike the others, does not take."""

    name: LayerName | None = None
    trainable: bool = True
    dtype: DType | None = None
    autocast: bool = True
    activity_regularizer: Regularizer | None = None
    input_shape: list[PositiveInt | None] | None = None

    @field_validator("name", "trainable", "dtype", "autocast", "activity_regularizer", "input_shape", mode="before")
    @classmethod
    def _refuse(cls, value: Any, info: ValidationInfo) -> Any:
        if info.field_name in cls.refused:
            raise unknown_key("SEQ007", str(info.field_name), f"`{cls.__name__}`", list(cls.arguments()))
        return value

    @classmethod
    def own_fields(cls) -> tuple[str, ...]:
        return tuple(field for field in cls.model_fields if field not in Layer.model_fields)

    @classmethod
    def arguments(cls) -> tuple[str, ...]:
        base = tuple(field for field in Layer.model_fields if field not in cls.refused)
        return cls.own_fields() + base

    def shape_after(self, shape: Shape) -> Shape:
        """The shape that leaves the layer; the same as the one that enters, unless a subclass says otherwise."""
        return shape

    def weights(self, shape: Shape) -> tuple[Weight, ...] | None:
        """The weights for an input of this shape, in Keras's order of creation; None where data decide their sizes."""
        return ()

    def macs(self, shape: Shape, output: Shape) -> int | None:
        """Multiply-adds of the products with weights, for one example; element-wise work is not counted."""
        return 0

    def output_dtype(self, dtype: str) -> str:
        """The dtype that leaves the layer: the one it computes in, whatever comes in."""
        return self.compute_dtype

    def output_mask(self, mask: bool) -> bool:
        """Whether a mask leaves the layer."""
        return mask and self.mask == "keeps"

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        """
        What one step of the output sees of the model's input, by what a step of this layer's input of `shape` sees.
        The same, unless a subclass says otherwise: by default a layer computes each step by itself.
        """
        return seen

    @property
    def compute_dtype(self) -> str:
        """The dtype the layer computes in."""
        return (self.dtype or "float32").removeprefix("mixed_")

    def infer(self, signal: Signal) -> Effect:
        """
        Everything the layer does to one input, without Keras.

        Raises:
            ShapeError: the layer can't take this input.
        """
        dtype, mask = self.output_dtype(signal.dtype), self.output_mask(signal.mask)
        if signal.shape is None:
            return Effect(Signal(None, dtype, mask), None, None, None)
        shape = self.shape_after(signal.shape)
        output = Signal(shape, dtype, mask)
        weights = self.weights(signal.shape)
        if weights and not is_float(self.compute_dtype):
            raise _no_whole_weights(self)
        if weights and self.freezes and not self.trainable:
            weights = tuple(replace(weight, trainable=False) for weight in weights)
        return Effect(output, weights, self.macs(signal.shape, shape), self.activation_bytes(signal.shape, output))

    def activation_bytes(self, shape: Shape, output: Signal) -> int | None:
        """Bytes one example leaves in memory for the backward pass: by default those of the output."""
        values = size(output.shape[1:]) if output.shape else None
        return None if values is None else values * ITEM_BYTES.get(output.dtype, 4)


class Unknown(Layer):
    """Stands where a layer could not be read; another layer, which no rule sees, may know what leaves it."""

    given: str = "?"
    _stand_in: Layer | None = PrivateAttr(default=None)

    @property
    def type(self) -> str:
        return self.given

    @property
    def hides(self) -> bool:
        """Whether nothing is known of what leaves it."""
        return self._stand_in is None

    def infer(self, signal: Signal) -> Effect:
        if self._stand_in is not None:
            return self._stand_in.infer(signal)
        return Effect(Signal(None, signal.dtype, signal.mask), None, None, None)


def is_float(dtype: str) -> bool:
    """Whether a dtype of Keras holds fractions."""
    return dtype.startswith(("float", "bfloat"))


def _no_whole_weights(layer: Layer) -> ShapeError:
    return ShapeError(
        f"`{layer.type}` has weights, and weights can't be of type `{layer.compute_dtype}`",
        ("dtype",),
        keras="most initializers raise ValueError when the weights are made: dtype must be a float dtype",
        help="give a float type, or leave `dtype` out",
    )


def known(value: int | str | None) -> Dim:
    """A size as inference sees it: one that data decide is not known."""
    return None if isinstance(value, str) else value


def size(shape: Shape) -> int | None:
    """The product of the sizes, or None where one of them is not known."""
    known = [dim for dim in shape if dim is not None]
    return prod(known) if len(known) == len(shape) else None


def show(shape: Shape | None) -> str:
    """A shape as Keras prints it: `(None, 100, 1)`."""
    return "(?)" if shape is None else str(tuple(shape))


def require_rank(shape: Shape, rank: int, layer: str, at_least: bool = False, keras: str | None = None) -> None:
    """
    Refuse an input of the wrong rank, as Keras's `InputSpec` does.

    Args:
        at_least: more axes are fine too.
        keras: what Keras says, where it is not `InputSpec` that refuses.

    Raises:
        ShapeError: with `needs_rank`.
    """
    if len(shape) == rank or (at_least and len(shape) > rank):
        return
    more = f"min_ndim={rank}" if at_least else f"expected ndim={rank}"
    raise ShapeError(
        f"`{layer}` takes {'at least ' * at_least}{_axes(layer, rank)}, and gets {show(shape)}",
        keras=keras or f"raises ValueError when the model is built: {more}, found ndim={len(shape)}",
        needs_rank=rank,
    )


_AXES = {
    2: "two axes (batch, features)",
    3: "three axes (batch, steps, features)",
    4: "four axes (batch, rows, columns, channels)",
    5: "five axes (batch, depth, rows, columns, channels)",
}
_AXES_OF_FILMS = {
    4: "four axes (batch, steps, rows, channels)",
    5: "five axes (batch, steps, rows, columns, channels)",
    6: "six axes (batch, steps, depth, rows, columns, channels)",
}


def _axes(layer: str, rank: int) -> str:
    """The axes by name; a recurrent convolution counts steps where a convolution counts depth."""
    named = _AXES_OF_FILMS if layer.startswith("ConvLSTM") else _AXES
    return named.get(rank, f"{rank} axes")


def require_known(dim: Dim, layer: str, what: str) -> int:
    """
    Refuse a size that weights depend on and that is not known.

    Raises:
        ShapeError: the size is None.
    """
    if dim is None:
        raise ShapeError(
            f"`{layer}` needs to know {what}, and it is not known here",
            keras="raises ValueError when the weights are made: shapes must be fully defined",
            help="give every size of the input shape that this layer depends on",
        )
    return dim


SubLayer = Annotated[Any, Form("layer")]
