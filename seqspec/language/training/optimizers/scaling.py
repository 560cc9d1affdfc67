"""An optimizer around another one."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator

from seqspec.language.named import Form, Named
from seqspec.language.problems import problem
from seqspec.language.training._arguments import Count, Positive, ScopeName
from seqspec.language.training.optimizers._optimizer import GradientOptimizer, Optimizer


def _not_scaled_already(inner: Named) -> Named:
    if isinstance(inner, LossScaleOptimizer):
        raise problem("SEQ008", "the loss is scaled already", keras="accepts it, and scales twice", help="keep one")
    if isinstance(inner, GradientOptimizer) and inner.loss_scale_factor is not None:
        said = "`loss_scale_factor` has no effect inside a `LossScaleOptimizer`"
        raise problem("SEQ008", said, keras="sets it to None without a word", help="take it out")
    return inner


class LossScaleOptimizer(Optimizer):
    """
    Scales the loss up and the gradients down again, as far as float16 bears it; `precision: mixed_float16` brings it.

    Example:
        LossScaleOptimizer: {inner_optimizer: {Adam: 0.001}, initial_scale: 1024.0}
    """

    inner_optimizer: Annotated[Any, Form("optimizer"), AfterValidator(_not_scaled_already)]
    initial_scale: Positive = 2.0**15
    dynamic_growth_steps: Count = 2000
    name: ScopeName | None = None
