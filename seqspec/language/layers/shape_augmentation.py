"""The layers of `keras.layers.preprocessing` that move, bend and blur images by chance, in training only."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, field_validator

from seqspec.language.layer import PositiveInt, Seed, Shape, ShapeError
from seqspec.language.layers._images import (
    FillMode,
    Image,
    Interpolation,
    Share,
    Shift,
    SignedFactor,
    UnitFactor,
    ValueRange,
)
from seqspec.language.layers._space import DataFormat
from seqspec.language.problems import KerasSays, problem


class RandomFlip(Image):
    """
    Mirrors images by chance, in training only. `mode` says which way: left to right, upside down, or both.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        RandomFlip: horizontal
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    mode: Annotated[
        Literal["horizontal", "vertical", "horizontal_and_vertical"], KerasSays("no error: mirrors nothing then")
    ] = "horizontal_and_vertical"
    seed: Seed | None = None
    data_format: DataFormat | None = None


class RandomRotation(Image):
    """
    Turns images by chance, in training only. `factor` is a share of a full turn: 0.1 is up to 36 degrees either way.

    On JAX a model with this layer is not compiled as a whole, and trains slowly.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        RandomRotation: 0.1
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    compiles = False

    factor: SignedFactor
    fill_mode: FillMode = "reflect"
    interpolation: Interpolation = "bilinear"
    seed: Seed | None = None
    fill_value: float = 0.0
    data_format: DataFormat | None = None


class RandomTranslation(Image):
    """
    Shifts images by chance, in training only.

    `height_factor` is how far up or down, as a share of the height; `width_factor` how far left or right, as a share
    of the width. On JAX a model with this layer is not compiled as a whole, and trains slowly.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        RandomTranslation: {height_factor: 0.1, width_factor: 0.1}
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    compiles = False

    height_factor: Shift
    width_factor: Shift
    fill_mode: FillMode = "reflect"
    interpolation: Interpolation = "bilinear"
    seed: Seed | None = None
    fill_value: float = 0.0
    data_format: DataFormat | None = None


_Zoom = Annotated[float, Field(gt=-1, le=1)]
Zoom: TypeAlias = _Zoom | Annotated[list[_Zoom], Field(min_length=2, max_length=2)]


class RandomZoom(Image):
    """
    Enlarges or shrinks images by chance, in training only.

    `height_factor` is how much: a number above 0 shrinks, one below enlarges. `width_factor` is the same across, and
    follows the height where it is not given. On JAX a model with this layer is not compiled as a whole, and trains
    slowly.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        RandomZoom: 0.2
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    compiles = False

    height_factor: Zoom
    width_factor: Zoom | None = None
    fill_mode: FillMode = "reflect"
    interpolation: Interpolation = "bilinear"
    seed: Seed | None = None
    fill_value: float = 0.0
    data_format: DataFormat | None = None


class RandomShear(Image):
    """
    Slants images by chance, in training only.

    `x_factor` is how far rows slide against each other; `y_factor` how far columns do. On JAX a model with this layer
    is not compiled as a whole, and trains slowly.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        RandomShear: {x_factor: 0.2, y_factor: 0.2}
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    compiles = False
    whole_numbers = False

    x_factor: Share = 0.0
    y_factor: Share = 0.0
    interpolation: Interpolation = "bilinear"
    fill_mode: FillMode = "reflect"
    fill_value: float = 0.0
    data_format: DataFormat | None = None
    seed: Seed | None = None


class RandomPerspective(Image):
    """
    Shows images from a slant by chance, in training only.

    `factor` is how likely that is; `scale` is how far the corners move, as a share of the size. On JAX a model with
    this layer is not compiled as a whole, and trains slowly.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        RandomPerspective: {factor: 0.5, scale: 0.3}
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    compiles = False
    whole_numbers = False

    factor: UnitFactor = 1.0
    scale: Annotated[float, Field(ge=0, le=1)] = 1.0
    interpolation: Interpolation = "bilinear"
    fill_value: float = 0.0
    seed: Seed | None = None
    data_format: DataFormat | None = None


class RandomElasticTransform(Image):
    """
    Warps images as if they were printed on rubber, by chance and in training only.

    `factor` is how likely that is; `scale` is how strong it is. Trains with the TensorFlow backend; on JAX the first
    step of `fit` fails unless the model runs eagerly.

    Input shape: `(batch, rows, columns, channels)`, with more than one row and column
    Output shape: the same

    Example:
        RandomElasticTransform: {factor: 0.5, scale: 0.3}
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    whole_numbers = False

    factor: UnitFactor = 1.0
    scale: UnitFactor = 1.0
    interpolation: Interpolation = "bilinear"
    fill_mode: Literal["reflect", "wrap", "constant", "nearest", "mirror"] = "reflect"
    fill_value: float = 0.0
    value_range: ValueRange = [0, 255]
    seed: Seed | None = None
    data_format: DataFormat | None = None

    def require_images(self, shape: Shape) -> None:
        super().require_images(shape)
        if 1 in self.places(shape) and self.acts:
            raise ShapeError(
                "`RandomElasticTransform` warps along rows and columns, and the image is only one wide or high",
                keras="raises ValueError at the first training step: incompatible shapes",
                help="take it out, or give it larger images",
            )

    @property
    def acts(self) -> bool:
        """Whether it ever changes an image: not where the upper bound of a factor is 0."""
        return all((max(each) if isinstance(each, list) else each) > 0 for each in (self.factor, self.scale))


class RandomGaussianBlur(Image):
    """
    Blurs images by chance, in training only.

    `factor` is how likely that is; `sigma` is how wide the blur is. `kernel_size` is the width of the window it looks
    at, an odd number or one for each direction.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        RandomGaussianBlur: {factor: 0.5, kernel_size: 3, sigma: 1.0}
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    whole_numbers = False

    factor: UnitFactor = 1.0
    kernel_size: PositiveInt | list[PositiveInt] = 3
    sigma: UnitFactor = 1.0
    value_range: ValueRange = [0, 255]
    data_format: DataFormat | None = None
    seed: Seed | None = None

    @field_validator("kernel_size")
    @classmethod
    def _has_a_middle(cls, value: Any) -> Any:
        even = next((each for each in (value if isinstance(value, list) else [value]) if each % 2 == 0), None)
        if even is not None:
            raise problem(
                "SEQ008",
                f"`kernel_size` has to be odd, so that there is a middle, and is {even}",
                keras="raises ValueError when the layer is made: must be an odd number",
                help=f"write {even - 1} or {even + 1}",
            )
        return value


class RandomSharpness(Image):
    """
    Makes images sharper or softer by chance, in training only.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        RandomSharpness: 0.5
        (None, 28, 28, 3) -> (None, 28, 28, 3), 0 parameters
    """

    whole_numbers = False

    factor: UnitFactor
    value_range: ValueRange = [0, 255]
    data_format: DataFormat | None = None
    seed: Seed | None = None
