"""The layers of `keras.layers.preprocessing` that bring images to one size and one range, always in the same way."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from seqspec.language.layer import PositiveInt, Seed, Shape
from seqspec.language.layers._images import Image, ValueRange
from seqspec.language.layers._space import DataFormat
from seqspec.language.problems import KerasSays, problem


class _Sized(Image):
    """Gives images of `height` rows and `width` columns."""

    height: PositiveInt
    width: PositiveInt

    def shape_after(self, shape: Shape) -> Shape:
        self.require_images(shape)
        return self.assemble(shape[0], (self.height, self.width), self.channels(shape))


class Resizing(_Sized):
    """
    Brings images to one size, by stretching them unless told otherwise.

    `crop_to_aspect_ratio` cuts off what would not fit undistorted; `pad_to_aspect_ratio` fills up what is missing with
    `fill_value`.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: `(batch, height, width, channels)`

    Example:
        Resizing: {height: 32, width: 32}
        (None, 28, 30, 3) -> (None, 32, 32, 3), 0 parameters
    """

    interpolation: Annotated[
        Literal["bilinear", "nearest", "bicubic", "lanczos3", "lanczos5"],
        KerasSays("raises ValueError at the first batch: invalid value for argument `interpolation`"),
    ] = "bilinear"
    crop_to_aspect_ratio: bool = False
    pad_to_aspect_ratio: bool = False
    fill_mode: Annotated[Literal["constant"], KerasSays("raises ValueError at the first batch")] = "constant"
    fill_value: float = 0.0
    antialias: bool = False
    data_format: DataFormat | None = None

    @field_validator("pad_to_aspect_ratio")
    @classmethod
    def _crop_or_pad(cls, value: bool, info: ValidationInfo) -> bool:
        if value and info.data.get("crop_to_aspect_ratio"):
            raise problem(
                "SEQ008",
                "`crop_to_aspect_ratio` and `pad_to_aspect_ratio` exclude each other",
                keras="raises ValueError at the first batch: only one of them can be `True`",
                help="keep one of them",
            )
        return value


class CenterCrop(_Sized):
    """
    Cuts the middle out of images; those that are smaller are stretched.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: `(batch, height, width, channels)`

    Example:
        CenterCrop: {height: 24, width: 24}
        (None, 28, 28, 3) -> (None, 24, 24, 3), 0 parameters
    """

    data_format: DataFormat | None = None


class RandomCrop(_Sized):
    """
    Cuts a piece out of images at a random place, in training only; at any other time images stay as they are.

    So the layers behind it have to take images of both sizes, as convolutions and global pooling do. `CenterCrop`
    behind it, or `Resizing`, brings them to one size again.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: `(batch, height, width, channels)` in training, else as the input

    Example:
        RandomCrop: {height: 24, width: 24}
        (None, 28, 28, 3) -> (None, 24, 24, 3), 0 parameters
    """

    compiles = False

    seed: Seed | None = None
    data_format: DataFormat | None = None


class AutoContrast(Image):
    """
    Stretches the values of each image so that they fill the whole `value_range`.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        AutoContrast
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    whole_numbers = False

    value_range: ValueRange = [0, 255]


class ContrastLimitedAdaptiveHistogramEqualization(Image):
    """
    Evens out the brightness of each part of an image by itself, so that dark corners show what is in them.

    The parts are as many as `tile_grid_size` says, down and across. No value may be so frequent that it counts for
    more than `clip_limit` times its share; 0 sets no limit.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        ContrastLimitedAdaptiveHistogramEqualization
        (None, 28, 28, 1) -> (None, 28, 28, 1), 0 parameters
    """

    value_range: ValueRange = [0, 255]
    clip_limit: float = 4.0
    tile_grid_size: Annotated[list[PositiveInt], Field(min_length=2, max_length=2)] = [8, 8]
    data_format: DataFormat | None = None
