"""How closely features follow a target, counted while the rows go by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.analysis.profile import Link
from seqspec.language.data import Data

Floats: TypeAlias = "NDArray[np.float64]"

FARTHEST = 100_000
"""Rows that a feature is kept in mind until its target comes by."""


MOST_KEPT = 4_000_000
"""Numbers that are kept in mind for all series together."""


class Correlation:
    """The correlation of two columns that come in pieces."""

    def __init__(self) -> None:
        self.count = 0
        self._means = np.zeros(2)
        self._products = np.zeros((2, 2))

    def add(self, one: Floats, other: Floats) -> None:
        """Take in more pairs; those that lack a number are left out."""
        pairs = np.stack([one, other])
        pairs = pairs[:, np.isfinite(pairs).all(axis=0)]
        count = pairs.shape[1]
        if not count:
            return
        means = pairs.mean(axis=1)
        away, total = means - self._means, self.count + count
        centred = pairs - means[:, None]
        self._products += centred @ centred.T + np.outer(away, away) * (self.count * count / total)
        self._means += away * count / total
        self.count = total

    @property
    def value(self) -> float:
        """From -1 to 1; 0 where one of the two never changes."""
        spread = float(self._products[0, 0] * self._products[1, 1])
        return float(self._products[0, 1] / np.sqrt(spread)) if spread > 0 else 0.0


class Kinship:
    """
    Every feature beside one target, as a model meets them.

    With a window a feature's last row of the input is held against the first target row, and a feature that is known
    ahead against the target of its own row; without one the two stand in the same row.
    """

    def __init__(self, data: Data, target: str, features: list[str]) -> None:
        window = data.window
        self._lag = 0 if window is None else window.offset
        self._target = target
        ahead = set(data.known_future)
        self._pairs = {
            feature: (Correlation(), 0 if feature in ahead else self._lag)
            for feature in features
            if feature != target and self._lag <= FARTHEST
        }
        self._own = Correlation() if self._lag and self._pairs else None
        self._kept: dict[tuple[str, Any], Floats] = {}

    def add(self, values: dict[str, Floats], groups: NDArray[Any] | None = None) -> None:
        """Take in some rows of all columns, with the series that each belongs to."""
        target = values[self._target]
        series = _series(groups) if self._lag else [(None, slice(None))]
        for feature, (pair, lag) in self._pairs.items():
            for name, rows in series:
                self._join(pair, (feature, name), values[feature][rows], target[rows], lag)
        for name, rows in series if self._own is not None else []:
            assert self._own is not None
            self._join(self._own, (self._target, name), target[rows], target[rows], self._lag)

    def _join(self, pair: Correlation, key: tuple[str, Any], values: Floats, target: Floats, lag: int) -> None:
        """Each target beside the feature `lag` rows before."""
        kept = self._kept.get(key, np.empty(0))
        whole = np.concatenate([kept, values])
        # `whole` starts `len(kept)` rows before `target`: its row i meets target row i + lag - len(kept).
        start = max(lag - len(kept), 0)
        many = max(len(target) - start, 0)
        begin = start + len(kept) - lag
        pair.add(whole[begin : begin + many], target[start:])
        if key in self._kept or len(self._kept) * lag < MOST_KEPT:
            self._kept[key] = whole[len(whole) - lag :] if 0 < lag < len(whole) else whole if lag else whole[:0]

    def links(self) -> Iterator[Link]:
        """What was found."""
        own = self._own.value if self._own is not None else 0.0
        for feature, (pair, lag) in self._pairs.items():
            yield Link(feature, self._target, pair.value, own if lag else 0.0)


def _series(groups: NDArray[Any] | None) -> list[tuple[Any, Any]]:
    """The rows of each series, in their order."""
    import pandas as pd

    if groups is None:
        return [(None, slice(None))]
    codes, names = pd.factorize(groups, use_na_sentinel=True)
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-2))
    pieces = np.split(order, starts[1:])
    return [(names[codes[piece[0]]], piece) for piece in pieces if codes[piece[0]] >= 0]
