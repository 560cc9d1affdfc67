"""The adaptive layers of `keras.layers.pooling`: as many windows as are asked for, whatever the size of the input."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from seqspec.language.layer import Shape, require_rank
from seqspec.language.layers._space import DataFormat, Ranked, Sizes
from seqspec.language.problems import KerasSays
from seqspec.language.reach import Reach

_UNCHECKED = "is not checked when the model is built: raises an error at the first batch, or silently pools other axes"


class _AdaptivePooling(Ranked):
    """One value for each window, and windows as long as it takes."""

    mask = "drops"

    output_size: Annotated[Sizes, KerasSays("raises ZeroDivisionError at the first batch")]
    data_format: DataFormat | None = None

    def shape_after(self, shape: Shape) -> Shape:
        require_rank(shape, self.rank + 2, self.type, keras=_UNCHECKED)
        return self.assemble(shape[0], self.spread(self.output_size), self.channels(shape))

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        """Window `t` begins with the step that holds `t * stride`, and ends with the one before `(t + 1) * stride`."""
        steps, windows = shape[1], self.spread(self.output_size)[0]
        if steps is None or self.channels_first:
            return seen.all(steps)
        stride, rest = Fraction(steps, windows), Fraction(1, windows)
        if steps % windows == 0:
            return seen.window(0, stride - 1, stride)
        return seen.window(1 - rest, stride - rest, stride)


class AdaptiveAveragePooling1D(_AdaptivePooling):
    """
    The mean of each of `output_size` windows that together cover all steps: any length becomes one length.

    Input shape: `(batch, steps, channels)`
    Output shape: `(batch, output_size, channels)`

    Example:
        AdaptiveAveragePooling1D: 16
        (None, 100, 32) -> (None, 16, 32), 0 parameters
    """

    rank = 1


class AdaptiveAveragePooling2D(_AdaptivePooling):
    """
    The mean of each of a fixed number of windows over rows and columns: images of any size become one size.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: `(batch, *output_size, channels)`

    Example:
        AdaptiveAveragePooling2D: [7, 7]
        (None, 28, 20, 8) -> (None, 7, 7, 8), 0 parameters
    """

    rank = 2


class AdaptiveAveragePooling3D(_AdaptivePooling):
    """
    The mean of each of a fixed number of windows over three spatial axes.

    Input shape: `(batch, depth, rows, columns, channels)`
    Output shape: `(batch, *output_size, channels)`

    Example:
        AdaptiveAveragePooling3D: {output_size: [1, 4, 4]}
        (None, 16, 28, 28, 8) -> (None, 1, 4, 4, 8), 0 parameters
    """

    rank = 3


class AdaptiveMaxPooling1D(_AdaptivePooling):
    """
    The largest value of each of `output_size` windows that together cover all steps: any length becomes one length.

    Input shape: `(batch, steps, channels)`
    Output shape: `(batch, output_size, channels)`

    Example:
        AdaptiveMaxPooling1D: 16
        (None, 100, 32) -> (None, 16, 32), 0 parameters
    """

    rank = 1


class AdaptiveMaxPooling2D(_AdaptivePooling):
    """
    The largest value of each of a fixed number of windows over rows and columns: images of any size become one size.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: `(batch, *output_size, channels)`

    Example:
        AdaptiveMaxPooling2D: 4
        (None, 28, 28, 8) -> (None, 4, 4, 8), 0 parameters
    """

    rank = 2


class AdaptiveMaxPooling3D(_AdaptivePooling):
    """
    The largest value of each of a fixed number of windows over three spatial axes.

    Input shape: `(batch, depth, rows, columns, channels)`
    Output shape: `(batch, *output_size, channels)`

    Example:
        AdaptiveMaxPooling3D: 2
        (None, 4, 7, 7, 8) -> (None, 2, 2, 2, 8), 0 parameters
    """

    rank = 3
