"""Adam and its nearest kin."""

from __future__ import annotations

from seqspec.language.training._arguments import LearningRate, Momentum, NonNegative
from seqspec.language.training.optimizers._optimizer import GradientOptimizer


class Adam(GradientOptimizer):
    """
    Momentum and a step size of its own for every weight: the first choice where nothing speaks against it.

    Example:
        Adam: {learning_rate: 0.001, clipnorm: 1.0}
    """

    learning_rate: LearningRate = 0.001
    beta_1: Momentum = 0.9
    beta_2: Momentum = 0.999
    epsilon: NonNegative = 1e-7
    amsgrad: bool = False


class AdamW(GradientOptimizer):
    """
    Adam with weight decay beside the gradient instead of in it: choose it over Adam with an L2 penalty.

    Example:
        AdamW: {learning_rate: 0.001, weight_decay: 0.004}
    """

    learning_rate: LearningRate = 0.001
    weight_decay: NonNegative = 0.004
    beta_1: Momentum = 0.9
    beta_2: Momentum = 0.999
    epsilon: NonNegative = 1e-7
    amsgrad: bool = False


class Adamax(GradientOptimizer):
    """
    Adam with the largest gradient instead of the mean square: steadier where gradients come in bursts.

    Example:
        Adamax: {learning_rate: 0.001}
    """

    learning_rate: LearningRate = 0.001
    beta_1: Momentum = 0.9
    beta_2: Momentum = 0.999
    epsilon: NonNegative = 1e-7


class Nadam(GradientOptimizer):
    """
    Adam with Nesterov momentum, which looks one step ahead; often a little faster on recurrent networks.

    Example:
        Nadam: {learning_rate: 0.001}
    """

    learning_rate: LearningRate = 0.001
    beta_1: Momentum = 0.9
    beta_2: Momentum = 0.999
    epsilon: NonNegative = 1e-7
