"""The examples of one part of the data, gathered when they are asked for."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Index: TypeAlias = "NDArray[np.integer[Any]] | slice | None"
Floats: TypeAlias = "NDArray[np.floating[Any]]"


class Part:
    """
    The examples whose targets lie in one part of the rows.

    Example i is found by index; None stands for all of them, which costs memory: ask for some at a time.
    """

    @property
    def lead(self) -> int:
        """Rows from an origin to the first target row; 1 unless the window's `offset` is larger."""
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError

    def inputs(self, index: Index = None) -> NDArray[np.float32]:
        """Inputs in model units: `[n, length, features]`, or `[n, features]` without a window."""
        raise NotImplementedError

    def targets(self, index: Index = None, rank: int = 2) -> NDArray[np.float32]:
        """Targets in model units: `[n, steps * targets]`, or `[n, steps, targets]` under an output of rank 3."""
        raise NotImplementedError

    def truth(self, index: Index = None) -> NDArray[np.float64]:
        """What was observed, in original units: `[n, horizon, targets]`; NaN where nothing was."""
        raise NotImplementedError

    def restore(self, outputs: Floats, index: Index = None) -> NDArray[np.float64]:
        """A model's outputs for these examples in original units: `[n, horizon, targets]`."""
        raise NotImplementedError

    def origins(self, index: Index = None) -> NDArray[np.int64]:
        """The last row that a forecast may look at, so that a baseline uses `history[: origin + 1]`; -1 for none."""
        raise NotImplementedError

    def stamps(self, index: Index = None) -> NDArray[Any]:
        """When each target is: `[n, horizon]` of `time`'s values, continued past the last row; else row numbers from 1."""
        raise NotImplementedError
