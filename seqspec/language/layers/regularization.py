"""The layers of `keras.layers.regularization`: noise while training, nothing afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from seqspec.language.layer import Layer, PositiveInt, Seed, Shape, ShapeError, require_rank, show
from seqspec.language.layers._space import DataFormat, Ranked

# Rates are any number here: that they lie between 0 and 1 is checked by rule SEQ401, which knows what was meant.


class _Noisy(Layer):
    """Noise of a shape of its own, which is stretched over the input."""

    if TYPE_CHECKING:
        rate: float
        noise_shape: list[PositiveInt | None] | None

    def shape_after(self, shape: Shape) -> Shape:
        noise = self.noise_shape or []
        pairs = zip(reversed(noise), reversed(shape), strict=False)
        fits = len(noise) <= len(shape) and all(each in (None, 1, dim) or dim is None for each, dim in pairs)
        if self.rate and not fits:
            raise ShapeError(
                f"noise of the shape {noise} can't be stretched over {show(shape)}",
                ("noise_shape",),
                keras="raises an error at the first training step: incompatible shapes for broadcasting",
                help="give one entry for each axis, batch included: its size, `null` for its size, or 1 to share noise",
            )
        return shape


class Dropout(_Noisy):
    """
    Sets a fraction `rate` of the values to 0 while training, and scales up the rest.

    Input shape: any
    Output shape: the same

    Step by step: with a rate of 0.5 the values 1, 2, 3, 4 may become 2, 0, 6, 0 in training: half are dropped, the
        others are doubled, so that the sum stays about the same. After training nothing happens here.

    When to choose: where the loss on the validation part rises while that of the training part falls. 0.1 to 0.5;
        between layers, and not after the last one. Within recurrent layers there is their argument `dropout`.

    Common mistakes: per cent instead of a fraction (SEQ401), and dropout behind the last layer (SEQ414).

    Example:
        Dropout: 0.2
        (None, 100, 50) -> (None, 100, 50), 0 parameters
    """

    rate: float
    noise_shape: list[PositiveInt | None] | None = None
    seed: Seed | None = None


class AlphaDropout(_Noisy):
    """
    Dropout that keeps mean and variance, for networks of `selu` units.

    Input shape: any
    Output shape: the same

    Example:
        AlphaDropout: 0.1
        (None, 32) -> (None, 32), 0 parameters
    """

    rate: float
    noise_shape: list[PositiveInt | None] | None = None
    seed: Seed | None = None


class _SpatialDropout(Ranked):
    """Dropout of whole channels. Keras takes none of the usual arguments here but a name and a dtype."""

    refused = frozenset({"trainable", "autocast", "activity_regularizer"})

    def shape_after(self, shape: Shape) -> Shape:
        require_rank(shape, self.rank + 2, self.type)
        return shape


class SpatialDropout1D(_SpatialDropout):
    """
    Sets whole features to 0 over all steps while training: for sequences whose neighbouring steps are much alike.

    Input shape: `(batch, steps, features)`
    Output shape: the same

    Example:
        SpatialDropout1D: 0.2
        (None, 20, 64) -> (None, 20, 64), 0 parameters
    """

    rank = 1

    rate: float
    seed: Seed | None = None


class SpatialDropout2D(_SpatialDropout):
    """
    Sets whole channels of an image to 0 while training.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: the same

    Example:
        SpatialDropout2D: 0.2
        (None, 28, 28, 8) -> (None, 28, 28, 8), 0 parameters
    """

    rank = 2

    rate: float
    data_format: DataFormat | None = None
    seed: Seed | None = None


class SpatialDropout3D(_SpatialDropout):
    """
    Sets whole channels of a volume to 0 while training.

    Input shape: `(batch, depth, rows, columns, channels)`
    Output shape: the same

    Example:
        SpatialDropout3D: 0.2
        (None, 4, 7, 7, 8) -> (None, 4, 7, 7, 8), 0 parameters
    """

    rank = 3

    rate: float
    data_format: DataFormat | None = None
    seed: Seed | None = None


class GaussianNoise(Layer):
    """
    Adds normal noise of deviation `stddev` while training: makes small differences in the input matter less.

    Input shape: any
    Output shape: the same

    Example:
        GaussianNoise: 0.05
        (None, 100, 1) -> (None, 100, 1), 0 parameters
    """

    stddev: Annotated[float, Field(ge=0, le=1)]
    seed: Seed | None = None


class GaussianDropout(Layer):
    """
    Multiplies with normal noise around 1 while training, as strong as dropout of that `rate`.

    Input shape: any
    Output shape: the same

    Example:
        GaussianDropout: 0.2
        (None, 32) -> (None, 32), 0 parameters
    """

    rate: float
    seed: Seed | None = None


class ActivityRegularization(Layer):
    """
    Adds the size of its input to the loss, and passes it on unchanged.

    Input shape: any
    Output shape: the same

    Example:
        ActivityRegularization: {l2: 0.01}
        (None, 32) -> (None, 32), 0 parameters
    """

    refused = frozenset({"activity_regularizer"})

    l1: Annotated[float, Field(ge=0)] = 0.0
    l2: Annotated[float, Field(ge=0)] = 0.0
