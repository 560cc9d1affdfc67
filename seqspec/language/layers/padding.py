"""The layers of `keras.layers.reshaping` that cut, pad and stretch steps or places."""

from __future__ import annotations

from abc import abstractmethod
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import field_validator

from seqspec.language.layer import Dim, PositiveInt, Shape, ShapeError, require_rank
from seqspec.language.layers._space import DataFormat, NaturalInt, Ranked, Sizes
from seqspec.language.problems import KerasSays, problem
from seqspec.language.reach import Reach

Ends: TypeAlias = NaturalInt | list[NaturalInt]
"""How much happens at both ends of the one axis, or at its start and at its end."""
Edges: TypeAlias = NaturalInt | list[NaturalInt | list[NaturalInt]]
"""How much happens at the ends of all axes, of each, or at each end of each."""


class _Edged(Ranked):
    """A layer that changes the ends of its spatial axes."""

    mask = "drops"

    @field_validator("cropping", "padding", check_fields=False)
    @classmethod
    def _as_many_as_there_are(cls, value: Any) -> Any:
        if isinstance(value, list):
            _require_length(value, 2 if cls.rank == 1 else cls.rank, "end" if cls.rank == 1 else "axis")
            for pair in value:
                if isinstance(pair, list):
                    _require_length(pair, 2, "end")
        return value

    def ends(self, edges: Any) -> list[tuple[int, int]]:
        """What happens at the start and at the end of each axis."""
        if isinstance(edges, int):
            return [(edges, edges)] * self.rank
        each = [edges] if self.rank == 1 else edges
        return [(both, both) if isinstance(both, int) else (both[0], both[1]) for both in each]

    def changed(self, shape: Shape, edges: Any) -> Shape:
        """The shape with every spatial axis changed at its ends."""
        require_rank(shape, self.rank + 2, self.type)
        pairs = zip(self.places(shape), self.ends(edges), strict=True)
        places = tuple(None if place is None else self.resized(place, *ends) for place, ends in pairs)
        return self.assemble(shape[0], places, self.channels(shape))

    def shifted(self, seen: Reach, shape: Shape, by: int) -> Reach:
        """What a step sees that stood `by` steps further on before."""
        return seen.all(shape[1]) if self.channels_first else seen.window(-by, by)

    @abstractmethod
    def resized(self, place: int, before: int, after: int) -> int:
        """The new size of one axis."""


def _require_length(values: list[Any], length: int, what: str) -> None:
    if len(values) != length:
        raise problem(
            "SEQ008",
            f"a list here has {length} entries, one for each {what}, and this one has {len(values)}",
            keras=f"raises ValueError when the layer is made: must have {length} elements",
            help="one number stands for all of them",
        )


class _Cropping(_Edged):
    """Cuts off the ends."""

    if TYPE_CHECKING:
        cropping: Any

    def shape_after(self, shape: Shape) -> Shape:
        return self.changed(shape, self.cropping)

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return self.shifted(seen, shape, self.ends(self.cropping)[0][0])

    def resized(self, place: int, before: int, after: int) -> int:
        if before + after >= place:
            raise ShapeError(
                f"`{self.type}` cuts {before} + {after} steps off, and its input has only {place}",
                ("cropping",),
                keras="raises ValueError when the model is built: `cropping` must be smaller than the input",
                help="cut less off",
            )
        return place - before - after


class Cropping1D(_Cropping):
    """
    Cuts steps off at both ends; a list of two numbers cuts differently at the start and at the end.

    Input shape: `(batch, steps, features)`
    Output shape: `(batch, fewer steps, features)`

    Example:
        Cropping1D: [2, 0]
        (None, 10, 8) -> (None, 8, 8), 0 parameters
    """

    rank = 1

    cropping: Ends = 1


class Cropping2D(_Cropping):
    """
    Cuts rows and columns off.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: `(batch, fewer rows, fewer columns, channels)`

    Example:
        Cropping2D: [[2, 0], [1, 1]]
        (None, 28, 28, 3) -> (None, 26, 26, 3), 0 parameters
    """

    rank = 2

    cropping: Edges = 0
    data_format: DataFormat | None = None


