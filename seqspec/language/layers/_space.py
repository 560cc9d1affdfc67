"""What convolution, pooling and padding share: some axes are steps or places, one holds the channels."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from seqspec.language.layer import LARGEST, Dim, Layer, PositiveInt, Shape, ShapeError
from seqspec.language.problems import problem
from seqspec.language.reach import Reach
from seqspec.wording import count


def _in_small_letters(value: Any) -> Any:
    """Keras reads `Same` as `same`."""
    return value.lower() if isinstance(value, str) else value


DataFormat = Literal["channels_last", "channels_first"]
Padding = Annotated[Literal["valid", "same"], BeforeValidator(_in_small_letters)]
PaddingOrCausal = Annotated[Literal["valid", "same", "causal"], BeforeValidator(_in_small_letters)]
NaturalInt = Annotated[int, Field(ge=0, le=LARGEST)]
Sizes: TypeAlias = PositiveInt | list[PositiveInt]
"""One whole number for all spatial axes, or one for each."""


def _ahead_of(places: Dim, window: int, stride: int) -> int:
    """How many places of padding Keras puts before an axis: half of what the last window lacks, rounded down."""
    if places is None:
        return (window - 1) // 2
    return max(((places - 1) // stride) * stride + window - places, 0) // 2


class Ranked(Layer):
    """
    A layer over `rank` spatial axes. A subclass of a family says its rank, and is done.

    Without `data_format` the channels come last, which is what Keras does unless its own configuration file says else.
    """

    rank: ClassVar[int]

    @field_validator(
        "kernel_size",
        "pool_size",
        "output_size",
        "strides",
        "dilation_rate",
        "output_padding",
        "size",
        check_fields=False,
    )
    @classmethod
    def _one_each(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, list) and len(value) != cls.rank:
            raise problem(
                "SEQ008",
                f"`{info.field_name}` is one number or a list of {cls.rank} here, and this list has {len(value)}",
                keras=f"raises ValueError when the layer is made: must be a tuple of {cls.rank} integers",
                help="one number stands for all axes",
            )
        return value

    def spread(self, sizes: int | list[int]) -> tuple[int, ...]:
        """One size for each spatial axis."""
        return (sizes,) * self.rank if isinstance(sizes, int) else tuple(sizes)

    @property
    def channels_first(self) -> bool:
        """Whether the channels stand right after the batch."""
        return getattr(self, "data_format", None) == "channels_first"

    def channels(self, shape: Shape) -> Dim:
        """The size of the channel axis."""
        return shape[1] if self.channels_first else shape[-1]

    def places(self, shape: Shape) -> Shape:
        """The sizes of the spatial axes."""
        return shape[2:] if self.channels_first else shape[1:-1]

    def assemble(self, batch: Dim, places: Shape, channels: Dim) -> Shape:
        """A whole shape from its parts."""
        return (batch, channels, *places) if self.channels_first else (batch, *places, channels)

    def slide(self, places: Shape, windows: tuple[int, ...], strides: tuple[int, ...], argument: str) -> Shape:
        """
        How often a window fits into each axis: once a stride, and only inside the axis where the padding is `valid`.

        Raises:
            ShapeError: it does not fit even once; the argument that makes it so wide is named.
        """
        inside = getattr(self, "padding", "valid") == "valid"
        for place, window in zip(places, windows, strict=True):
            if inside and place is not None and window > place:
                raise self._too_wide(window, place, argument, places)
        return tuple(
            None if place is None else (place - (window if inside else 1)) // stride + 1
            for place, window, stride in zip(places, windows, strides, strict=True)
        )

    def reach_of_window(self, seen: Reach, shape: Shape, window: int, stride: int) -> Reach:
        """What a window over the first spatial axis sees, of so many places and at every so many."""
        padding = getattr(self, "padding", "valid")
        if self.channels_first:
            return seen.all(shape[1])
        before = 0 if padding == "valid" else window - 1
        if padding == "same":
            before = _ahead_of(shape[1], window, stride)
        return seen.window(before, window - 1 - before, stride)

    def _too_wide(self, window: int, place: int, argument: str, places: Shape) -> ShapeError:
        help = f"make `{argument}` smaller, pad with `padding: same`, or shorten the sequence less before"
        if self.rank > 1:
            help = help.replace("shorten the sequence", "shrink the image")
            if place in {1, 3} and max(size or 0 for size in places) > 2 * place and not self.channels_first:
                help += "; channels come last, as in `[28, 28, 1]`"
        return ShapeError(
            f"the window of `{self.type}` spans {count(window, 'step' if self.rank == 1 else 'place')}, "
            f"and its input has only {place}",
            (argument,),
            keras="raises ValueError when the model is built: computed output size would be zero or negative",
            help=help,
            code="SEQ115",
        )
