"""The layers of `keras.layers.preprocessing` that change the colours of images by chance, in training only."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from seqspec.language.layer import Seed, Shape, ShapeError
from seqspec.language.layers._images import Image, Share, SignedFactor, UnitFactor, ValueRange
from seqspec.language.layers._space import DataFormat
from seqspec.language.layers.core import passed_dtype
from seqspec.language.problems import KerasSays


class RandomBrightness(Image):
    """
    Makes images brighter or darker by chance, in training only.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        RandomBrightness: 0.2
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    factor: SignedFactor
    value_range: ValueRange = [0, 255]
    seed: Seed | None = None


class RandomContrast(Image):
    """
    Strengthens or weakens the contrast of images by chance, in training only.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        RandomContrast: 0.2
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    whole_numbers = False

    factor: UnitFactor
    value_range: ValueRange = [0, 255]
    seed: Seed | None = None


class RandomColorDegeneration(Image):
    """
    Takes some of the colour out of images by chance, in training only.

    Input shape: `(batch, rows, columns, 3)`
    Output shape: the same

    Example:
        RandomColorDegeneration: 0.5
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    takes_channels = (3,)

    factor: SignedFactor
    value_range: ValueRange = [0, 255]
    data_format: DataFormat | None = None
    seed: Seed | None = None


class RandomHue(Image):
    """
    Turns the colours of images along the colour wheel by chance, in training only.

    Input shape: `(batch, rows, columns, 3)`
    Output shape: the same

    Example:
        RandomHue: 0.2
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    takes_channels = (3,)

    factor: UnitFactor
    value_range: ValueRange = [0, 255]
    data_format: DataFormat | None = None
    seed: Seed | None = None


class RandomSaturation(Image):
    """
    Makes the colours of images stronger or paler by chance, in training only.

    Input shape: `(batch, rows, columns, 3)`
    Output shape: the same

    Example:
        RandomSaturation: 0.5
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    takes_channels = (3,)
    whole_numbers = False

    factor: SignedFactor
    value_range: ValueRange = [0, 255]
    data_format: DataFormat | None = None
    seed: Seed | None = None


class RandomColorJitter(Image):
    """
    Changes brightness, contrast, saturation and hue of images by chance, in training only.

    What has no factor stays as it is. `brightness_factor` is how much brighter or darker, -1 to 1; `contrast_factor` is
    how much contrast changes, 0 to 1; `saturation_factor` is how much stronger or paler colours get, -1 to 1;
    `hue_factor` is how far colours turn, 0 to 1.
    Saturation and hue need images of three channels, which stand last.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        RandomColorJitter: {brightness_factor: 0.2, hue_factor: 0.1}
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    value_range: ValueRange = [0, 255]
    brightness_factor: SignedFactor | None = None
    contrast_factor: UnitFactor | None = None
    saturation_factor: SignedFactor | None = None
    hue_factor: UnitFactor | None = None
    seed: Seed | None = None
    data_format: DataFormat | None = None

    def require_images(self, shape: Shape) -> None:
        super().require_images(shape)
        if self.saturation_factor is None and self.hue_factor is None:
            return
        argument = "hue_factor" if self.saturation_factor is None else "saturation_factor"
        if self.channels_first:
            raise _channels_have_to_stand_last(argument)
        if shape[-1] not in (None, 3):
            raise ShapeError(
                f"`{argument}` of `RandomColorJitter` takes images of 3 channels, and gets {shape[-1]}",
                (argument,),
                keras="raises ValueError at the first training step",
                help="give it images in red, green and blue, or leave the argument out",
            )


def _channels_have_to_stand_last(argument: str) -> ShapeError:
    return ShapeError(
        f"`{argument}` of `RandomColorJitter` reads the channels from the last axis, and they stand first here",
        (argument,),
        keras="raises ValueError at the first training step, or silently takes columns for channels if there are 3",
        help="let the channels stand last, or take `RandomHue` and `RandomSaturation`",
    )


class RandomGrayscale(Image):
    """
    Takes all colour out of images by chance, in training only; the channels stay. `factor` is how likely that is.

    Input shape: `(batch, rows, columns, channels)` with 1 or 3 channels
    Output shape: the same

    Example:
        RandomGrayscale: 0.3
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    takes_channels = (3, 1)

    factor: Annotated[float, Field(ge=0, le=1)] = 0.5
    data_format: DataFormat | None = None
    seed: Seed | None = None

    def output_dtype(self, dtype: str) -> str:
        return passed_dtype(self, dtype)


class RandomInvert(Image):
    """
    Turns images into their negatives by chance, in training only. `factor` is how likely that is.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        RandomInvert: 0.3
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    factor: UnitFactor = 1.0
    value_range: ValueRange = [0, 255]
    seed: Seed | None = None
    data_format: DataFormat | None = None


_Bits = Annotated[int, Field(ge=1, le=8)]
Bits: TypeAlias = Annotated[
    _Bits | Annotated[list[_Bits], Field(min_length=2, max_length=2)],
    KerasSays("raises ValueError for a number out of range; fails in training for two equal fractions"),
]


class RandomPosterization(Image):
    """
    Leaves images only a few shades by chance, in training only.

    `factor` is how many bits of 8 are left: at most so many, or a number between two.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        RandomPosterization: 4
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    factor: Bits
    value_range: ValueRange = [0, 255]
    data_format: DataFormat | None = None
    seed: Seed | None = None


class Solarization(Image):
    """
    Turns the bright parts of images into their negatives by chance, in training only.

    `addition_factor` is how much is added to all values first; `threshold_factor` is from which brightness on values
    are turned, both as a share of the range.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        Solarization: {addition_factor: 0.1, threshold_factor: 0.5}
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    whole_numbers = False

    addition_factor: Share = 0.0
    threshold_factor: Share = 0.0
    value_range: ValueRange = [0, 255]
    seed: Seed | None = None