class Cropping3D(_Cropping):
    """
    Cuts the ends of three spatial axes off.

    Input shape: `(batch, depth, rows, columns, channels)`
    Output shape: `(batch, less depth, fewer rows, fewer columns, channels)`

    Example:
        Cropping3D: 2
        (None, 16, 28, 28, 3) -> (None, 12, 24, 24, 3), 0 parameters
    """

    rank = 3

    cropping: Edges = 1
    data_format: DataFormat | None = None


class _ZeroPadding(_Edged):
    """Adds zeros at the ends."""

    if TYPE_CHECKING:
        padding: Any

    def shape_after(self, shape: Shape) -> Shape:
        return self.changed(shape, self.padding)

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return self.shifted(seen, shape, -self.ends(self.padding)[0][0])

    def resized(self, place: int, before: int, after: int) -> int:
        return place + before + after


class ZeroPadding1D(_ZeroPadding):
    """
    Adds steps of zeros at both ends. `padding` is how many: at each end, or a list with one number for each.

    Input shape: `(batch, steps, features)`
    Output shape: `(batch, more steps, features)`

    Example:
        ZeroPadding1D: [4, 0]
        (None, 10, 8) -> (None, 14, 8), 0 parameters
    """

    rank = 1

    padding: Ends = 1
    data_format: DataFormat | None = None


class ZeroPadding2D(_ZeroPadding):
    """
    Adds rows and columns of zeros. `padding` is how many: on each side, or one or two for each axis.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: `(batch, more rows, more columns, channels)`

    Example:
        ZeroPadding2D: [2, 1]
        (None, 28, 28, 3) -> (None, 32, 30, 3), 0 parameters
    """

    rank = 2

    padding: Edges = 1
    data_format: DataFormat | None = None


class ZeroPadding3D(_ZeroPadding):
    """
    Adds zeros at the ends of three spatial axes. `padding` is how many: at each end, or one or two for each axis.

    Input shape: `(batch, depth, rows, columns, channels)`
    Output shape: `(batch, more depth, more rows, more columns, channels)`

    Example:
        ZeroPadding3D: 1
        (None, 16, 28, 28, 3) -> (None, 18, 30, 30, 3), 0 parameters
    """

    rank = 3

    padding: Edges = 1
    data_format: DataFormat | None = None


class _UpSampling(Ranked):
    """Repeats every place."""

    mask = "drops"
    if TYPE_CHECKING:
        size: Any

    def shape_after(self, shape: Shape) -> Shape:
        require_rank(shape, self.rank + 2, self.type)
        pairs = zip(self.places(shape), self.spread(self.size), strict=True)
        return self.assemble(shape[0], tuple(_times(place, factor) for place, factor in pairs), self.channels(shape))

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        factor = self.spread(self.size)[0]
        if self.channels_first or getattr(self, "interpolation", "nearest") != "nearest":
            return seen.all(shape[1])
        return seen.window(Fraction(factor - 1, factor), 0, Fraction(1, factor))


def _times(place: Dim, factor: int) -> Dim:
    return None if place is None else place * factor


class UpSampling1D(_UpSampling):
    """
    Repeats every step `size` times.

    Input shape: `(batch, steps, features)`
    Output shape: `(batch, steps * size, features)`

    Example:
        UpSampling1D: {size: 3}
        (None, 10, 8) -> (None, 30, 8), 0 parameters
    """

    rank = 1

    size: PositiveInt = 2


class UpSampling2D(_UpSampling):
    """
    Repeats every row and column, or draws values in between.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: `(batch, rows * size, columns * size, channels)`

    Example:
        UpSampling2D: {size: 2, interpolation: bilinear}
        (None, 7, 7, 8) -> (None, 14, 14, 8), 0 parameters
    """

    rank = 2

    size: Sizes = 2
    data_format: DataFormat | None = None
    interpolation: Annotated[
        Literal["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"],
        KerasSays("raises ValueError at the first batch: invalid value for argument `interpolation`"),
    ] = "nearest"


class UpSampling3D(_UpSampling):
    """
    Repeats every place along three spatial axes.

    Input shape: `(batch, depth, rows, columns, channels)`
    Output shape: `(batch, depth * size, rows * size, columns * size, channels)`

    Example:
        UpSampling3D: {size: [1, 2, 2]}
        (None, 4, 7, 7, 8) -> (None, 4, 14, 14, 8), 0 parameters
    """

    rank = 3

    size: Sizes = 2
    data_format: DataFormat | None = None
