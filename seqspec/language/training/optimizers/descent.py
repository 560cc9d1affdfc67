"""Gradient descent, and its first refinement for networks."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from seqspec.language.training._arguments import Fraction, LearningRate, NonNegative
from seqspec.language.training.optimizers._optimizer import GradientOptimizer


class SGD(GradientOptimizer):
    """
    Plain stochastic gradient descent, with momentum if asked for: the reference, and good where you tune the rate.

    Example:
        SGD: {learning_rate: 0.01, momentum: 0.9, nesterov: true}
    """

    learning_rate: LearningRate = 0.01
    momentum: Annotated[float, Field(ge=0, le=1)] = 0.0
    nesterov: bool = False


class RMSprop(GradientOptimizer):
    """
    Divides each gradient by a running mean of its size: an old friend of recurrent networks.

    Example:
        RMSprop: {learning_rate: 0.001, rho: 0.9}
    """

    learning_rate: LearningRate = 0.001
    rho: Fraction = 0.9
    momentum: Fraction = 0.0
    epsilon: NonNegative = 1e-7
    centered: bool = False
