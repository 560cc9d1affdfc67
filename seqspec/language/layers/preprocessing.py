"""The layers of `keras.layers.preprocessing` that compute on numbers alone."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from seqspec.language.layer import Layer, Shape, ShapeError

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

    def output_shape(self, shape: Shape) -> Shape:
        for argument, numbers in {"scale": self.scale, "offset": self.offset}.items():
            if isinstance(numbers, list) and len(numbers) not in (1, shape[-1]):
                raise ShapeError(
                    f"`{argument}` lists {len(numbers)} numbers, and the last axis of the input has {shape[-1]}",
                    (argument,),
                    keras="raises ValueError at the first batch, or silently stretches a last axis of size 1",
                    help="give one number, or one for each feature",
                )
        return shape
