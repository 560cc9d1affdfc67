"""The layers of `keras.layers.reshaping`: the same values in another shape."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Annotated

from pydantic import AfterValidator, Field

from seqspec.language.layer import LARGEST, DataSize, Layer, Shape, ShapeError, known, require_rank, show, size
from seqspec.language.layers._space import DataFormat
from seqspec.language.layers.core import passed_dtype
from seqspec.language.problems import problem
from seqspec.language.reach import Reach
from seqspec.wording import count


class Flatten(Layer):
    """
    Puts all values of an example into one row. Fixes the number of steps: what follows works for that length only.

    Input shape: `(batch, ...)`
    Output shape: `(batch, product of the rest)`

    Example:
        Flatten
        (None, 10, 8) -> (None, 80), 0 parameters
    """

    mask = "drops"

    data_format: DataFormat | None = None

    def shape_after(self, shape: Shape) -> Shape:
        return (shape[0], size(shape[1:]))

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return seen if len(shape) < 3 else seen.all(shape[1])

    def output_dtype(self, dtype: str) -> str:
        return passed_dtype(self, dtype)


_EMPTIES = "raises ValueError when the model is built, or silently promises an empty output where sizes are not known"


def _check_target(target: list[int]) -> list[int]:
    if 0 in target or target.count(-1) > 1:
        wrong = "a size can't be 0" if 0 in target else "only one size can be -1, the one that follows from the others"
        keras = _EMPTIES if 0 in target else None
        raise problem("SEQ008", f"`target_shape` {target}: {wrong}", keras=keras, help="give every size but one")
    return target


class Reshape(Layer):
    """
    Puts the values of an example into another shape of the same size; `-1` stands for the size that is left.

    Input shape: any, of the same size
    Output shape: `(batch, *target_shape)`

    Example:
        Reshape: [5, -1]
        (None, 10, 3) -> (None, 5, 6), 0 parameters
    """

    mask = "drops"

    target_shape: Annotated[
        list[Annotated[int, Field(ge=-1, le=LARGEST)]],
        AfterValidator(_check_target),
    ]

    def shape_after(self, shape: Shape) -> Shape:
        have, target = size(shape[1:]), tuple(self.target_shape)
        given = prod(each for each in target if each != -1)
        if have is None:
            return (shape[0], *(None if each == -1 else each for each in target))
        if have % given if -1 in target else have != given:
            raise self._does_not_fit(shape, have)
        return (shape[0], *(have // given if each == -1 else each for each in target))

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        steps, rows = shape[1], self.shape_after(shape)[1]
        if steps is None or rows is None:
            return seen.all(steps)
        if steps % rows == 0:
            return seen.window(0, steps // rows - 1, steps // rows)
        if rows % steps == 0:
            return seen.window(Fraction(rows // steps - 1, rows // steps), 0, Fraction(steps, rows))
        return seen.all(steps)

    def _does_not_fit(self, shape: Shape, have: int) -> ShapeError:
        return ShapeError(
            f"{count(have, 'value')} of {show(shape)} don't fit into the shape {self.target_shape}",
            ("target_shape",),
            keras="raises ValueError when the model is built: the total size of the tensor must be unchanged",
            help="the sizes have to multiply to the same number; one of them may be -1",
        )

    def output_dtype(self, dtype: str) -> str:
        return passed_dtype(self, dtype)


def _check_permutation(dims: list[int]) -> list[int]:
    if sorted(dims) != list(range(1, len(dims) + 1)):
        raise problem(
            "SEQ008",
            f"`dims` {dims} is no order of the axes 1 to {len(dims)}",
            keras="raises ValueError when the layer is made: dims must be consecutive and start from 1",
            help="name each axis once, from 1; the batch axis is left out",
        )
    return dims


class Permute(Layer):
    """
    Puts the axes into another order; they count from 1, without the batch.

    Input shape: as many axes as `dims` names
    Output shape: the same sizes in the new order

    Example:
        Permute: [2, 1]
        (None, 10, 8) -> (None, 8, 10), 0 parameters
    """

    mask = "drops"

    dims: Annotated[list[int], AfterValidator(_check_permutation)]

    def shape_after(self, shape: Shape) -> Shape:
        require_rank(shape, len(self.dims) + 1, "Permute")
        return (shape[0], *(shape[axis] for axis in self.dims))

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return seen if self.dims[0] == 1 else seen.all(shape[1])

    def output_dtype(self, dtype: str) -> str:
        return passed_dtype(self, dtype)


class RepeatVector(Layer):
    """
    Repeats one vector `n` times: turns what an encoder found into a sequence for a decoder.

    Input shape: `(batch, features)`
    Output shape: `(batch, n, features)`

    When to choose: between encoder and decoder, to forecast several steps with a recurrent layer: the encoder gives one
        vector, the decoder gets it at each of `n` steps. `Dense: n` instead gives all steps at once, with less to
        train.

    Common mistakes: an `n` that is not the horizon (SEQ109); an encoder with `return_sequences`, which gives a sequence
        already.

    Example:
        RepeatVector: {n: 5}
        (None, 32) -> (None, 5, 32), 0 parameters
    """

    mask = "drops"

    n: DataSize

    def shape_after(self, shape: Shape) -> Shape:
        require_rank(shape, 2, "RepeatVector")
        return (shape[0], known(self.n), shape[1])

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return seen.all(shape[1])
