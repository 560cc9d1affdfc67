"""What all optimizers share."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from seqspec.language.named import Named
from seqspec.language.problems import KerasSays, problem
from seqspec.language.training._arguments import Count, NonNegative, OwnArgumentsFirst, Positive, ScopeName

_Clip = Annotated[float, Field(gt=0), KerasSays("accepts it, and clips nothing")]
_EmaMomentum = Annotated[
    float, Field(ge=0, le=1), KerasSays("raises ValueError with `use_ema: true`, and accepts it without")
]
_Accumulation = Annotated[int, Field(ge=2), KerasSays("raises ValueError, except for 0, which it takes for none")]


class Optimizer(Named):
    """An optimizer."""

    kind: ClassVar[str] = "optimizer"


class GradientOptimizer(OwnArgumentsFirst, Optimizer):
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
