"""Quantiles for a forecaster that has none: as far around its forecast as its errors lay in the training part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.runs.baselines.baseline import EXAMPLES, spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples
    from seqspec.runs.baselines.baseline import Baseline

_LOOKED_AT = 20_000
_VALUES = 2**23
"""Of more training examples, or more numbers in them, evenly spread ones are looked at."""


@dataclass(frozen=True)
class Around:
    """
    A baseline with quantiles.

    Args:
        baseline: says what it expects, in original units.
        offsets: the quantiles of what the truth lay above that, `[steps, targets, quantiles]`.
    """

    baseline: Baseline
    offsets: NDArray[np.float64]

    @property
    def name(self) -> str:
        """That of the baseline."""
        return self.baseline.name

    @property
    def certain(self) -> bool:
        """As the baseline has it."""
        return self.baseline.certain

    def answer(self, part: Examples, index: NDArray[np.int64], steps: int) -> NDArray[np.float64]:
        """The forecast, then its quantiles: `[n, steps, targets, 1 + quantiles]`; see `Baseline.answer`."""
        expected = np.asarray(self.baseline.answer(part, index, steps), dtype=np.float64)[..., None]
        return np.concatenate([expected, expected + self.offsets], axis=-1)


def around(baseline: Baseline, train: Examples, shares: tuple[float, ...]) -> Around:
    """
    A baseline with quantiles of its own.

    Args:
        train: the training part, of whose errors they are made, step by step and target by target.
        shares: which ones.
    """
    each = train.truth(np.arange(1))[0].size
    index = spread(train, max(1, min(_LOOKED_AT, _VALUES // each)))
    missed = [_missed(baseline, train, index[start : start + EXAMPLES]) for start in range(0, len(index), EXAMPLES)]
    offsets = np.nanquantile(np.concatenate(missed), shares, axis=0)
    return Around(baseline, np.moveaxis(offsets, 0, -1))


def _missed(baseline: Baseline, train: Examples, index: NDArray[np.int64]) -> NDArray[np.float64]:
    truth = train.truth(index)
    expected: Any = baseline.answer(train, index, truth.shape[1])
    return np.asarray(truth - expected)
