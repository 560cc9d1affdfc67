"""Losses of predicted probabilities."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from seqspec.language.training._arguments import Axes, Fraction, NonNegative, NotEmpty
from seqspec.language.training.losses._loss import DType, Loss, Name, Reduction


class BinaryCrossentropy(Loss):
    """
    For yes or no: targets 0 and 1, one output a question, with `sigmoid` (or without one and `from_logits: true`).

    Example:
        BinaryCrossentropy: {label_smoothing: 0.1}
    """

    from_logits: bool = False
    label_smoothing: Fraction = 0.0
    axis: Axes = -1
    reduction: Reduction = "sum_over_batch_size"
    name: Name = "binary_crossentropy"
    dtype: DType = None


class BinaryFocalCrossentropy(Loss):
    """
    Binary cross-entropy that pays less attention to what is easy: for rare positives.

    `alpha` is how much the positives count with `apply_class_balancing`; the negatives count `1 - alpha`.

    Example:
        BinaryFocalCrossentropy: {gamma: 2.0, apply_class_balancing: true, alpha: 0.25}
    """

    apply_class_balancing: bool = False
    alpha: Fraction = 0.25
    gamma: NonNegative = 2.0
    from_logits: bool = False
    label_smoothing: Fraction = 0.0
    axis: Axes = -1
    reduction: Reduction = "sum_over_batch_size"
    name: Name = "binary_focal_crossentropy"
    dtype: DType = None


class CategoricalCrossentropy(Loss):
    """
    For one class of several, with one-hot targets and `softmax` over as many outputs.

    Example:
        CategoricalCrossentropy: {label_smoothing: 0.1}
    """

    from_logits: bool = False
    label_smoothing: Fraction = 0.0
    axis: int = -1
    reduction: Reduction = "sum_over_batch_size"
    name: Name = "categorical_crossentropy"
    dtype: DType = None


class CategoricalFocalCrossentropy(Loss):
    """
    Categorical cross-entropy that pays less attention to what is easy: for classes of very different size.

    `alpha`: one weight for all classes, or one for each.

    Example:
        CategoricalFocalCrossentropy: {alpha: 0.25, gamma: 2.0}
    """

    alpha: NonNegative | Annotated[list[NonNegative], NotEmpty] = 0.25
    gamma: NonNegative = 2.0
    from_logits: bool = False
    label_smoothing: Fraction = 0.0
    axis: int = -1
    reduction: Reduction = "sum_over_batch_size"
    name: Name = "categorical_focal_crossentropy"
    dtype: DType = None


class CategoricalGeneralizedCrossEntropy(Loss):
    """
    Between cross-entropy (`q` near 0) and absolute error (`q` near 1): for one-hot targets some of which are wrong.

    Example:
        CategoricalGeneralizedCrossEntropy: {q: 0.7}
    """

    q: Annotated[float, Field(gt=0, lt=1)] = 0.5
    reduction: Reduction = "sum_over_batch_size"
    name: Name = "categorical_generalized_cross_entropy"
    dtype: DType = None


class SparseCategoricalCrossentropy(Loss):
    """
    For one class of several, with whole numbers as targets and `softmax` over as many outputs as there are classes.

    `ignore_class`: a target that counts for nothing, such as the id of the padding.

    Example:
        SparseCategoricalCrossentropy: {ignore_class: 0}
    """

    from_logits: bool = False
    ignore_class: int | None = None
    reduction: Reduction = "sum_over_batch_size"
    axis: int = -1
    name: Name = "sparse_categorical_crossentropy"
    dtype: DType = None


class KLDivergence(Loss):
    """
    How far a predicted distribution is from a true one: for targets that are probabilities themselves.

    Example:
        KLDivergence
    """

    reduction: Reduction = "sum_over_batch_size"
    name: Name = "kl_divergence"
    dtype: DType = None


class CTC(Loss):
    """
    For sequences of labels without alignment, such as speech: outputs `(batch, steps, classes)` as logits.

    Example:
        CTC
    """

    reduction: Reduction = "sum_over_batch_size"
    name: Name = "ctc"
    dtype: DType = None
