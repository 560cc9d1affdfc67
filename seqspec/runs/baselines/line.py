"""A straight line through the inputs, where rows are independent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.runs.baselines.baseline import spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples

_BYTES = 256 * 2**20
"""What the fit may take; of more rows than fit in here evenly spread ones are looked at."""


@dataclass(frozen=True)
class Line:
    """
    scikit-learn's linear regression of the targets in original units on the inputs as the model is fed.

    Args:
        fitted: the regression.
        features: how many inputs it has.
        certain: it says what it expects and gives no chances.
    """

    fitted: Any
    features: int
    certain: bool = False

    @property
    def name(self) -> str:
        """With one input it is a line that can be drawn."""
        return "straight line" if self.features == 1 else "linear regression"

    def answer(self, part: Examples, index: NDArray[np.int64], steps: int) -> NDArray[np.float64]:
        """Points on the line, `[n, steps, targets]`; see `Baseline.answer`."""
        found: NDArray[np.float64] = self.fitted.predict(part.inputs(index).astype(np.float64))
        return found.reshape(len(index), steps, -1)


def line(train: Examples) -> Line | None:
    """The line of a training part; None where its inputs are no rows of numbers."""
    from sklearn.linear_model import LinearRegression

    first = train.inputs(np.arange(1))
    if first.ndim != 2 or first.dtype.kind != "f":
        return None
    index = spread(train, max(1, _BYTES // (32 * first.shape[1])))
    inputs = train.inputs(index).astype(np.float64)
    targets = train.truth(index).reshape(len(index), -1)
    whole = ~np.isnan(targets).any(axis=1) & np.isfinite(inputs).all(axis=1)
    return Line(LinearRegression().fit(inputs[whole], targets[whole]), first.shape[1]) if whole.any() else None
