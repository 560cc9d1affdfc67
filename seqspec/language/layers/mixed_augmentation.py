"""The layers of `keras.layers.preprocessing` that mix images, cut parts out of them, or draw from other changes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from seqspec.language.layer import Dim, PositiveInt, Seed, Shape, ShapeError
from seqspec.language.layers._images import Image, Interpolation, UnitFactor, ValueRange
from seqspec.language.layers._space import DataFormat, NaturalInt
from seqspec.language.problems import KerasSays

_ALL_NAN = "accepts 0, and makes every pixel NaN in training"


class AugMix(Image):
    """
    Mixes several chains of random changes with the image itself, in training only.

    There are `num_chains` chains; `chain_depth` is how many changes one has, and -1 draws it. `alpha` shapes how the
    chains are weighted. With `all_ops` brightness, contrast, sharpness and colour are among the changes, and images
    need 1 or 3 channels. On JAX a model with this layer is not compiled as a whole, and trains slowly.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        AugMix: {num_chains: 2, factor: 0.2}
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    whole_numbers = False
    compiles = False

    value_range: ValueRange = [0, 255]
    num_chains: PositiveInt = 3
    chain_depth: Annotated[int, Field(ge=-1, le=100)] = 3
    factor: UnitFactor = 0.3
    alpha: Annotated[float, Field(gt=0), KerasSays(_ALL_NAN)] = 1.0
    all_ops: bool = True
    interpolation: Interpolation = "bilinear"
    seed: Seed | None = None
    data_format: DataFormat | None = None

    def require_images(self, shape: Shape) -> None:
        super().require_images(shape)
        channels = self.channels(shape)
        if self.all_ops and channels not in (None, 1, 3):
            raise _colourless(self.type, channels, "set `all_ops: false`, or give it images of 1 or 3 channels")


def _colourless(layer: str, channels: Dim, help: str) -> ShapeError:
    return ShapeError(
        f"`{layer}` changes colours, of images with 1 or 3 channels, and gets {channels}",
        keras="raises ValueError at a training step that draws a change of colour, and silently goes on until then",
        help=help,
    )


class RandAugment(Image):
    """
    Draws changes of position and colour and applies `num_ops` of them, in training only.

    On JAX a model with this layer is not compiled as a whole, and trains slowly.

    Input shape: `(batch, rows, columns, channels)` with 1 or 3 channels
    Output shape: the same

    Example:
        RandAugment: {num_ops: 2, factor: 0.3}
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    whole_numbers = False
    compiles = False

    value_range: ValueRange = [0, 255]
    num_ops: NaturalInt = 2
    factor: UnitFactor = 0.5
    interpolation: Interpolation = "bilinear"
    seed: Seed | None = None
    data_format: DataFormat | None = None

    def require_images(self, shape: Shape) -> None:
        super().require_images(shape)
        channels = self.channels(shape)
        if channels not in (None, 1, 3):
            raise _colourless(self.type, channels, "give it images of 1 or 3 channels")


class CutMix(Image):
    """
    Puts a rectangle of one image of the batch into another, in training only.

    Targets are not mixed: inside a model the layer sees no targets, and each stays that of the image around.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        CutMix: 0.5
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    whole_numbers = False

    factor: UnitFactor = 1.0
    seed: Seed | None = None
    data_format: DataFormat | None = None


class MixUp(Image):
    """
    Lays one image of the batch over another, in training only; `alpha` shapes how much of each is seen.

    Targets are not mixed: inside a model the layer sees no targets, and each stays that of the first image.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        MixUp: 0.2
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    whole_numbers = False

    alpha: Annotated[float, Field(gt=0), KerasSays(_ALL_NAN)] = 0.2
    data_format: DataFormat | None = None
    seed: Seed | None = None


class RandomErasing(Image):
    """
    Blots a rectangle out of images by chance, in training only.

    `factor` is how likely that is; `scale` is the share of the image that is blotted out. `fill_value` is what stands
    there instead; without one it is noise.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        RandomErasing: {factor: 0.5, fill_value: 0}
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    whole_numbers = False

    factor: UnitFactor = 1.0
    scale: UnitFactor = [0.02, 0.33]
    fill_value: float | None = None
    value_range: ValueRange = [0, 255]
    seed: Seed | None = None
    data_format: DataFormat | None = None
