"""By how much the naive forecast of a season is wrong in the training part: what MASE measures errors in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqspec.data.examples import InTime
from seqspec.runs.baselines.past import changes, stretches

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.dataset import Past
    from seqspec.data.examples import Examples


@dataclass(frozen=True)
class Yardstick:
    """
    The mean absolute change from one season to the next, or from row to row where there is no season.

    Args:
        sizes: of each target in each series, `[series, targets]`, in original units; NaN where it never changes.
        starts: the first row of each series; None for a single one.
    """

    sizes: NDArray[np.float64]
    starts: NDArray[np.int64] | None = None

    def at(self, part: Examples, index: NDArray[np.int64]) -> NDArray[np.float64] | None:
        """What the errors of some examples are divided by, `[n, 1, targets]`; None where they are no rows of it."""
        if not isinstance(part, InTime):
            return None
        rows = part.origins(index) + part.lead
        series = np.zeros(len(rows), np.int64)
        if self.starts is not None:
            series = np.searchsorted(self.starts, rows, side="right") - 1
        return self.sizes[series][:, None]


def yardstick(past: Past | None) -> Yardstick | None:
    """That of a series, or of each of several; None where rows do not follow one another."""
    if past is None or not past.ordered:
        return None
    season = past.season if past.season and past.season > 1 else 1
    count = 1 if past.starts is None else len(past.starts)
    sums = np.zeros((2, count, past.values.shape[1]))
    for rows in stretches(past.train, past.starts):
        series = 0 if past.starts is None else int(np.searchsorted(past.starts, rows.start, side="right")) - 1
        for found in map(np.abs, changes(past.values[rows], season)):
            sums[:, series] += np.nansum(found, axis=0, dtype=np.float64), (~np.isnan(found)).sum(axis=0)
    sizes = _sizes(sums)
    return Yardstick(sizes if past.kin is None else sizes[past.kin], past.starts)


def _sizes(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """The means; a series without training rows has that of all."""
    with np.errstate(invalid="ignore"):
        own, overall = sums[0] / sums[1], sums[0].sum(axis=0) / sums[1].sum(axis=0)
    found = np.where(np.isnan(own), overall, own)
    return np.where(found > 0, found, np.nan)
