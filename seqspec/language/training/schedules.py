"""The learning rate schedules of `keras.optimizers.schedules`: the rate as a function of the step."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, Field, model_validator

from seqspec.language.named import Named
from seqspec.language.problems import KerasSays, problem
from seqspec.language.training._arguments import NonNegative, Positive, ScopeName, Whole

_Steps = Annotated[int, Field(ge=1)]


class _Schedule(Named):
    kind: ClassVar[str] = "schedule"


class ExponentialDecay(_Schedule):
    """
    Times `decay_rate` every `decay_steps` steps: the plain choice for a rate that has to fall.

    Example:
        ExponentialDecay: {initial_learning_rate: 0.01, decay_steps: 1000, decay_rate: 0.9}
    """

    initial_learning_rate: NonNegative
    decay_steps: _Steps
    decay_rate: Positive
    staircase: bool = False
    name: ScopeName = "ExponentialDecay"


class InverseTimeDecay(_Schedule):
    """
    Divided by 1 + `decay_rate` * step / `decay_steps`: what the `decay` of Keras 2's optimizers did.

    Example:
        InverseTimeDecay: {initial_learning_rate: 0.01, decay_steps: 1, decay_rate: 0.0001}
    """

    initial_learning_rate: NonNegative
    decay_steps: _Steps
    decay_rate: NonNegative
    staircase: bool = False
    name: ScopeName = "InverseTimeDecay"


class PolynomialDecay(_Schedule):
    """
    From one rate to another in `decay_steps` steps, in a straight line or along a power of it.

    Example:
        PolynomialDecay: {initial_learning_rate: 0.01, decay_steps: 1000, end_learning_rate: 0.0001}
    """

    initial_learning_rate: NonNegative
    decay_steps: _Steps
    end_learning_rate: NonNegative = 0.0001
    power: Positive = 1.0
    cycle: bool = False
    name: ScopeName = "PolynomialDecay"


def _check_rising(boundaries: list[int]) -> list[int]:
    if any(later <= earlier for earlier, later in pairwise(boundaries)):
        keras = "accepts it, and adds up the values of overlapping stretches"
        raise problem("SEQ008", "`boundaries` have to rise from one to the next", keras=keras)
    return boundaries


_Boundaries = Annotated[
    list[Whole],
    Field(min_length=1),
    AfterValidator(_check_rising),
    KerasSays("accepts it, and raises IndexError at the first step"),
]


class PiecewiseConstantDecay(_Schedule):
    """
    One rate up to each boundary and another behind it: for plans that were found by hand.

    `values` holds one rate more than `boundaries` has steps.

    Example:
        PiecewiseConstantDecay: {boundaries: [1000, 5000], values: [0.01, 0.001, 0.0001]}
    """

    boundaries: _Boundaries
    values: list[NonNegative]
    name: ScopeName = "PiecewiseConstant"

    @model_validator(mode="after")
    def _one_value_more(self) -> Self:
        if len(self.values) != len(self.boundaries) + 1:
            said = f"`values` holds {len(self.values)} rates for {len(self.boundaries)} boundaries"
            raise problem("SEQ008", said, keras="raises ValueError", help="give one rate more than boundaries")
        return self


class CosineDecay(_Schedule):
    """
    Half a cosine down to `alpha` times the rate, after a straight warm-up if asked for: today's common choice.

    Example:
        CosineDecay: {initial_learning_rate: 0.0, decay_steps: 900, warmup_target: 0.001, warmup_steps: 100}
    """

    initial_learning_rate: NonNegative
    decay_steps: _Steps
    alpha: NonNegative = 0.0
    name: ScopeName = "CosineDecay"
    warmup_target: NonNegative | None = None
    warmup_steps: Whole = 0

    @model_validator(mode="after")
    def _warm_up_whole(self) -> Self:
        if self.warmup_steps and self.warmup_target is None:
            said, ignored = "`warmup_steps` needs a `warmup_target`", "`warmup_steps`"
        elif self.warmup_target is not None and not self.warmup_steps:
            said, ignored = "`warmup_target` needs `warmup_steps`", "`initial_learning_rate`"
        else:
            return self
        raise problem("SEQ008", said, keras=f"accepts it, and never uses {ignored}", help="give both or none")


class CosineDecayRestarts(_Schedule):
    """
    Cosine decay that starts anew, each time `t_mul` times longer and `m_mul` times as high.

    `alpha` is the lowest rate, as a share of the first.

    Example:
        CosineDecayRestarts: {initial_learning_rate: 0.001, first_decay_steps: 1000}
    """

    initial_learning_rate: NonNegative
    first_decay_steps: _Steps
    t_mul: Annotated[float, Field(ge=1), KerasSays("accepts it, and the rate becomes NaN after some restarts")] = 2.0
    m_mul: Positive = 1.0
    alpha: NonNegative = 0.0
    name: ScopeName = "SGDRDecay"


REFUSED = {"LearningRateSchedule": "it is what Keras's schedules are built on; choose one of them"}
