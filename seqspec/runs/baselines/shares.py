"""How often each answer comes in the training part, whatever the input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqspec.runs.baselines.baseline import walk
from seqspec.runs.scoring.tally import Chunk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples


@dataclass(frozen=True)
class Shares:
    """
    The same chances for every example.

    Args:
        name: what a reader calls it.
        chances: of each target being 1, `[1, targets]`, or what is expected of it; or of each class or token,
            `[1 or steps, classes]`.
        certain: it says what it expects and gives no chances.
    """

    name: str
    chances: NDArray[np.float64]
    certain: bool = False

    def answer(self, part: Examples, index: NDArray[np.int64], steps: int) -> NDArray[np.float64]:
        """The shares again and again, without taking memory for it; see `Baseline.answer`."""
        return np.broadcast_to(self.chances, (len(index), steps, self.chances.shape[1]))


def levels(train: Examples) -> Iterator[Shares]:
    """Mean and median of each target in the training part, where no series of them is known."""
    truth = np.concatenate([train.truth(index).reshape(len(index), -1) for index in walk(train)])
    targets = train.truth(np.arange(1)).shape[2]
    truth = truth.reshape(-1, targets)
    yield Shares("training mean", np.nanmean(truth, axis=0)[None])
    yield Shares("training median", np.nanmedian(truth, axis=0)[None])


def training_shares(train: Examples) -> Shares:
    """How often each target is 1 in the training part."""
    ones, seen = np.zeros(1), np.zeros(1)
    for index in walk(train):
        truth = train.truth(index)
        ones, seen = ones + np.nansum(truth, axis=(0, 1)), seen + (~np.isnan(truth)).sum(axis=(0, 1))
    return Shares("training share", (ones / np.maximum(seen, 1))[None])


def frequencies(train: Examples, classes: int, kind: str) -> Shares:
    """
    How often each class comes in the training part; for a text each token, step by step.

    A class that never came counts as one that came once, so that nothing is thought impossible.
    """
    steps = train.truth(np.arange(1)).shape[1] if kind == "text" else 1
    counts = np.zeros((steps, classes))
    for index in walk(train):
        chunk = Chunk.of(train, index, "classes")
        weights = chunk.counts
        places = np.broadcast_to(np.arange(weights.shape[1]) % steps, weights.shape)
        cells = places * classes + np.where(weights > 0, chunk.truth, 0).astype(np.int64)
        counts += np.bincount(cells.ravel(), weights.ravel(), counts.size).reshape(counts.shape)
    counts = np.maximum(counts, 1)
    name = "most frequent tokens" if kind == "text" else "training frequencies"
    return Shares(name, counts / counts.sum(axis=1, keepdims=True))
