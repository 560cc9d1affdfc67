"""Steps of its own size for every weight, without momentum."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from seqspec.language.problems import KerasSays
from seqspec.language.training._arguments import Fraction, LearningRate, NonNegative, Positive
from seqspec.language.training.optimizers._optimizer import GradientOptimizer


class Adadelta(GradientOptimizer):
    """
    Adagrad over a moving window of gradients, so that it goes on learning; choose it to reproduce older work.

    Example:
        Adadelta: {learning_rate: 1.0}
    """

    learning_rate: LearningRate = 0.001
    rho: Fraction = 0.95
    epsilon: NonNegative = 1e-7


class Adagrad(GradientOptimizer):
    """
    Smaller steps for weights that were changed often: for sparse inputs, such as the embeddings of rare words.

    Example:
        Adagrad: {learning_rate: 0.01}
    """

    learning_rate: LearningRate = 0.001
    initial_accumulator_value: NonNegative = 0.1
    epsilon: NonNegative = 1e-7


class Adafactor(GradientOptimizer):
    """
    Adam with a fraction of the memory, and steps relative to the weights' size: for very large models.

    Example:
        Adafactor: {learning_rate: 0.01}
    """

    learning_rate: LearningRate = 0.001
    beta_2_decay: Annotated[float, Field(le=0), KerasSays()] = -0.8
    epsilon_1: NonNegative = 1e-30
    epsilon_2: NonNegative = 1e-3
    clip_threshold: Positive = 1.0
    relative_step: bool = True


class Ftrl(GradientOptimizer):
    """
    Follow the regularized leader: for wide, sparse, shallow models, such as click prediction.

    Example:
        Ftrl: {learning_rate: 0.05, l1_regularization_strength: 0.001}
    """

    learning_rate: LearningRate = 0.001
    learning_rate_power: Annotated[float, Field(le=0)] = -0.5
    initial_accumulator_value: Annotated[float, Field(ge=0)] = 0.1
    l1_regularization_strength: Annotated[float, Field(ge=0)] = 0.0
    l2_regularization_strength: Annotated[float, Field(ge=0)] = 0.0
    l2_shrinkage_regularization_strength: Annotated[float, Field(ge=0)] = 0.0
    beta: NonNegative = 0.0
