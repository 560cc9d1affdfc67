"""What was true last, once more: for labels of a series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqspec.runs.baselines.past import Naive

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples


@dataclass(frozen=True)
class LastLabel:
    """
    The last label before the window's end, named with certainty.

    Args:
        naive: the last value of the series of 0s and 1s, or of class numbers.
        classes: how many classes there are; None for targets that are 0 or 1.
    """

    naive: Naive
    classes: int | None = None
    name: str = "last value"
    certain: bool = True

    def answer(self, part: Examples, index: NDArray[np.int64], steps: int) -> NDArray[np.float64]:
        """0 or 1, `[n, steps, targets]`; or 1 for the class that was last, `[n, steps, classes]`."""
        last = np.rint(self.naive.answer(part, index, steps))
        if self.classes is None:
            return last
        numbers = np.clip(last[..., 0], 0, self.classes - 1).astype(np.int64)
        return np.asarray(np.eye(self.classes)[numbers])
