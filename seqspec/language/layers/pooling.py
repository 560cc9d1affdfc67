"""The layers of `keras.layers.pooling`: one number where there were several."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from seqspec.language.layer import Mask, Shape, require_rank
from seqspec.language.layers._space import DataFormat, Ranked, Sizes
from seqspec.language.reach import Reach

Padding = Literal["valid", "same"]


class _Pooling(Ranked):
    """What all pools do: one window after the other, each becomes one value."""

    mask = "drops"
    if TYPE_CHECKING:
        pool_size: Sizes
        strides: Sizes | None

    def shape_after(self, shape: Shape) -> Shape:
        require_rank(shape, self.rank + 2, self.type)
        places = self.slide(self.places(shape), self.spread(self.pool_size), self._steps_apart(), "pool_size")
        return self.assemble(shape[0], places, self.channels(shape))

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return self.reach_of_window(seen, shape, self.spread(self.pool_size)[0], self._steps_apart()[0])

    def _steps_apart(self) -> tuple[int, ...]:
        return self.spread(self.pool_size if self.strides is None else self.strides)


class _MaxPooling(_Pooling):
    """The largest value of each window."""

    pool_size: Sizes = 2
    strides: Sizes | None = None
    padding: Padding = "valid"
    data_format: DataFormat | None = None


class MaxPooling1D(_MaxPooling):
    """
    Keeps the largest value of every `pool_size` steps, and so shortens the sequence.

    Input shape: `(batch, steps, channels)`
    Output shape: `(batch, new_steps, channels)`

    When to choose: between convolutions, to see further at half the cost; keeps whether something was there, not where.

    Example:
        MaxPooling1D: {pool_size: 2}
        (None, 100, 32) -> (None, 50, 32), 0 parameters
    """

    rank = 1


class MaxPooling2D(_MaxPooling):
    """
    Keeps the largest value of every window of rows and columns.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: `(batch, new_rows, new_columns, channels)`

    Example:
        MaxPooling2D: {pool_size: [2, 2]}
        (None, 28, 28, 8) -> (None, 14, 14, 8), 0 parameters
    """

    rank = 2


class MaxPooling3D(_MaxPooling):
    """
    Keeps the largest value of every window of three spatial axes.

    Input shape: `(batch, depth, rows, columns, channels)`
    Output shape: `(batch, new_depth, new_rows, new_columns, channels)`

    Example:
        MaxPooling3D: {pool_size: [1, 2, 2]}
        (None, 16, 28, 28, 8) -> (None, 16, 14, 14, 8), 0 parameters
    """

    rank = 3


class _AveragePooling(_Pooling):
    """The mean of each window."""

    pool_size: Sizes
    strides: Sizes | None = None
    padding: Padding = "valid"
    data_format: DataFormat | None = None


class AveragePooling1D(_AveragePooling):
    """
    Keeps the mean of every `pool_size` steps, and so shortens the sequence.

    Input shape: `(batch, steps, channels)`
    Output shape: `(batch, new_steps, channels)`

    When to choose: as `MaxPooling1D`, where the level matters more than the peak; in front, to thin out a long series.

    Example:
        AveragePooling1D: {pool_size: 4}
        (None, 100, 32) -> (None, 25, 32), 0 parameters
    """

    rank = 1


class AveragePooling2D(_AveragePooling):
    """
    Keeps the mean of every window of rows and columns.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: `(batch, new_rows, new_columns, channels)`

    Example:
        AveragePooling2D: {pool_size: 2, strides: 1, padding: same}
        (None, 28, 28, 8) -> (None, 28, 28, 8), 0 parameters
    """

    rank = 2


class AveragePooling3D(_AveragePooling):
    """
    Keeps the mean of every window of three spatial axes.

    Input shape: `(batch, depth, rows, columns, channels)`
    Output shape: `(batch, new_depth, new_rows, new_columns, channels)`

    Example:
        AveragePooling3D: {pool_size: 2}
        (None, 16, 28, 28, 8) -> (None, 8, 14, 14, 8), 0 parameters
    """

    rank = 3


class _GlobalPooling(Ranked):
    """One value for each channel."""

    mask: ClassVar[Mask] = "drops"
    data_format: DataFormat | None = None
    keepdims: bool = False

    def shape_after(self, shape: Shape) -> Shape:
        require_rank(shape, self.rank + 2, self.type)
        channels = self.channels(shape)
        return self.assemble(shape[0], (1,) * self.rank, channels) if self.keepdims else (shape[0], channels)

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return seen.all(shape[1])


class GlobalMaxPooling1D(_GlobalPooling):
    """
    The largest value of each channel over all steps; takes padded steps for real ones, since it can't see a mask.

    Input shape: `(batch, steps, channels)`
    Output shape: `(batch, channels)`, or `(batch, 1, channels)` with `keepdims`

    When to choose: to make one vector of a sequence after convolutions, whatever its length; answers whether something
        was there at all. With padding take `GlobalAveragePooling1D`, which uses the mask (SEQ120).

    Example:
        GlobalMaxPooling1D
        (None, 100, 32) -> (None, 32), 0 parameters
    """

    rank = 1


class GlobalMaxPooling2D(_GlobalPooling):
    """
    The largest value of each channel over all rows and columns.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: `(batch, channels)`, or `(batch, 1, 1, channels)` with `keepdims`

    Example:
        GlobalMaxPooling2D
        (None, 7, 7, 32) -> (None, 32), 0 parameters
    """

    rank = 2


class GlobalMaxPooling3D(_GlobalPooling):
    """
    The largest value of each channel over three spatial axes.

    Input shape: `(batch, depth, rows, columns, channels)`
    Output shape: `(batch, channels)`, or `(batch, 1, 1, 1, channels)` with `keepdims`

    Example:
        GlobalMaxPooling3D: {keepdims: true}
        (None, 4, 7, 7, 32) -> (None, 1, 1, 1, 32), 0 parameters
    """

    rank = 3


class GlobalAveragePooling1D(_GlobalPooling):
    """
    The mean of each channel over all steps; leaves masked steps out.

    Input shape: `(batch, steps, channels)`
    Output shape: `(batch, channels)`, or `(batch, 1, channels)` with `keepdims`

    When to choose: to make one vector of a sequence of any length, where all steps count alike. `Flatten` keeps the
        order and fixes the length; an `LSTM` keeps the order and takes any length.

    Example:
        GlobalAveragePooling1D
        (None, 100, 32) -> (None, 32), 0 parameters
    """

    rank = 1
    mask = "consumes"


class GlobalAveragePooling2D(_GlobalPooling):
    """
    The mean of each channel over all rows and columns.

    Input shape: `(batch, rows, columns, channels)`
    Output shape: `(batch, channels)`, or `(batch, 1, 1, channels)` with `keepdims`

    Example:
        GlobalAveragePooling2D
        (None, 7, 7, 32) -> (None, 32), 0 parameters
    """

    rank = 2


class GlobalAveragePooling3D(_GlobalPooling):
    """
    The mean of each channel over three spatial axes.

    Input shape: `(batch, depth, rows, columns, channels)`
    Output shape: `(batch, channels)`, or `(batch, 1, 1, 1, channels)` with `keepdims`

    Example:
        GlobalAveragePooling3D
        (None, 4, 7, 7, 32) -> (None, 32), 0 parameters
    """

    rank = 3
