"""What all metrics share."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from seqspec.language.training._arguments import FloatType, Label, OwnArgumentsFirst

Name: TypeAlias = Label | None
DType: TypeAlias = FloatType | None


class Metric(OwnArgumentsFirst):
    """A metric. A subclass repeats `dtype` where Keras has arguments behind it."""

    kind: ClassVar[str] = "metric"
    better: ClassVar[Literal["min", "max"] | None] = "min"
    """Which way it gets better, for a callback with `mode: auto`; None where Keras can't tell."""

    name: Name = None
    dtype: DType = None
