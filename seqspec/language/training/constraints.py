"""The constraints of `keras.constraints`: what weights are held to after every step."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from seqspec.language.named import Named
from seqspec.language.problems import KerasSays, problem
from seqspec.language.training._arguments import Axes, NonNegative, Positive, in_snake_case


class _Constraint(Named):
    kind: ClassVar[str] = "constraint"


class MaxNorm(_Constraint):
    """
    No weight vector longer than `max_value`: goes well with dropout and large rates.

    `axis`: the axes a vector runs along; 0 for a Dense kernel, as each column feeds one unit.

    Example:
        MaxNorm: {max_value: 3.0, axis: 0}
    """

    max_value: Positive = 2.0
    axis: Axes = 0


class MinMaxNorm(_Constraint):
    """
    Every weight vector between two lengths; `rate` below 1 pulls it there by steps.

    Example:
        MinMaxNorm: {min_value: 0.5, max_value: 1.5}
    """

    min_value: NonNegative = 0.0
    max_value: Positive = 1.0
    rate: Annotated[float, Field(gt=0, le=1), KerasSays()] = 1.0
    axis: Axes = 0

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_value > self.max_value:
            said = f"`min_value` {self.min_value:g} is above `max_value` {self.max_value:g}"
            raise problem("SEQ008", said, keras="accepts it without a word", help="exchange them")
        return self


class NonNeg(_Constraint):
    """
    No weight below 0: where an input can only add, as in a mixture.

    Example:
        NonNeg
    """


class UnitNorm(_Constraint):
    """
    Every weight vector of length 1: only its direction is learnt.

    Example:
        UnitNorm: {axis: 0}
    """

    axis: Axes = 0


ALIASES = in_snake_case("seqspec.language.training", "constraints")

REFUSED = {"Constraint": "it is what Keras's constraints are built on; choose one of them"}
