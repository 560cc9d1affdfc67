"""Losses that serve as metrics too: cross-entropies, divergences and hinges."""

from __future__ import annotations

from seqspec.language.training._arguments import Fraction
from seqspec.language.training.metrics._metric import DType, Metric, Name


class BinaryCrossentropy(Metric):
    """
    The cross-entropy of yes or no, as a figure to watch beside another loss.

    Example:
        BinaryCrossentropy: {from_logits: true}
    """

    name: Name = "binary_crossentropy"
    dtype: DType = None
    from_logits: bool = False
    label_smoothing: Fraction = 0.0


class CategoricalCrossentropy(Metric):
    """
    The cross-entropy of one class of several, with one-hot targets.

    Example:
        CategoricalCrossentropy: {from_logits: true}
    """

    name: Name = "categorical_crossentropy"
    dtype: DType = None
    from_logits: bool = False
    label_smoothing: Fraction = 0.0
    axis: int = -1


class SparseCategoricalCrossentropy(Metric):
    """
    The cross-entropy of one class of several, with whole numbers as targets.

    Example:
        SparseCategoricalCrossentropy: {ignore_class: 0}
    """

    name: Name = "sparse_categorical_crossentropy"
    dtype: DType = None
    from_logits: bool = False
    ignore_class: int | None = None
    axis: int = -1


class KLDivergence(Metric):
    """
    How far a predicted distribution is from a true one.

    Example:
        KLDivergence
    """

    name: Name = "kl_divergence"


class Poisson(Metric):
    """
    The Poisson loss of a predicted rate, for counts.

    Example:
        Poisson
    """

    name: Name = "poisson"


class Hinge(Metric):
    """
    The mean hinge loss, with targets -1 and 1.

    Example:
        Hinge
    """

    name: Name = "hinge"


class SquaredHinge(Metric):
    """
    The mean squared hinge loss, with targets -1 and 1.

    Example:
        SquaredHinge
    """

    name: Name = "squared_hinge"


class CategoricalHinge(Metric):
    """
    The mean margin between the true class and the best wrong one.

    Example:
        CategoricalHinge
    """

    name: Name = "categorical_hinge"
