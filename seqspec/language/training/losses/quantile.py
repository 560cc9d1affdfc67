"""Losses of predicted quantiles, which Keras has none of: seqspec makes them itself."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from seqspec.language.problems import problem
from seqspec.language.training._arguments import NotEmpty
from seqspec.language.training.losses._loss import DType, Loss, Name, Reduction

_Share = Annotated[float, Field(gt=0, lt=1)]


class Quantile(Loss):
    """
    The pinball loss, of seqspec's own: for numbers below which a share of the truths lies, such as 0.05, 0.5 and 0.95.

    The last layer gives a value for every quantile of every target of every step: steps x targets x quantiles, those of
    one target side by side, from the lowest to the highest. A run is judged by its pinball loss, its middle quantile
    beside the forecasts of the baselines, and the share of truths between the outer two is measured.

    `quantiles`: one share, or several in ascending order.

    Example:
        Quantile: [0.05, 0.5, 0.95]
    """

    of_keras: ClassVar[bool] = False

    quantiles: _Share | Annotated[list[_Share], NotEmpty]
    reduction: Reduction = "sum_over_batch_size"
    name: Name = "quantile"
    dtype: DType = None

    @property
    def shares(self) -> tuple[float, ...]:
        """The quantiles, however they are written."""
        return tuple(self.quantiles) if isinstance(self.quantiles, list) else (self.quantiles,)

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        if any(one >= other for one, other in pairwise(self.shares)):
            inorder = ", ".join(f"{share:g}" for share in sorted(set(self.shares)))
            said = f"the quantiles {', '.join(f'{share:g}' for share in self.shares)} do not ascend"
            raise problem("SEQ008", said, help=f"write `[{inorder}]`")
        return self
