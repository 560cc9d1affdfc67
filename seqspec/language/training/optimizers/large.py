"""Optimizers made for large models, large batches and long training."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from seqspec.language.problems import KerasSays, problem
from seqspec.language.training._arguments import Count, Fraction, LearningRate, Momentum, NonNegative, Positive, Whole
from seqspec.language.training.optimizers._optimizer import GradientOptimizer


class Lamb(GradientOptimizer):
    """
    Adam whose steps are scaled to the size of each layer's weights: for very large batches.

    Example:
        Lamb: {learning_rate: 0.001}
    """

    learning_rate: LearningRate = 0.001
    beta_1: Momentum = 0.9
    beta_2: Momentum = 0.999
    epsilon: NonNegative = 1e-7


class Lion(GradientOptimizer):
    """
    Steps by the sign of the momentum: half of Adam's memory. Take a rate 3 to 10 times smaller than with Adam.

    Example:
        Lion: {learning_rate: 0.0001}
    """

    learning_rate: LearningRate = 0.001
    beta_1: Annotated[float, Field(gt=0, le=1)] = 0.9
    beta_2: Fraction = 0.99


def _check_plain(part: str) -> str:
    if not re.fullmatch(r"[\w/ -]+", part):
        said = f"`{part}` is no plain part of a layer's name"
        raise problem("SEQ008", said, keras="takes it for a regular expression on the paths of the weights")
    return part


_PartOfName = Annotated[str, AfterValidator(_check_plain)]


class Muon(GradientOptimizer):
    """
    Orthogonal steps for weight matrices, AdamW for all others; leave the output layer out of it.

    `exclude_layers` holds parts of the weights' paths, as plain text: Keras would take patterns, and a pattern can
    take for ever.

    Example:
        Muon: {learning_rate: 0.001, exclude_layers: [dense]}
    """

    learning_rate: LearningRate = 0.001
    adam_beta_1: Momentum = 0.9
    adam_beta_2: Momentum = 0.999
    adam_weight_decay: NonNegative | None = 0.004
    epsilon: NonNegative = 1e-7
    weight_decay: NonNegative | None = 0.004
    exclude_layers: list[_PartOfName] | None = None
    exclude_embeddings: bool = True
    muon_a: float = 3.4445
    muon_b: float = -4.7750
    muon_c: float = 2.0315
    adam_lr_ratio: Positive = 1.0
    momentum: Fraction = 0.95
    ns_steps: Count = 5
    nesterov: bool = True
    rms_rate: Positive | None = 0.2


class ScheduleFreeAdamW(GradientOptimizer):
    """
    AdamW that averages its weights instead of lowering the rate: for when you don't know how long you will train.

    Example:
        ScheduleFreeAdamW: {learning_rate: 0.0025, warmup_steps: 100}
    """

    learning_rate: LearningRate = 0.0025
    beta_1: Annotated[float, Field(gt=0, lt=1), KerasSays()] = 0.9
    beta_2: Momentum = 0.999
    epsilon: NonNegative = 1e-8
    warmup_steps: Whole = 0
