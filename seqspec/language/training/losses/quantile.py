"""Losses of predicted quantiles, which Keras has none of: seqspec makes them itself."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, ClassVar

from pydantic import Field, field_validator

from seqspec.language.problems import problem
from seqspec.language.training.losses._loss import DType, Loss, Name, Reduction

_Share = Annotated[float, Field(gt=0, lt=1)]


class Quantile(Loss):
    """
    The pinball loss, of seqspec's own: for numbers below which a share of the truths lies, such as 0.05, 0.5 and 0.95.

    The last layer gives a value for every quantile of every target of every step: steps x targets x quantiles, those of
    one target side by side, from the lowest to the highest. A run is judged by its pinball loss, its middle quantile
    beside the forecasts of the baselines, and the share of truths between the outer two is measured.

    The `quantiles` are shares of the truths: one, or several in ascending order.

    Example:
        Quantile: [0.05, 0.5, 0.95]
    """

    of_keras: ClassVar[bool] = False

    quantiles: _Share | list[_Share]
    reduction: Reduction = "sum_over_batch_size"
    name: Name = "quantile"
    dtype: DType = None

    @property
    def shares(self) -> tuple[float, ...]:
        """The quantiles, however they are written."""
        return tuple(self.quantiles) if isinstance(self.quantiles, list) else (self.quantiles,)

    @field_validator("quantiles")
    @classmethod
    def _ascending(cls, given: float | list[float]) -> float | list[float]:
        if given == []:
            raise problem("SEQ008", "`quantiles` holds none", help="write `[0.05, 0.5, 0.95]`")
        if isinstance(given, list) and any(one >= other for one, other in pairwise(given)):
            said = f"the quantiles {', '.join(map(str, given))} do not ascend"
            raise problem("SEQ008", said, help=f"write `{sorted(set(given))}`")
        return given
