"""Metrics of yes and no: found, missed, false alarms, and what is made of them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from seqspec.language.problems import problem
from seqspec.language.training._arguments import Count, Fraction, NonNegative, NotEmpty, Whole
from seqspec.language.training.metrics._metric import DType, Metric, Name

_Threshold = Annotated[float, Field(ge=0, le=1)]
_Thresholds = _Threshold | Annotated[list[_Threshold], NotEmpty]


class _Counting(Metric):
    better = None

    thresholds: _Thresholds | None = None

    @classmethod
    def own_fields(cls) -> tuple[str, ...]:
        return ("thresholds", "name", "dtype")


class TruePositives(_Counting):
    """
    How many positives were found, at one threshold or at each of several.

    Example:
        TruePositives: {thresholds: 0.5}
    """


class TrueNegatives(_Counting):
    """
    How many negatives were left alone.

    Example:
        TrueNegatives
    """


class FalsePositives(_Counting):
    """
    How many false alarms there were.

    Example:
        FalsePositives
    """


class FalseNegatives(_Counting):
    """
    How many positives were missed.

    Example:
        FalseNegatives
    """


class Precision(Metric):
    """
    Of what was called positive, the share that is: watch it where false alarms cost.

    Example:
        Precision: {thresholds: 0.7}
    """

    better = "max"

    thresholds: _Thresholds | None = None
    top_k: Count | None = None
    class_id: Whole | None = None


class Recall(Metric):
    """
    Of what is positive, the share that was found: watch it where misses cost.

    Example:
        Recall: {top_k: 3}
    """

    better = "max"

    thresholds: _Thresholds | None = None
    top_k: Count | None = None
    class_id: Whole | None = None


class _AtOperatingPoint(Metric):
    better = "max"

    num_thresholds: Annotated[int, Field(ge=1)] = 200
    class_id: Whole | None = None

    @classmethod
    def own_fields(cls) -> tuple[str, ...]:
        return (*cls.__annotations__, "num_thresholds", "class_id", "name", "dtype")


class PrecisionAtRecall(_AtOperatingPoint):
    """
    The best precision at a recall that has to be reached.

    Example:
        PrecisionAtRecall: 0.9
    """

    recall: _Threshold


class RecallAtPrecision(_AtOperatingPoint):
    """
    The best recall at a precision that has to be reached.

    Example:
        RecallAtPrecision: 0.9
    """

    precision: _Threshold


class SensitivityAtSpecificity(_AtOperatingPoint):
    """
    The best sensitivity at a specificity that has to be reached.

    Example:
        SensitivityAtSpecificity: 0.9
    """

    specificity: _Threshold


class SpecificityAtSensitivity(_AtOperatingPoint):
    """
    The best specificity at a sensitivity that has to be reached.

    Example:
        SpecificityAtSensitivity: 0.9
    """

    sensitivity: _Threshold


class AUC(Metric):
    """
    The area under the ROC or the precision-recall curve: how well positives are ranked, at any threshold.

    Example:
        AUC: {curve: PR}
    """

    better = "max"

    num_thresholds: Annotated[int, Field(ge=2)] = 200
    curve: Literal["ROC", "PR", "PRGAIN", "roc", "pr", "prgain"] = "ROC"
    summation_method: Literal["interpolation", "minoring", "majoring"] = "interpolation"
    name: Name = None
    dtype: DType = None
    thresholds: Annotated[list[Fraction], NotEmpty] | None = None
    multi_label: bool = False
    num_labels: Count | None = None
    label_weights: Annotated[list[NonNegative], NotEmpty] | None = None
    from_logits: bool = False

    @model_validator(mode="after")
    def _labels_agree(self) -> Self:
        if self.num_labels is not None and not self.multi_label:
            raise problem("SEQ008", "`num_labels` needs `multi_label: true`", keras="raises ValueError")
        weights = self.label_weights
        if self.num_labels is not None and weights is not None and len(weights) != self.num_labels:
            said = f"`label_weights` holds {len(weights)} weights for {self.num_labels} labels"
            raise problem("SEQ008", said, keras="accepts it when the metric is made")
        return self


class FBetaScore(Metric):
    """
    Precision and recall in one figure, recall weighing `beta` times as much. Needs outputs of rank 2.

    Example:
        FBetaScore: {average: macro, beta: 2.0}
    """

    better = "max"

    average: Literal["micro", "macro", "weighted"] | None = None
    beta: Annotated[float, Field(gt=0)] = 1.0
    threshold: Annotated[float, Field(gt=0, le=1)] | None = None
    name: Name = "fbeta_score"


class F1Score(Metric):
    """
    Precision and recall in one figure, both weighing the same. Needs outputs of rank 2.

    Example:
        F1Score: {average: macro}
    """

    better = "max"

    average: Literal["micro", "macro", "weighted"] | None = None
    threshold: Annotated[float, Field(gt=0, le=1)] | None = None
    name: Name = "f1_score"
