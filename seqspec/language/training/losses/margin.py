"""Losses of margins and overlaps."""

from __future__ import annotations

from seqspec.language.training._arguments import Axes, Fraction, NonNegative, Positive
from seqspec.language.training.losses._loss import DType, Loss, Name, Reduction


class Hinge(Loss):
    """
    The largest margin between -1 and 1, as in a support vector machine; end the model with `tanh` or `linear`.

    Example:
        Hinge
    """

    reduction: Reduction = "sum_over_batch_size"
    name: Name = "hinge"
    dtype: DType = None


class SquaredHinge(Loss):
    """
    Hinge, squared: errors beyond the margin weigh more.

    Example:
        SquaredHinge
    """

    reduction: Reduction = "sum_over_batch_size"
    name: Name = "squared_hinge"
    dtype: DType = None


class CategoricalHinge(Loss):
    """
    The margin between the true class and the best wrong one, with one-hot targets.

    Example:
        CategoricalHinge
    """

    reduction: Reduction = "sum_over_batch_size"
    name: Name = "categorical_hinge"
    dtype: DType = None


class Dice(Loss):
    """
    One minus the overlap of truth and prediction: for marking stretches that are short beside the rest.

    Example:
        Dice: {axis: [1, 2]}
    """

    whole_batch = True

    reduction: Reduction = "sum_over_batch_size"
    name: Name = "dice"
    axis: Axes | None = None
    dtype: DType = None


class Tversky(Loss):
    """
    Dice with a price of its own for false alarms (`alpha`) and for misses (`beta`).

    Example:
        Tversky: {alpha: 0.3, beta: 0.7}
    """

    whole_batch = True

    alpha: NonNegative = 0.5
    beta: NonNegative = 0.5
    reduction: Reduction = "sum_over_batch_size"
    name: Name = "tversky"
    axis: Axes | None = None
    dtype: DType = None


class Circle(Loss):
    """
    Pulls embeddings of one class together and pushes the others apart; end the model with UnitNormalization.

    Example:
        Circle: {gamma: 80.0, margin: 0.4}
    """

    whole_batch = True

    gamma: Positive = 80.0
    margin: Fraction = 0.4
    remove_diagonal: bool = True
    reduction: Reduction = "sum_over_batch_size"
    name: Name = "circle"
    dtype: DType = None
