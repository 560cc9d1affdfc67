"""The losses of `keras.losses`: what training makes small."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from seqspec.language.named import Named
from seqspec.language.problems import KerasSays
from seqspec.language.training._arguments import (
    Axes,
    FloatType,
    Fraction,
    NonNegative,
    NotEmpty,
    Positive,
    ScopeName,
    in_snake_case,
)

_Name = ScopeName | None
_Reduction = Annotated[
    Literal["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight"],
    KerasSays("accepts `none` when the loss is made, and on JAX raises TypeError at the first step of `fit`"),
]


class _Loss(Named):
    kind: ClassVar[str] = "loss"


# ---------------------------------------------------------------------------------------------------------- regression


class MeanSquaredError(_Loss):
    """
    The mean of the squared errors: the usual choice for numbers. Large errors weigh most; it aims at the mean.

    Example:
        MeanSquaredError
    """

    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "mean_squared_error"
    dtype: FloatType | None = None


class MeanAbsoluteError(_Loss):
    """
    The mean of the absolute errors: for numbers with outliers. It aims at the median.

    Example:
        MeanAbsoluteError
    """

    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "mean_absolute_error"
    dtype: FloatType | None = None


class MeanAbsolutePercentageError(_Loss):
    """
    The mean error in per cent of the truth: only where no truth is near 0; it favours predictions that are too low.

    Example:
        MeanAbsolutePercentageError
    """

    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "mean_absolute_percentage_error"
    dtype: FloatType | None = None


class MeanSquaredLogarithmicError(_Loss):
    """
    The mean squared error of log(1 + value): for targets of 0 and above that span several orders of magnitude.

    Example:
        MeanSquaredLogarithmicError
    """

    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "mean_squared_logarithmic_error"
    dtype: FloatType | None = None


class Huber(_Loss):
    """
    Squared for errors up to `delta`, absolute beyond: for numbers with some outliers.

    Example:
        Huber: {delta: 1.0}
    """

    delta: Positive = 1.0
    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "huber_loss"
    dtype: FloatType | None = None


class LogCosh(_Loss):
    """
    A smooth cousin of Huber without a parameter.

    Example:
        LogCosh
    """

    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "log_cosh"
    dtype: FloatType | None = None


class CosineSimilarity(_Loss):
    """
    Minus the cosine between truth and prediction: for vectors of which only the direction counts.

    Example:
        CosineSimilarity: {axis: -1}
    """

    axis: Axes = -1
    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "cosine_similarity"
    dtype: FloatType | None = None


class Poisson(_Loss):
    """
    For counts: the model predicts a rate above 0, so end it with `exponential` or `softplus`.

    Example:
        Poisson
    """

    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "poisson"
    dtype: FloatType | None = None


# ------------------------------------------------------------------------------------------------------- probabilities


class BinaryCrossentropy(_Loss):
    """
    For yes or no: targets 0 and 1, one output a question, with `sigmoid` (or without one and `from_logits: true`).

    Example:
        BinaryCrossentropy: {label_smoothing: 0.1}
    """

    from_logits: bool = False
    label_smoothing: Fraction = 0.0
    axis: Axes = -1
    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "binary_crossentropy"
    dtype: FloatType | None = None


class BinaryFocalCrossentropy(_Loss):
    """
    Binary cross-entropy that pays less attention to what is easy: for rare positives.

    Example:
        BinaryFocalCrossentropy: {gamma: 2.0, apply_class_balancing: true, alpha: 0.25}
    """

    apply_class_balancing: bool = False
    alpha: Fraction = 0.25
    gamma: NonNegative = 2.0
    from_logits: bool = False
    label_smoothing: Fraction = 0.0
    axis: Axes = -1
    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "binary_focal_crossentropy"
    dtype: FloatType | None = None


class CategoricalCrossentropy(_Loss):
    """
    For one class of several, with one-hot targets and `softmax` over as many outputs.

    Example:
        CategoricalCrossentropy: {label_smoothing: 0.1}
    """

    from_logits: bool = False
    label_smoothing: Fraction = 0.0
    axis: int = -1
    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "categorical_crossentropy"
    dtype: FloatType | None = None


class CategoricalFocalCrossentropy(_Loss):
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
    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "categorical_focal_crossentropy"
    dtype: FloatType | None = None


class CategoricalGeneralizedCrossEntropy(_Loss):
    """
    Between cross-entropy (`q` near 0) and absolute error (`q` near 1): for one-hot targets some of which are wrong.

    Example:
        CategoricalGeneralizedCrossEntropy: {q: 0.7}
    """

    q: Annotated[float, Field(gt=0, lt=1)] = 0.5
    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "categorical_generalized_cross_entropy"
    dtype: FloatType | None = None


class SparseCategoricalCrossentropy(_Loss):
    """
    For one class of several, with whole numbers as targets and `softmax` over as many outputs as there are classes.

    `ignore_class`: a target that counts for nothing, such as the id of the padding.

    Example:
        SparseCategoricalCrossentropy: {ignore_class: 0}
    """

    from_logits: bool = False
    ignore_class: int | None = None
    reduction: _Reduction = "sum_over_batch_size"
    axis: int = -1
    name: _Name = "sparse_categorical_crossentropy"
    dtype: FloatType | None = None


class KLDivergence(_Loss):
    """
    How far a predicted distribution is from a true one: for targets that are probabilities themselves.

    Example:
        KLDivergence
    """

    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "kl_divergence"
    dtype: FloatType | None = None


class CTC(_Loss):
    """
    For sequences of labels without alignment, such as speech: outputs `(batch, steps, classes)` as logits.

    Example:
        CTC
    """

    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "ctc"
    dtype: FloatType | None = None


# ------------------------------------------------------------------------------------------------- margins and overlaps


class Hinge(_Loss):
    """
    The largest margin between -1 and 1, as in a support vector machine; end the model with `tanh` or `linear`.

    Example:
        Hinge
    """

    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "hinge"
    dtype: FloatType | None = None


class SquaredHinge(_Loss):
    """
    Hinge, squared: errors beyond the margin weigh more.

    Example:
        SquaredHinge
    """

    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "squared_hinge"
    dtype: FloatType | None = None


class CategoricalHinge(_Loss):
    """
    The margin between the true class and the best wrong one, with one-hot targets.

    Example:
        CategoricalHinge
    """

    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "categorical_hinge"
    dtype: FloatType | None = None


class Dice(_Loss):
    """
    One minus the overlap of truth and prediction: for marking stretches that are short beside the rest.

    Example:
        Dice: {axis: [1, 2]}
    """

    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "dice"
    axis: Axes | None = None
    dtype: FloatType | None = None


class Tversky(_Loss):
    """
    Dice with a price of its own for false alarms (`alpha`) and for misses (`beta`).

    Example:
        Tversky: {alpha: 0.3, beta: 0.7}
    """

    alpha: NonNegative = 0.5
    beta: NonNegative = 0.5
    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "tversky"
    axis: Axes | None = None
    dtype: FloatType | None = None


class Circle(_Loss):
    """
    Pulls embeddings of one class together and pushes the others apart; end the model with UnitNormalization.

    Example:
        Circle: {gamma: 80.0, margin: 0.4}
    """

    gamma: Positive = 80.0
    margin: Fraction = 0.4
    remove_diagonal: bool = True
    reduction: _Reduction = "sum_over_batch_size"
    name: _Name = "circle"
    dtype: FloatType | None = None


def _aliases() -> dict[str, str]:
    aliases = in_snake_case(globals())
    del aliases["categorical_generalized_cross_entropy"]  # Keras does not know it by this name
    short = {
        "mse": "MeanSquaredError",
        "mae": "MeanAbsoluteError",
        "mape": "MeanAbsolutePercentageError",
        "msle": "MeanSquaredLogarithmicError",
        "bce": "BinaryCrossentropy",
        "kld": "KLDivergence",
    }
    return {**aliases, **short, **{alias.upper(): name for alias, name in short.items()}}


ALIASES = _aliases()

REFUSED = {
    "Loss": "it is what Keras's losses are built on; choose one of them",
    "LossFunctionWrapper": "it takes a function, and a spec can't run code; choose a loss by its name",
}
