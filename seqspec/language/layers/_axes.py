"""Arguments that name axes."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from seqspec.language.layer import Shape, ShapeError, show
from seqspec.language.problems import problem
from seqspec.language.reach import Reach

_OUT_OF_RANGE = "raises IndexError when the model is built"


def _different(axes: list[int]) -> list[int]:
    if len(set(axes)) < len(axes):
        keras = "raises an error when the model is built, or silently makes weights for the axis twice"
        raise problem("SEQ008", f"the same axis stands twice in {axes}", keras=keras, help="name each axis once")
    return axes


Axes: TypeAlias = int | Annotated[list[int], Field(min_length=1), AfterValidator(_different)]
"""One axis, or several; -1 is the last."""


def resolve(
    axes: int | list[int], shape: Shape, layer: str, argument: str = "axis", keras: str = _OUT_OF_RANGE
) -> tuple[int, ...]:
    """
    The axes counted from the front, in the order given.

    Raises:
        ShapeError: the input has no such axis.
    """
    listed = [axes] if isinstance(axes, int) else axes
    for axis in listed:
        if not -len(shape) <= axis < len(shape):
            raise ShapeError(
                f"`{layer}` is told to use axis {axis}, and its input {show(shape)} has the axes 0 to {len(shape) - 1}",
                (argument,),
                keras=keras,
                help="axis 0 is the batch, and -1 the last one",
            )
    return tuple(axis % len(shape) for axis in listed)


def mixed(seen: Reach, axes: int | list[int], shape: Shape) -> Reach:
    """What a step sees of a layer that mixes the values along these axes: all steps, where theirs is among them."""
    listed = [axes] if isinstance(axes, int) else axes
    return seen.all(shape[1]) if 1 in (axis % len(shape) for axis in listed) else seen
