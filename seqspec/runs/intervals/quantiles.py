"""What a model of quantiles says: as many values as there are quantiles for every number, lowest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.language.spec import Spec

Pair: TypeAlias = "tuple[float, float] | None"
"""A lower and an upper quantile; None for the prediction itself, which is both."""

_MEDIAN = (0.5, 0.5)


def shares_of(spec: Spec) -> tuple[float, ...]:
    """The quantiles that a spec asks for, ascending; none where it asks for numbers."""
    loss = spec.compile.loss if spec.compile else None
    return tuple(getattr(loss, "shares", ()))


def middle_of(shares: tuple[float, ...]) -> int:
    """Which quantile stands for all of them: the one next to the median; a number that is none stands for itself."""
    return min(range(len(shares)), key=lambda place: abs(shares[place] - 0.5), default=0)


def pairs_of(shares: tuple[float, ...]) -> tuple[Pair, ...]:
    """Between what intervals may be drawn: the prediction itself, and a quantile with the one that mirrors it best."""
    lower, upper = ([share for share in shares if (share - 0.5) * side > 0] for side in (-1, 1))
    if not lower or not upper:
        return (None,)
    from_below = {(low, _nearest(upper, 1 - low)) for low in lower}
    from_above = {(_nearest(lower, 1 - high), high) for high in upper}
    return (None, *sorted(from_below | from_above))


def pair_for(level: float, pairs: Iterable[Pair]) -> Pair:
    """
    The pair that is nearest to the quantiles between which a share lies, each side as far from the median.

    The prediction stands for the median: it is nearest where all quantiles lie much further apart than is asked for.
    """
    low, high = (1 - level) / 2, (1 + level) / 2
    away = {pair: abs((pair or _MEDIAN)[0] - low) + abs((pair or _MEDIAN)[1] - high) for pair in pairs}
    return min(away, key=away.__getitem__)


def both_for(level: float, pairs: Iterable[Pair]) -> list[Pair]:
    """The pair for a level, and the prediction to compare it with where that is another."""
    return list(dict.fromkeys((pair_for(level, pairs), None)))


def ends(ordered: NDArray[np.float64], shares: tuple[float, ...], pair: Pair) -> tuple[NDArray[np.float64], ...]:
    """The lower and the upper one of a pair, of quantiles in ascending order on the last axis."""
    places = 2 * (middle_of(shares),) if pair is None else (shares.index(pair[0]), shares.index(pair[1]))
    return ordered[..., places[0]], ordered[..., places[1]]


def _nearest(shares: Iterable[float], wanted: float) -> float:
    return min(shares, key=lambda share: abs(share - wanted))


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
