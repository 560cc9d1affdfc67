"""What is done to a column before the model sees it, and undone before a person does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe.scale import EVERY, Scaler

CHUNK = 1 << 16
Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Chain:
    """
    The steps of one column, in their order: clip, log1p, difference, scale.

    Args:
        center, spread: scaled values are `(x - center) / spread`; both come from the training part.
        deviation: standard deviation of the training part in model units.
        low, high: the least and the greatest value of the training part before scaling.
    """

    column: str
    clip: tuple[float | None, float | None] | None = None
    log1p: bool = False
    difference: bool = False
    center: float = 0.0
    spread: float = 1.0
    deviation: float = 0.0
    low: float = 0.0
    high: float = 0.0

    @property
    def affine(self) -> bool:
        """Whether a distance in model units is a distance in original units times a constant."""
        return not self.log1p and self.clip is None

    @property
    def state(self) -> dict[str, Any]:
        """The chain as JSON."""
        return asdict(self)

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Chain:
        """The chain that `state` was taken from."""
        clip = state["clip"]
        return cls(**{**state, "clip": None if clip is None else (clip[0], clip[1])})

    def level(self, values: Floats) -> NDArray[np.float64]:
        """Values clipped and logarithmised: what differences are taken of."""
        level = values.astype(np.float64)
        if self.clip is not None:
            level = np.clip(level, *self.clip)
        if self.log1p:
            if np.nanmin(level, initial=0.0) <= -1:
                raise DataError(f"`log1p` takes values above -1, and `{self.column}` has {np.nanmin(level):g}",
                                help="take `log1p` out, or `clip` the column first")  # fmt: skip
            level = np.log1p(level)
        return level

    def scale(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """From levels or differences to model units."""
        return (values - self.center) / self.spread

    def unscale(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """From model units to levels or differences."""
        return values * self.spread + self.center

    def unlevel(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """From levels to original units; what was clipped stays clipped, and what is too large becomes infinite."""
        with np.errstate(over="ignore"):
            return np.expm1(values) if self.log1p else values

    def prepared(self, filled: Floats) -> Iterator[tuple[slice, NDArray[np.float64]]]:
        """All steps before scaling, some ten thousand rows at a time."""
        before = np.full(1, np.nan)
        for start in range(0, len(filled), CHUNK):
            rows = slice(start, min(start + CHUNK, len(filled)))
            level = self.level(filled[rows])
            yield rows, np.diff(level, prepend=before) if self.difference else level
            before = level[-1:]


def chain(data: Data, column: str) -> Chain:
    """The steps that the recipe asks for, without statistics."""
    clip = data.clip.get(column) or data.clip.get(EVERY)
    return Chain(
        column,
        clip=clip,
        log1p=column in data.log1p or EVERY in data.log1p,
        difference=column in data.difference or EVERY in data.difference,
    )


def fit(steps: Chain, scaler: Scaler, raw: Floats, filled: Floats, train: range | NDArray[np.int64]) -> Chain:
    """
    The chain with the statistics of the training part: of values that were observed, not of those filled in.

    Raises:
        DataError: the training part holds no value.
    """
    count, mean, squares, low, high = 0, 0.0, 0.0, np.inf, -np.inf
    for values in _observed(steps, raw, filled, train):
        # Chan, Golub and LeVeque: means and squares of two sets, joined.
        more, its_mean = len(values), float(values.mean())
        shift = its_mean - mean
        squares += float(((values - its_mean) ** 2).sum()) + shift**2 * count * more / (count + more)
        mean += shift * more / (count + more)
        count += more
        low, high = min(low, float(values.min())), max(high, float(values.max()))
    if count == 0:
        raise DataError(
            f"the training part holds no value of `{steps.column}`", help="name another column, or split later"
        )
    deviation = float(np.sqrt(squares / count))
    center, spread = 0.0, 1.0
    if scaler.kind == "minmax":
        start, end = scaler.range
        spread = (high - low) / (end - start)
        center = low - start * spread
    elif scaler.kind == "standard":
        center, spread = mean, deviation
    elif scaler.kind == "robust":
        center, spread = _quartiles(_observed(steps, raw, filled, train), raw.dtype)
    if spread == 0 or high == low:  # as scikit-learn does: a constant column is moved, not stretched
        center, spread = (low - scaler.range[0] if scaler.kind == "minmax" else center), 1.0
    return replace(steps, center=center, spread=spread, deviation=deviation / spread, low=low, high=high)


def _observed(
    steps: Chain, raw: Floats, filled: Floats, train: range | NDArray[np.int64]
) -> Iterator[NDArray[np.float64]]:
    """The prepared values of the training part that were observed, chunk by chunk."""
    within = _membership(train, len(raw))
    for rows, values in steps.prepared(filled):
        chosen = values[within(rows) & ~np.isnan(raw[rows]) & ~np.isnan(values)]
        if len(chosen):
            yield chosen


def _membership(train: range | NDArray[np.int64], rows: int) -> Any:
    if isinstance(train, range):
        return lambda chunk: (
            (np.arange(chunk.start, chunk.stop) >= train.start) & (np.arange(chunk.start, chunk.stop) < train.stop)
        )
    chosen = np.zeros(rows, dtype=bool)
    chosen[train] = True
    return lambda chunk: chosen[chunk]


def _quartiles(chunks: Iterable[NDArray[np.float64]], dtype: np.dtype[Any]) -> tuple[float, float]:
    """Median and distance of the quartiles, from one copy in the precision the column is kept in."""
    values = np.concatenate([chunk.astype(dtype) for chunk in chunks])
    first, median, third = np.percentile(values, [25, 50, 75], overwrite_input=True)
    return float(median), float(third - first)
