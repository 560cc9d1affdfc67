"""A straight line through the same window: the least that a network has to be worth its training for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.runs.baselines.baseline import spread
from seqspec.runs.forecasting import forecast

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples

_BYTES = 128 * 2**20
"""What the fit may take; of more windows than fit in here evenly spread ones are looked at."""

_PENALTIES = 10.0 ** np.arange(-3, 5)
_TRIED = 2_000
"""Windows that the penalty is chosen by; the regression itself is fitted to all of them."""


@dataclass(frozen=True)
class Ridge:
    """
    scikit-learn's ridge regression of the targets on all values of a window, in the model's units.

    It is fed and asked as the model is, so it sees the same, and where forecasts are recursive its own are fed back.

    Args:
        fitted: the regression, its penalty chosen by leaving one training example out.
        certain: it says what it expects and gives no chances.
        name: what a reader calls it.
    """

    fitted: Any
    certain: bool = False
    name: str = "ridge regression"

    def answer(self, part: Examples, index: NDArray[np.int64], steps: int) -> NDArray[np.float64]:
        """Forecasts in original units, `[n, steps, targets]`; see `Baseline.answer`."""
        return forecast(self, part, index, len(index), lambda outputs: outputs)

    def predict_on_batch(self, inputs: NDArray[Any]) -> NDArray[np.float64]:
        """As Keras's of a model: `[n, steps * targets]` in the model's units."""
        found = self.fitted.predict(inputs.reshape(len(inputs), -1).astype(np.float64))
        return np.asarray(found, dtype=np.float64).reshape(len(inputs), -1)


def ridge(train: Examples) -> Ridge | None:
    """The regression over a training part; None where its inputs are no numbers, or where there are too few of them."""
    first = train.inputs(np.arange(1))
    if first.dtype.kind != "f":
        return None
    width = first.size
    index = spread(train, max(2, _BYTES // (32 * width)))
    inputs = train.inputs(index).reshape(len(index), -1).astype(np.float64)
    targets = train.targets(index, 2).reshape(len(index), -1).astype(np.float64)
    whole = np.isfinite(targets).all(axis=1) & np.isfinite(inputs).all(axis=1)
    return Ridge(_fit(inputs[whole], targets[whole])) if whole.sum() > 1 else None


def _fit(inputs: NDArray[np.float64], targets: NDArray[np.float64]) -> Any:
    from sklearn.linear_model import Ridge as Regression
    from sklearn.linear_model import RidgeCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    some = np.linspace(0, len(inputs) - 1, min(len(inputs), _TRIED)).astype(np.int64)
    scaler = StandardScaler().fit(inputs)
    tried = RidgeCV(_PENALTIES).fit(scaler.transform(inputs[some]), targets[some])
    return make_pipeline(scaler, Regression(tried.alpha_).fit(scaler.transform(inputs), targets))
