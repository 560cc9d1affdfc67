"""A line that stays short while it grows: what a line through all its points would cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

PLACES = 1_000
"""Places along the axis, at most."""

NEWEST = 250
"""Values that are kept as they came."""


class Thinned:
    """
    The least and the greatest value of each stretch of a series that comes bit by bit.

    A stretch is one value as long as there are few; whenever there are too many stretches two and two become one.
    Series that grow alike are thinned alike, so their places belong together.

    Args:
        places: how many stretches there may be.
    """

    def __init__(self, places: int = PLACES) -> None:
        self.count = 0
        self._places, self._room = places, 1
        self._low = self._high = self._rest = self._newest = np.empty(0)

    def add(self, values: NDArray[Any]) -> None:
        """Take in what comes next: `[n]`."""
        self.count += len(values)
        self._newest = _joined(self._newest, values)[-NEWEST:]
        self._rest = _joined(self._rest, values)
        whole = len(self._rest) // self._room * self._room
        self._append(self._rest[:whole].reshape(-1, self._room))
        self._rest = self._rest[whole:]
        while len(self._low) > self._places:
            pairs = np.arange(0, len(self._low), 2)
            self._low, self._high = np.fmin.reduceat(self._low, pairs), np.fmax.reduceat(self._high, pairs)
            self._room *= 2

    def _append(self, stretches: NDArray[Any]) -> None:
        if len(stretches):
            low, high = np.fmin.reduce(stretches, axis=1), np.fmax.reduce(stretches, axis=1)
            self._low, self._high = _joined(self._low, low), _joined(self._high, high)

    @property
    def thin(self) -> bool:
        """Whether a place stands for several values."""
        return self._room > 1

    @property
    def newest(self) -> NDArray[Any]:
        """The last values, as they came."""
        return self._newest

    def first(self) -> NDArray[Any]:
        """Of what only grows, such as time: where each place of `line` begins."""
        low = self._with_rest()[0]
        return np.repeat(low, 2) if self.thin else low

    def line(self) -> NDArray[Any]:
        """The values; where they were thinned the least and the greatest of each place by turns."""
        low, high = self._with_rest()
        return np.stack([low, high], axis=1).reshape(-1) if self.thin else low

    def _with_rest(self) -> tuple[NDArray[Any], NDArray[Any]]:
        if not len(self._rest):
            return self._low, self._high
        low, high = np.fmin.reduce(self._rest), np.fmax.reduce(self._rest)
        return np.append(self._low, low), np.append(self._high, high)


def _joined(before: NDArray[Any], after: NDArray[Any]) -> NDArray[Any]:
    """One behind the other; what is empty has no say in what they are."""
    return np.concatenate([before, after]) if len(before) else after
