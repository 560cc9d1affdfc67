"""
What seqspec makes itself because Keras lacks it, in Keras's own terms.

None of it is needed to predict, and none of it goes into a `.keras` file: that one is read by Keras alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import keras
from keras import ops


class Quantile(keras.losses.Loss):  # type: ignore[misc]  # Keras has no types
    """
    The pinball loss of `[..., n * quantiles]` predicted for `[..., n]` truths, the quantiles of one side by side.

    Args:
        quantiles: one share between 0 and 1, or several in ascending order.

    Raises:
        ValueError: they are not.
    """

    def __init__(
        self,
        quantiles: float | Sequence[float],
        reduction: str = "sum_over_batch_size",
        name: str | None = "quantile",
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self.quantiles = quantiles
        self.shares = tuple(quantiles) if isinstance(quantiles, Sequence) else (quantiles,)
        if not self.shares or not all(0 < one < other for one, other in pairwise((*self.shares, 1.0))):
            raise ValueError(f"quantiles have to ascend between 0 and 1, and these are {self.shares}")

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """The mean over the last axis, `[...]`."""
        predicted = ops.convert_to_tensor(y_pred)
        truth = ops.cast(ops.convert_to_tensor(y_true), predicted.dtype)
        if len(truth.shape) < len(predicted.shape):
            truth = ops.expand_dims(truth, -1)
        shape, count = ops.shape(predicted), len(self.shares)
        apart = ops.reshape(predicted, (*shape[:-1], shape[-1] // count, count))
        missed = ops.expand_dims(truth, -1) - apart
        shares = ops.cast(ops.convert_to_tensor(self.shares), predicted.dtype)
        return ops.mean(ops.maximum(shares * missed, (shares - 1) * missed), axis=(-2, -1))

    def get_config(self) -> dict[str, Any]:
        """What it takes to make it again."""
        return {**super().get_config(), "quantiles": self.quantiles}
