"""Metrics of overlap: how well marked stretches or areas lie on the true ones."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from seqspec.language.problems import KerasSays, problem
from seqspec.language.training.metrics._metric import DType, Metric, Name

_Classes = Annotated[int, Field(ge=1)]
_Ids = KerasSays("raises ValueError for an empty list, and accepts numbers below 0")
_ClassIds = Annotated[list[Annotated[int, Field(ge=0)]], Field(min_length=1), _Ids]
_BinaryIds = Annotated[list[Annotated[int, Field(ge=0, le=1)]], Field(min_length=1), _Ids]


def _check_class_ids(ids: list[int], classes: int) -> None:
    if max(ids) >= classes:
        said = f"class {max(ids):,} is out of range: the ids of {classes:,} classes end at {classes - 1:,}"
        raise problem("SEQ008", said, keras="raises ValueError")


class IoU(Metric):
    """
    Intersection over union of some classes: for marking stretches or areas, with whole numbers as targets.

    Example:
        IoU: {num_classes: 3, target_class_ids: [1, 2]}
    """

    better = "max"

    num_classes: _Classes
    target_class_ids: _ClassIds
    name: Name = None
    dtype: DType = None
    ignore_class: int | None = None
    sparse_y_true: bool = True
    sparse_y_pred: bool = True
    axis: int = -1

    @model_validator(mode="after")
    def _known_classes(self) -> Self:
        _check_class_ids(self.target_class_ids, self.num_classes)
        return self


class BinaryIoU(Metric):
    """
    Intersection over union of yes and no, above `threshold` being yes.

    Example:
        BinaryIoU: {target_class_ids: [1], threshold: 0.5}
    """

    better = "max"

    target_class_ids: _BinaryIds = Field(default=[0, 1])
    threshold: float = 0.5


class MeanIoU(Metric):
    """
    Intersection over union, averaged over all classes.

    Example:
        MeanIoU: {num_classes: 3, sparse_y_pred: false}
    """

    better = "max"

    num_classes: _Classes
    name: Name = None
    dtype: DType = None
    ignore_class: int | None = None
    sparse_y_true: bool = True
    sparse_y_pred: bool = True
    axis: int = -1


class OneHotIoU(Metric):
    """
    Intersection over union of some classes, with one-hot targets.

    Example:
        OneHotIoU: {num_classes: 3, target_class_ids: [1, 2]}
    """

    better = "max"

    num_classes: _Classes
    target_class_ids: _ClassIds
    name: Name = None
    dtype: DType = None
    ignore_class: int | None = None
    sparse_y_pred: bool = False
    axis: int = -1

    @model_validator(mode="after")
    def _known_classes(self) -> Self:
        _check_class_ids(self.target_class_ids, self.num_classes)
        return self


class OneHotMeanIoU(Metric):
    """
    Intersection over union, averaged over all classes, with one-hot targets.

    Example:
        OneHotMeanIoU: {num_classes: 3}
    """

    better = "max"

    num_classes: _Classes
    name: Name = None
    dtype: DType = None
    ignore_class: int | None = None
    sparse_y_pred: bool = False
    axis: int = -1
