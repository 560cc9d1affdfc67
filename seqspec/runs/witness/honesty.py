"""Whether chances come true as often as they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seqspec.runs.plots import Honesty
from seqspec.runs.witness.writing import values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.runs.scoring.tally import Chunk

BINS = 10


class Bins:
    """Chances of the first target, or of the likeliest class, and how many of them came true, in bins of a tenth."""

    def __init__(self) -> None:
        self._sums: dict[str, NDArray[np.float64]] = {}

    def add(self, name: str, forecast: NDArray[np.float64], chunk: Chunk) -> None:
        """Take in some forecasts: `[n, steps, targets]` of chances, or `[n, steps, classes]`."""
        said, came = _pairs(forecast, chunk)
        place = np.clip((said * BINS).astype(np.int64), 0, BINS - 1)
        found = np.stack([np.bincount(place, each, BINS) for each in (said, came, np.ones(len(said)))])
        self._sums[name] = self._sums.get(name, np.zeros(found.shape)) + found

    def tell(self, name: str) -> Honesty:
        """What was said and what came, bin by bin."""
        said, came, counts = self._sums[name]
        with np.errstate(invalid="ignore"):
            return Honesty(said=values(said / counts), came=values(came / counts), counts=counts.astype(int).tolist())


def _pairs(forecast: NDArray[np.float64], chunk: Chunk) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A chance, and 1 where it came true: `[k]` each; what has no truth or is no number is left out."""
    if chunk.truth.ndim == 3:
        said, truth, came = forecast[:, :, 0], chunk.truth[:, :, 0], chunk.truth[:, :, 0]
    else:
        said, truth, came = forecast.max(axis=2), chunk.truth, forecast.argmax(axis=2) == chunk.truth
    known = np.isfinite(said) & ~np.isnan(truth)
    return said[known], came[known].astype(np.float64)
