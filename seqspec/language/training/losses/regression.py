"""Losses of predicted numbers."""

from __future__ import annotations

from seqspec.language.training._arguments import Axes, Positive
from seqspec.language.training.losses._loss import DType, Loss, Name, Reduction


class MeanSquaredError(Loss):
    """
    The mean of the squared errors: the usual choice for numbers. Large errors weigh most; it aims at the mean.

    Example:
        MeanSquaredError
    """

    reduction: Reduction = "sum_over_batch_size"
    name: Name = "mean_squared_error"
    dtype: DType = None


class MeanAbsoluteError(Loss):
    """
    The mean of the absolute errors: for numbers with outliers. It aims at the median.

    Example:
        MeanAbsoluteError
    """

    reduction: Reduction = "sum_over_batch_size"
    name: Name = "mean_absolute_error"
    dtype: DType = None


class MeanAbsolutePercentageError(Loss):
    """
    The mean error in per cent of the truth: only where no truth is near 0; it favours predictions that are too low.

    Example:
        MeanAbsolutePercentageError
    """

    reduction: Reduction = "sum_over_batch_size"
    name: Name = "mean_absolute_percentage_error"
    dtype: DType = None


class MeanSquaredLogarithmicError(Loss):
    """
    The mean squared error of log(1 + value): for targets of 0 and above that span several orders of magnitude.

    Example:
        MeanSquaredLogarithmicError
    """

    reduction: Reduction = "sum_over_batch_size"
    name: Name = "mean_squared_logarithmic_error"
    dtype: DType = None


class Huber(Loss):
    """
    Squared for errors up to `delta`, absolute beyond: for numbers with some outliers.

    Example:
        Huber: {delta: 1.0}
    """

    delta: Positive = 1.0
    reduction: Reduction = "sum_over_batch_size"
    name: Name = "huber_loss"
    dtype: DType = None


class LogCosh(Loss):
    """
    A smooth cousin of Huber without a parameter.

    Example:
        LogCosh
    """

    reduction: Reduction = "sum_over_batch_size"
    name: Name = "log_cosh"
    dtype: DType = None


class CosineSimilarity(Loss):
    """
    Minus the cosine between truth and prediction: for vectors of which only the direction counts.

    Example:
        CosineSimilarity: {axis: -1}
    """

    axis: Axes = -1
    reduction: Reduction = "sum_over_batch_size"
    name: Name = "cosine_similarity"
    dtype: DType = None


class Poisson(Loss):
    """
    For counts: the model predicts a rate above 0, so end it with `exponential` or `softplus`.

    Example:
        Poisson
    """

    reduction: Reduction = "sum_over_batch_size"
    name: Name = "poisson"
    dtype: DType = None
