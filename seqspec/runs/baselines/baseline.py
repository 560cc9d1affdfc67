"""What every baseline gives, and how the training part is walked through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples
    from seqspec.runs.scoring.tally import Forecast

EXAMPLES = 8_192
"""How many examples of the training part are looked at together."""


class Baseline(Protocol):
    """A forecaster that knows the training part, and of an example no more than the model does."""

    @property
    def name(self) -> str:
        """What a reader calls it."""

    @property
    def certain(self) -> bool:
        """It names what it expects and gives no chances, so that it has no log loss."""

    def answer(self, part: Examples, index: NDArray[np.int64], steps: int) -> Forecast:
        """
        What it says of some examples of a part, in the form of `Examples.restore`, or as texts.

        Args:
            steps: how many each example has.
        """


def walk(part: Examples, most: int = EXAMPLES) -> Iterator[NDArray[np.int64]]:
    """The indices of all examples of a part, some at a time."""
    for start in range(0, len(part), most):
        yield np.arange(start, min(start + most, len(part)))


def spread(part: Examples, most: int) -> NDArray[np.int64]:
    """The indices of all examples of a part, or of as many as are asked for, evenly spread."""
    count = len(part)
    return np.arange(count) if count <= most else np.linspace(0, count - 1, most).astype(np.int64)
