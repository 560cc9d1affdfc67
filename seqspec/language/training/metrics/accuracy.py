"""Metrics of predicted classes: how often they are right."""

from __future__ import annotations

from seqspec.language.training._arguments import Count
from seqspec.language.training.metrics._metric import DType, Metric, Name


class Accuracy(Metric):
    """
    The share of predictions equal to the truth. Written alone, Keras picks the accuracy that fits the targets.

    Example:
        accuracy
    """

    better = "max"

    name: Name = "accuracy"


class BinaryAccuracy(Metric):
    """
    The share of right answers to yes or no, above `threshold` being yes.

    Example:
        BinaryAccuracy: {threshold: 0.5}
    """

    better = "max"

    name: Name = "binary_accuracy"
    dtype: DType = None
    threshold: float = 0.5


class CategoricalAccuracy(Metric):
    """
    The share of right classes, with one-hot targets.

    Example:
        CategoricalAccuracy
    """

    better = "max"

    name: Name = "categorical_accuracy"


class SparseCategoricalAccuracy(Metric):
    """
    The share of right classes, with whole numbers as targets.

    Example:
        SparseCategoricalAccuracy
    """

    better = "max"

    name: Name = "sparse_categorical_accuracy"


class TopKCategoricalAccuracy(Metric):
    """
    The share of truths among the `k` likeliest classes, with one-hot targets.

    Example:
        TopKCategoricalAccuracy: {k: 5}
    """

    better = "max"

    k: Count = 5
    name: Name = "top_k_categorical_accuracy"


class SparseTopKCategoricalAccuracy(Metric):
    """
    The share of truths among the `k` likeliest classes, with whole numbers as targets.

    Example:
        SparseTopKCategoricalAccuracy: {k: 5}
    """

    better = "max"

    k: Count = 5
    name: Name = "sparse_top_k_categorical_accuracy"
    dtype: DType = None
    from_sorted_ids: bool = False
