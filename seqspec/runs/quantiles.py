"""What a model of quantiles says: as many values as there are quantiles for every number, lowest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.language.spec import Spec


def shares_of(spec: Spec) -> tuple[float, ...]:
    """The quantiles that a spec asks for, ascending; none where it asks for numbers."""
    loss = spec.compile.loss if spec.compile else None
    return tuple(getattr(loss, "shares", ()))


def middle_of(shares: tuple[float, ...]) -> int:
    """Which quantile stands for all of them: the one next to the median."""
    return min(range(len(shares)), key=lambda place: abs(shares[place] - 0.5))


def apart(
    outputs: NDArray[Any], count: int, restore: Callable[[NDArray[Any]], NDArray[np.float64]]
) -> NDArray[np.float64]:
    """
    A model's outputs in original units, quantile by quantile.

    Args:
        outputs: the last axis holds the quantiles of one number side by side.
        restore: makes `[n, steps, targets]` of those of one quantile.

    Returns:
        `[n, steps, targets, quantiles]`, as the model has them: they may cross.
    """
    return np.stack([restore(outputs[..., place::count]) for place in range(count)], axis=-1)


def in_order(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The quantiles of each number in ascending order, whatever order the model has them in."""
    return np.sort(values, axis=-1)


def crossed(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Of which numbers a quantile lies above a higher one: `[n, steps, targets]`."""
    return np.asarray((np.diff(values, axis=-1) < 0).any(axis=-1))
