"""The regularizers of `keras.regularizers`: penalties on weights that are added to the loss."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from seqspec.language.named import Named
from seqspec.language.problems import problem
from seqspec.language.training._arguments import in_snake_case

_Strength = Annotated[float, Field(ge=0)]


class _Regularizer(Named):
    kind: ClassVar[str] = "regularizer"


class L1(_Regularizer):
    """
    The sum of the absolute weights: drives many of them to exactly 0.

    Example:
        L1: 0.001
    """

    l1: _Strength = 0.01


class L2(_Regularizer):
    """
    The sum of the squared weights: keeps all of them small.

    Example:
        L2: 0.001
    """

    l2: _Strength = 0.01


class L1L2(_Regularizer):
    """
    Both penalties at once; at least one strength has to be given, as Keras's defaults penalise nothing.

    Example:
        L1L2: {l1: 0.0001, l2: 0.001}
    """

    l1: _Strength = 0.0
    l2: _Strength = 0.0

    @model_validator(mode="after")
    def _penalise_something(self) -> Self:
        if not self.model_fields_set:
            keras = "accepts it: both strengths are 0, and nothing is penalised"
            raise problem("SEQ008", "`L1L2` needs its `l1`, its `l2` or both", keras=keras, help="give a strength")
        return self


class OrthogonalRegularizer(_Regularizer):
    """
    Penalises rows (or columns) of a kernel that point the same way; the kernel has to be a matrix.

    `mode` says which of them: `rows` or `columns`. `factor` is how much the penalty counts.

    Example:
        OrthogonalRegularizer: {factor: 0.01, mode: columns}
    """

    factor: _Strength = 0.01
    mode: Literal["rows", "columns"] = "rows"


ALIASES = {**in_snake_case("seqspec.language.training", "regularizers"), "l1_l2": "L1L2"}

REFUSED = {"Regularizer": "it is what Keras's regularizers are built on; choose one of them"}
