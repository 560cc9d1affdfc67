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
    """What goes into the model: the shape of one example."""

    shape: Annotated[Shape, Field(min_length=1)]
    dtype: DType = "float32"


class Target(_Bounded):
    """What should come out of the model: the shape of one example's target."""

    shape: Shape
    kind: Kind = "real"
    classes: Annotated[int, Field(ge=2)] | None = None

    @model_validator(mode="after")
    def _classes_fit_the_kind(self) -> Target:
        check_classes(self.kind, self.classes)
        return self


class Arrays(Section):
    """Arrays from Python: declared here, checked by lint, passed to `fit`."""

    input: Input
    target: Target | None = None
    samples: Size | None = None
    batch_size: Size | None = None
    predict_batch_size: Size | None = None
