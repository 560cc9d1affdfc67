"""`data.arrays`: shapes of arrays that are handed over from Python; the batch axis is left out."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from seqspec.language.layer import DType
from seqspec.language.problems import problem
from seqspec.language.recipe.target import Kind, check_classes
from seqspec.language.section import Section, at

Size = Annotated[int, Field(ge=1, le=2**31 - 1)]
Shape = list[Size | None]


class _Bounded(Section):
    """Values that are known to lie between two bounds."""

    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Any:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise at(("max",), problem("SEQ008", f"`max` is {self.max}, less than `min`, which is {self.min}"))
        return self


class Input(_Bounded):
    """
    What goes into the model: the shape of one example.

    Args:
        shape: the size of each axis, without the batch axis; `null` for one that is not known.
        dtype: the type of the numbers.
        min: the smallest value there is.
        max: the largest value there is.

    Example:
        data:
          arrays:
            input: {shape: [100, 1], dtype: float32, min: 0, max: 1}
    """

    shape: Annotated[Shape, Field(min_length=1)]
    dtype: DType = "float32"


class Target(_Bounded):
    """
    What should come out of the model: the shape of one example's target.

    Args:
        shape: the size of each axis, without the batch axis; `[]` for a single number.
        kind: how the target is written down: `real`, `binary`, `classes`, `one_hot` or `multi_label`.
        classes: how many classes there are.
        min: the smallest value there is.
        max: the largest value there is.

    Example:
        data:
          arrays:
            input: {shape: [100, 1]}
            target: {shape: [], kind: classes, classes: 3}
    """

    shape: Shape
    kind: Kind = "real"
    classes: Annotated[int, Field(ge=2)] | None = None

    @model_validator(mode="after")
    def _classes_fit_the_kind(self) -> Target:
        check_classes(self.kind, self.classes)
        return self


class Arrays(Section):
    """
    Arrays that are handed over from Python, in place of a `source`: declared here, checked by lint, passed to `fit`.

    Args:
        input: the shape of one input, without the batch axis.
        target: the shape of one target, without the batch axis.
        samples: how many examples there are.
        batch_size: how many examples a training batch holds.
        predict_batch_size: how many examples a batch holds when predicting.

    Example:
        data:
          arrays:
            input: {shape: [100, 1]}
            target: {shape: [1]}
    """

    input: Input
    target: Target | None = None
    samples: Size | None = None
    batch_size: Size | None = None
    predict_batch_size: Size | None = None
