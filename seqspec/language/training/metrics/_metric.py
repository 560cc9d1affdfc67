"""What all metrics share."""

from __future__ import annotations

from typing import ClassVar, TypeAlias

from seqspec.language.training._arguments import FloatType, Label, OwnArgumentsFirst

Name: TypeAlias = Label | None
DType: TypeAlias = FloatType | None


class Metric(OwnArgumentsFirst):
    """A metric. A subclass repeats `dtype` where Keras has arguments behind it."""

    kind: ClassVar[str] = "metric"

    name: Name = None
    dtype: DType = None
