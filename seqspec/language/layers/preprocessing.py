"""The layers of `keras.layers.preprocessing` that compute on numbers alone."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from seqspec.language.layer import Layer, PositiveInt, Shape, ShapeError, Weight, is_float, require_rank
from seqspec.language.layers._axes import Axes, resolve
from seqspec.language.layers.normalization import known_sizes
from seqspec.language.problems import KerasSays, problem
from seqspec.language.reach import Reach

Numbers = float | Annotated[list[float], Field(min_length=1)]


class Rescaling(Layer):
    """
    Multiplies with `scale` and adds `offset`: fixed numbers, or one for each feature.

    Input shape: any
    Output shape: the same

    Example:
        Rescaling: {scale: 0.00392156862745098, offset: -0.5}
        (None, 28, 28) -> (None, 28, 28), 0 parameters
    """

    scale: Numbers
    offset: Numbers = 0.0

    def shape_after(self, shape: Shape) -> Shape:
        for argument, numbers in {"scale": self.scale, "offset": self.offset}.items():
            if isinstance(numbers, list) and len(numbers) not in (1, shape[-1]):
                raise ShapeError(
                    f"`{argument}` lists {len(numbers)} numbers, and the last axis of the input has {shape[-1]}",
                    (argument,),
                    keras="raises ValueError at the first batch, or silently stretches a last axis of size 1",
                    help="give one number, or one for each feature",
                )
        return shape


# --------------------------------------------------------------------------------------------------- a known mean


def _extent(numbers: Any) -> tuple[int, ...]:
    """The sizes of numbers in lists, as NumPy sees them; rows are as long as the first."""
    return (len(numbers), *_extent(numbers[0])) if isinstance(numbers, list) else ()


def _check_rows(rows: list[list[float]]) -> list[list[float]]:
    if len({len(row) for row in rows}) > 1:
        raise problem(
            "SEQ008",
            "the rows here have different lengths",
            keras="raises ValueError when the layer is made",
            help="give every row as many numbers",
        )
    return rows


_Row = Annotated[list[float], Field(min_length=1)]
Table = float | _Row | Annotated[list[_Row], Field(min_length=1), AfterValidator(_check_rows)]


class Normalization(Layer):
    """
    Subtracts a known mean and divides by the root of a known variance; `invert` goes the other way.

    `axis` names the axes whose places have numbers of their own; null means one pair for everything. `mean` and
    `variance` are the numbers. Without them it changes nothing: Keras would learn them with `adapt`, which no spec
    can call. Then `scale` under `data`, which learns from the training rows, or `BatchNormalization` is what you want.

    Input shape: any; the sizes of `axis` have to be known
    Output shape: the same

    Example:
        Normalization: {mean: [2.0, 0.5], variance: [1.0, 4.0]}
        (None, 10, 2) -> (None, 10, 2), 0 parameters
    """

    axis: Axes | None = -1
    mean: Table | None = None
    variance: Table | None = Field(default=None, validate_default=True)
    invert: bool = False

    @field_validator("variance")
    @classmethod
    def _match(cls, value: Any, info: ValidationInfo) -> Any:
        if "mean" not in info.data or "axis" not in info.data:
            return value
        mean, axis = info.data["mean"], info.data["axis"]
        axes = 0 if axis is None else len(axis) if isinstance(axis, list) else 1
        if (mean is None) != (value is None):
            raise _unlike("`mean` and `variance` need each other", "both must be set", "give both, or neither")
        if _extent(mean) != _extent(value):
            raise _unlike("`mean` and `variance` differ in size", "they must have the same shape", "give one for each")
        if len(_extent(value)) > axes:
            said = f"`mean` and `variance` are nested deeper than `axis`, which names {axes}"
            raise _unlike(said, "the rank of `mean` must be at most the number of axes", "name the axes in `axis`")
        return value

    def shape_after(self, shape: Shape) -> Shape:
        if not is_float(self.compute_dtype):
            raise ShapeError(
                f"`Normalization` gives fractions, and `dtype` is `{self.compute_dtype}`",
                ("dtype",),
                keras="silently gives float32, whatever it promises",
                help="give a float type, or leave `dtype` out",
            )
        kept = self._kept(shape)
        for here, there in zip(reversed(_extent(self.mean)), reversed(kept), strict=False):
            if here not in (1, there):
                raise self._does_not_fit(here, there)
        return shape

    def _kept(self, shape: Shape) -> tuple[int, ...]:
        """The sizes of the axes that have numbers of their own."""
        axes = [] if self.axis is None else [self.axis] if isinstance(self.axis, int) else self.axis
        places = sorted(resolve(axes, shape, self.type, keras=_NO_SUCH_AXIS))
        if len(set(places)) < len(places):
            raise ShapeError(
                f"`axis` names an axis twice: {axes} of {len(shape)} axes",
                ("axis",),
                keras="raises TypeError at the first batch: the shapes don't fit; silently takes an axis of size 1",
                help="name each axis once",
            )
        return known_sizes(self, places, shape)

    def _does_not_fit(self, here: int, there: int) -> ShapeError:
        return ShapeError(
            f"`mean` lists {here} numbers for an axis of size {there}",
            ("mean",),
            keras="raises ValueError when the model is built: incompatible shapes for broadcasting",
            help=f"give {there} numbers, or one for all",
        )

    def weights(self, shape: Shape) -> tuple[Weight, ...]:
        if self.mean is not None:
            return ()
        sizes = self._kept(shape)
        named = {"mean": sizes, "variance": sizes, "count": ()}
        return tuple(Weight(name, each, trainable=False) for name, each in named.items())


_NO_SUCH_AXIS = "raises ValueError when the model is built: all `axis` values must be in the range [-ndim, ndim)"


def _unlike(message: str, keras: str, help: str) -> Exception:
    return problem("SEQ008", message, keras=f"raises ValueError when the layer is made: {keras}", help=help)


# ----------------------------------------------------------------------------------------------- numbers as categories

_Dense = Annotated[Literal[False], KerasSays("takes it for true, and gives a sparse tensor, which few layers can read")]


def _one_hot(shape: Shape, depth: int) -> Shape:
    """Each value as a row of its own; a last axis of size 1 makes room for it."""
    return (*(shape[:-1] if shape[-1] == 1 and len(shape) > 1 else shape), depth)


class CategoryEncoding(Layer):
    """
    Turns whole numbers into rows of 0 and 1 as long as there are categories.

    `one_hot` makes a row of each number, `multi_hot` one row of all numbers of an example, and `count` a row that says
    how often each of them occurs: that is what `output_mode` chooses. `num_tokens` is how many categories there are;
    the largest number is one less.

    Input shape: `(batch, values)`; with `one_hot` any
    Output shape: `(batch, num_tokens)`; with `one_hot` the same and `num_tokens`, in place of a last axis of size 1

    Example:
        CategoryEncoding: {num_tokens: 5, output_mode: one_hot}
        (None, 10) -> (None, 10, 5), 0 parameters
    """

    mask = "drops"

    num_tokens: PositiveInt
    output_mode: Literal["multi_hot", "one_hot", "count", "binary"] = "multi_hot"
    sparse: _Dense = False

    def shape_after(self, shape: Shape) -> Shape:
        if self.output_mode == "one_hot":
            return _one_hot(shape, self.num_tokens)
        require_rank(shape, 2, self.type, keras=_COUNTS_ELSEWHERE)
        return (shape[0], self.num_tokens)

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return seen if self.output_mode == "one_hot" else seen.all(shape[1])


_COUNTS_ELSEWHERE = "silently counts along the second axis, or along the batch if there is no other"


def _check_rise(boundaries: list[float]) -> list[float]:
    if any(upper <= lower for lower, upper in pairwise(boundaries)):
        raise problem(
            "SEQ008",
            f"`bin_boundaries` {boundaries} do not rise",
            keras="accepts them, and puts values into bins that make no sense",
            help="list each boundary once, from the lowest to the highest",
        )
    return boundaries


class Discretization(Layer):
    """
    Turns numbers into the number of the bin they fall into, 0 below the first boundary.

    `bin_boundaries` lists the boundaries from the lowest on: three make four bins. `num_bins` and `epsilon` belong to
    `adapt`, which no spec can call. `output_mode` says what comes out: `int` the number of the bin, the others rows of
    0 and 1 as `CategoryEncoding` makes them.

    Input shape: any
    Output shape: the same, with `int`; with `one_hot` the same and the bins; else the bins in place of the second axis

    Example:
        Discretization: {bin_boundaries: [0.0, 0.5, 1.0], output_mode: one_hot}
        (None, 10) -> (None, 10, 4), 0 parameters
    """

    mask = "drops"
    refused = frozenset({"trainable", "autocast", "activity_regularizer"})

    bin_boundaries: Annotated[list[float], Field(min_length=1), AfterValidator(_check_rise)]
    num_bins: PositiveInt | None = None
    epsilon: Annotated[float, Field(gt=0), KerasSays()] = 0.01
    output_mode: Literal["int", "one_hot", "multi_hot", "count"] = "int"
    sparse: _Dense = False

    @field_validator("num_bins")
    @classmethod
    def _boundaries_say_it(cls, value: int | None) -> int | None:
        if value is not None:
            raise problem(
                "SEQ008",
                "`num_bins` asks Keras to find the boundaries in data, and a spec lists them in `bin_boundaries`",
                keras="raises ValueError when the layer is made if there are boundaries, else at the first batch",
                help="leave `num_bins` out: there is one bin more than boundaries",
            )
        return value

    @property
    def _bins(self) -> int:
        return len(self.bin_boundaries) + 1

    def shape_after(self, shape: Shape) -> Shape:
        if self.output_mode == "int":
            return shape
        if self.output_mode == "one_hot":
            return _one_hot(shape, self._bins)
        require_rank(shape, 2, self.type, at_least=True, keras="silently counts along the batch")
        return (shape[0], *shape[2:], self._bins)

    def output_dtype(self, dtype: str) -> str:
        return "int32" if self.output_mode == "int" else self.compute_dtype

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return seen.all(shape[1]) if self.output_mode in ("multi_hot", "count") and len(shape) > 1 else seen
