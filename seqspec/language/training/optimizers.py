"""The optimizers of `keras.optimizers`: what becomes of a gradient."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, Field, model_validator

from seqspec.language.named import Form, Named
from seqspec.language.problems import KerasSays, problem
from seqspec.language.training._arguments import (
    Count,
    Fraction,
    LearningRate,
    Momentum,
    NonNegative,
    OwnArgumentsFirst,
    Positive,
    ScopeName,
    Whole,
)

_Clip = Annotated[float, Field(gt=0), KerasSays("accepts it, and clips nothing")]
_EmaMomentum = Annotated[
    float, Field(ge=0, le=1), KerasSays("raises ValueError with `use_ema: true`, and accepts it without")
]
_Accumulation = Annotated[int, Field(ge=2), KerasSays("raises ValueError, except for 0, which it takes for none")]


def _check_plain(part: str) -> str:
    if not re.fullmatch(r"[\w/ -]+", part):
        said = f"`{part}` is no plain part of a layer's name"
        raise problem("SEQ008", said, keras="takes it for a regular expression on the paths of the weights")
    return part


_PartOfName = Annotated[str, AfterValidator(_check_plain)]


class _Optimizer(Named):
    kind: ClassVar[str] = "optimizer"


class _GradientOptimizer(OwnArgumentsFirst, _Optimizer):
    """What all optimizers take that change the weights themselves."""

    weight_decay: NonNegative | None = None
    clipnorm: _Clip | None = None
    clipvalue: _Clip | None = None
    global_clipnorm: _Clip | None = None
    use_ema: bool = False
    ema_momentum: _EmaMomentum = 0.99
    ema_overwrite_frequency: Count | None = None
    loss_scale_factor: Positive | None = None
    gradient_accumulation_steps: _Accumulation | None = None
    name: ScopeName | None = None

    @model_validator(mode="after")
    def _clip_in_one_way(self) -> Self:
        clips = [name for name in ("clipnorm", "clipvalue", "global_clipnorm") if getattr(self, name) is not None]
        if len(clips) > 1:
            listed = " and ".join(f"`{name}`" for name in clips)
            raise problem("SEQ008", f"{listed} can't be set together", keras="raises ValueError", help="keep one")
        return self


class SGD(_GradientOptimizer):
    """
    Plain stochastic gradient descent, with momentum if asked for: the reference, and good where you tune the rate.

    Example:
        SGD: {learning_rate: 0.01, momentum: 0.9, nesterov: true}
    """

    learning_rate: LearningRate = 0.01
    momentum: Annotated[float, Field(ge=0, le=1)] = 0.0
    nesterov: bool = False


class RMSprop(_GradientOptimizer):
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


class Adam(_GradientOptimizer):
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


class AdamW(_GradientOptimizer):
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


class Adadelta(_GradientOptimizer):
    """
    Adagrad over a moving window of gradients, so that it goes on learning; choose it to reproduce older work.

    Example:
        Adadelta: {learning_rate: 1.0}
    """

    learning_rate: LearningRate = 0.001
    rho: Fraction = 0.95
    epsilon: NonNegative = 1e-7


class Adagrad(_GradientOptimizer):
    """
    Smaller steps for weights that were changed often: for sparse inputs, such as the embeddings of rare words.

    Example:
        Adagrad: {learning_rate: 0.01}
    """

    learning_rate: LearningRate = 0.001
    initial_accumulator_value: NonNegative = 0.1
    epsilon: NonNegative = 1e-7


class Adamax(_GradientOptimizer):
    """
    Adam with the largest gradient instead of the mean square: steadier where gradients come in bursts.

    Example:
        Adamax: {learning_rate: 0.001}
    """

    learning_rate: LearningRate = 0.001
    beta_1: Momentum = 0.9
    beta_2: Momentum = 0.999
    epsilon: NonNegative = 1e-7


class Nadam(_GradientOptimizer):
    """
    Adam with Nesterov momentum, which looks one step ahead; often a little faster on recurrent networks.

    Example:
        Nadam: {learning_rate: 0.001}
    """

    learning_rate: LearningRate = 0.001
    beta_1: Momentum = 0.9
    beta_2: Momentum = 0.999
    epsilon: NonNegative = 1e-7


class Adafactor(_GradientOptimizer):
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


class Ftrl(_GradientOptimizer):
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


class Lion(_GradientOptimizer):
    """
    Steps by the sign of the momentum: half of Adam's memory. Take a rate 3 to 10 times smaller than with Adam.

    Example:
        Lion: {learning_rate: 0.0001}
    """

    learning_rate: LearningRate = 0.001
    beta_1: Annotated[float, Field(gt=0, le=1)] = 0.9
    beta_2: Fraction = 0.99


class Lamb(_GradientOptimizer):
    """
    Adam whose steps are scaled to the size of each layer's weights: for very large batches.

    Example:
        Lamb: {learning_rate: 0.001}
    """

    learning_rate: LearningRate = 0.001
    beta_1: Momentum = 0.9
    beta_2: Momentum = 0.999
    epsilon: NonNegative = 1e-7


class Muon(_GradientOptimizer):
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


class ScheduleFreeAdamW(_GradientOptimizer):
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


def _not_scaled_already(inner: Named) -> Named:
    if isinstance(inner, LossScaleOptimizer):
        raise problem("SEQ008", "the loss is scaled already", keras="accepts it, and scales twice", help="keep one")
    if isinstance(inner, _GradientOptimizer) and inner.loss_scale_factor is not None:
        said = "`loss_scale_factor` has no effect inside a `LossScaleOptimizer`"
        raise problem("SEQ008", said, keras="sets it to None without a word", help="take it out")
    return inner


class LossScaleOptimizer(_Optimizer):
    """
    Scales the loss up and the gradients down again, as far as float16 bears it; `precision: mixed_float16` brings it.

    Example:
        LossScaleOptimizer: {inner_optimizer: {Adam: 0.001}, initial_scale: 1024.0}
    """

    inner_optimizer: Annotated[Any, Form("optimizer"), AfterValidator(_not_scaled_already)]
    initial_scale: Positive = 2.0**15
    dynamic_growth_steps: Count = 2000
    name: ScopeName | None = None


ALIASES: dict[str, str] = {}  # Keras reads these names without regard to case, which `named.KINDS` knows

REFUSED = {
    "Optimizer": "it is what Keras's optimizers are built on; choose one of them",
    "MultiOptimizer": "it takes optimizers by patterns on the weights' paths; choose one optimizer for all layers",
    "OptimizerMap": "it belongs to `MultiOptimizer`; choose one optimizer for all layers",
}
