"""What the layers that work on images share: a batch of images, their channels and the ranges of their values."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import AfterValidator, Field

from seqspec.language.layer import Shape, ShapeError, is_float, require_rank
from seqspec.language.layers._space import Ranked
from seqspec.language.problems import KerasSays, problem

_HALF_CHECKED = KerasSays("raises ValueError for a number out of range, and of a list checks one end of each number")
_Unit = Annotated[float, Field(ge=0, le=1)]
_Signed = Annotated[float, Field(ge=-1, le=1)]

UnitFactor: TypeAlias = Annotated[_Unit | Annotated[list[_Unit], Field(min_length=2, max_length=2)], _HALF_CHECKED]
"""A strength from 0 to 1, or the two numbers it is drawn between."""
SignedFactor: TypeAlias = Annotated[
    _Signed | Annotated[list[_Signed], Field(min_length=2, max_length=2)], _HALF_CHECKED
]
"""A strength from -1 to 1, or the two numbers it is drawn between."""
Share: TypeAlias = _Unit | Annotated[list[_Unit], Field(min_length=2, max_length=2)]
Shift: TypeAlias = _Signed | Annotated[list[_Signed], Field(min_length=2, max_length=2)]


def _check_range(ends: list[float]) -> list[float]:
    if ends[0] == ends[1]:
        raise problem(
            "SEQ008",
            f"`value_range` is no range: both ends are {ends[0]:g}",
            keras="divides by 0 at a training step, or makes every pixel the same or NaN",
            help="give the lowest and the highest value that a pixel can have, such as [0, 255] or [0, 1]",
        )
    return ends


ValueRange = Annotated[
    list[float],
    Field(min_length=2, max_length=2),
    AfterValidator(_check_range),
    KerasSays("raises ValueError when the layer is made, or at the first batch: two numbers are expected"),
]
FillMode = Literal["reflect", "wrap", "constant", "nearest"]
Interpolation = Literal["nearest", "bilinear"]

_RANK = "silently takes a batch with three axes for one image; raises an error at the first batch of any other rank"


class Image(Ranked):
    """A layer that changes images and, unless it says otherwise, keeps their shape."""

    rank = 2
    mask = "drops"
    whole_numbers: ClassVar[bool] = True
    """Whether it also computes in whole numbers."""
    takes_channels: ClassVar[tuple[int, ...]] = ()
    """How many channels the images may have; empty for any number."""

    def shape_after(self, shape: Shape) -> Shape:
        """The shape that leaves the layer: the one that enters, unless a subclass says otherwise."""
        self.require_images(shape)
        return shape

    def require_images(self, shape: Shape) -> None:
        """
        Refuse what is no batch of images that the layer can change.

        Raises:
            ShapeError: the rank, the channels or the type of the numbers is wrong.
        """
        require_rank(shape, 4, self.type, keras=_RANK)
        if not self.whole_numbers and not is_float(self.compute_dtype):
            raise self._computes_fractions()
        self._check_filling()
        channels = self.channels(shape)
        if self.takes_channels and channels is not None and channels not in self.takes_channels:
            raise self._other_channels(channels)

    def _check_filling(self) -> None:
        """Refuse to fill with a number that the type of the images has no place for."""
        filling = getattr(self, "fill_value", None)
        if filling is None or is_float(self.compute_dtype) or not getattr(self, "pad_to_aspect_ratio", True):
            return
        lowest, highest = _bounds(self.compute_dtype)
        if not lowest <= filling <= highest:
            raise ShapeError(
                f"`fill_value` is {filling:g}, and `{self.compute_dtype}` holds {lowest} to {highest}",
                ("fill_value",),
                keras="silently wraps round, so that -1 becomes 255, or raises OverflowError at a training step",
                help=f"fill with a number from {lowest} to {highest}, or give the layer a float type",
            )

    def _computes_fractions(self) -> ShapeError:
        return ShapeError(
            f"`{self.type}` computes with fractions, and `dtype` is `{self.compute_dtype}`",
            ("dtype",),
            keras="raises ValueError at the first training step, or silently goes on in float32",
            help="give a float type, or leave `dtype` out",
        )

    def _other_channels(self, channels: int) -> ShapeError:
        return ShapeError(
            f"`{self.type}` takes images of {' or '.join(map(str, self.takes_channels))} channels, and gets {channels}",
            keras="raises ValueError when the model is built, or at the first training step that changes a colour",
            help="give it images in red, green and blue, or leave it out",
        )


def _bounds(dtype: str) -> tuple[int, int]:
    """The lowest and the highest number of a whole type."""
    if dtype == "bool":
        return 0, 1
    values = 2 ** int(dtype.lstrip("uint"))
    return (0, values - 1) if dtype.startswith("u") else (-values // 2, values // 2 - 1)
