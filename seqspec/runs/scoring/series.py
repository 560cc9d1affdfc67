"""The score that decides, for each of several series by itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from seqspec.data.examples import Grouped
from seqspec.runs.scoring.tally import Primary, Scores, score_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples


@dataclass
class BySeries:
    """
    Sums up the errors of every forecaster, series by series.

    Args:
        part: where the examples are.
        primary: what the errors make.
    """

    part: Examples
    primary: Primary
    sums: dict[str, dict[str, NDArray[np.float64]]] = field(default_factory=lambda: defaultdict(dict))

    def add(
        self, name: str, index: NDArray[np.int64], errors: NDArray[np.float64], counts: NDArray[np.float64]
    ) -> None:
        """Take in what a forecaster's tally said of some examples; nothing where there is a single series."""
        groups = self.part.groups(index) if isinstance(self.part, Grouped) else None
        if groups is None:
            return
        series, which = np.unique(groups, return_inverse=True)
        found = np.stack([np.bincount(which, values, len(series)) for values in (errors, counts)], axis=1)
        for each, both in zip(series.tolist(), found, strict=True):
            self.sums[each][name] = self.sums[each].get(name, 0.0) + both

    def scores(self) -> dict[str, dict[str, Scores]]:
        """By series and forecaster; empty where there is a single series."""
        return {
            series: {name: Scores({self.primary: self._score(both)}) for name, both in found.items()}
            for series, found in self.sums.items()
        }

    def _score(self, both: NDArray[np.float64]) -> float | None:
        errors, count = both
        return float(score_of(errors, count, self.primary)) if count else None
