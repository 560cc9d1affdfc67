"""Metrics of predicted numbers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from seqspec.language.training._arguments import Axes
from seqspec.language.training.metrics._metric import DType, Metric, Name


class MeanSquaredError(Metric):
    """
    The mean of the squared errors.

    Example:
        MeanSquaredError
    """

    name: Name = "mean_squared_error"


class RootMeanSquaredError(Metric):
    """
    The root of the mean squared error, in the unit of the target.

    Example:
        RootMeanSquaredError
    """

    name: Name = "root_mean_squared_error"


class MeanAbsoluteError(Metric):
    """
    The mean of the absolute errors, in the unit of the target: the figure to tell people.

    Example:
        MeanAbsoluteError
    """

    name: Name = "mean_absolute_error"


class MeanAbsolutePercentageError(Metric):
    """
    The mean error in per cent of the truth; useless where a truth is near 0.

    Example:
        MeanAbsolutePercentageError
    """

    name: Name = "mean_absolute_percentage_error"


class MeanSquaredLogarithmicError(Metric):
    """
    The mean squared error of log(1 + value): errors by their factor, not by their size.

    Example:
        MeanSquaredLogarithmicError
    """

    name: Name = "mean_squared_logarithmic_error"


class LogCoshError(Metric):
    """
    Squared for small errors, absolute for large ones.

    Example:
        LogCoshError
    """

    name: Name = "logcosh"


class CosineSimilarity(Metric):
    """
    The cosine between truth and prediction: 1 where they point the same way.

    Example:
        CosineSimilarity: {axis: -1}
    """

    better = "max"

    name: Name = "cosine_similarity"
    dtype: DType = None
    axis: Axes = -1


class R2Score(Metric):
    """
    The share of the variance that is explained: 1 is perfect, 0 no better than the mean. Needs outputs of rank 2.

    Example:
        R2Score
    """

    better = "max"

    class_aggregation: Literal["uniform_average", "variance_weighted_average"] | None = "uniform_average"
    num_regressors: Annotated[int, Field(ge=0)] = 0
    name: Name = "r2_score"


class PearsonCorrelation(Metric):
    """
    The linear correlation of truth and prediction; blind to offset and scale.

    Example:
        PearsonCorrelation
    """

    better = "max"

    name: Name = "pearson_correlation"
    dtype: DType = None
    axis: Axes = -1


class ConcordanceCorrelation(Metric):
    """
    Correlation that counts offset and scale as errors too.

    Example:
        ConcordanceCorrelation
    """

    better = "max"

    name: Name = "concordance_correlation"
    dtype: DType = None
    axis: Axes = -1
