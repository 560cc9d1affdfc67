"""What all losses share."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, TypeAlias

from seqspec.language.named import Named
from seqspec.language.problems import KerasSays
from seqspec.language.training._arguments import FloatType, ScopeName

Name: TypeAlias = ScopeName | None
DType: TypeAlias = FloatType | None
Reduction = Annotated[
    Literal["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight"],
    KerasSays("accepts `none` when the loss is made, and on JAX raises TypeError at the first step of `fit`"),
]


class Loss(Named):
    """A loss; each repeats what all losses take, as Keras puts it in different places."""

    kind: ClassVar[str] = "loss"
    whole_batch: ClassVar[bool] = False
    """Whether what it says of an example depends on the others of its batch."""
