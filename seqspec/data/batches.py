"""Batches of a part for Keras, gathered one by one."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from seqspec.data.examples import Examples


class WindowBatches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras ships no types
    """
    The examples of a part, batch by batch, the last one as large as what is left.

    Epochs are cut from one endless row of passes over the part: an epoch that is shorter than a pass is gone on with by
    the next. What a batch holds follows from `seed`, the epoch and the batch alone, so that a run can be taken up again
    at any epoch: set `epoch` first. Keras's `fit` should neither shuffle nor count steps: it would shuffle whole
    batches on top, by a seed of its own, and go on reading ahead where an epoch ends.

    Args:
        part: where examples come from.
        batch_size: examples in a batch.
        shuffle: a new order every pass; else that of the file.
        seed: what orders are drawn from.
        rank: axes of the model's output, which decides how targets are shaped.
        steps: batches in an epoch; None for as many as a pass has.
        partial: whether a pass ends with a smaller batch; else what is left sits this pass out.
    """

    def __init__(
        self,
        part: Examples,
        batch_size: int,
        shuffle: bool = False,
        seed: int = 0,
        rank: int = 2,
        *,
        steps: int | None = None,
        partial: bool = True,
    ) -> None:
        super().__init__()
        self.part = part
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.seed = seed
        self.rank = rank
        self.partial = partial
        self.epoch = 0
        self._pass = -(-len(part) // batch_size) if partial else len(part) // batch_size
        self._steps = steps or self._pass
        self._order: tuple[int, NDArray[np.int32]] | None = None

    def __len__(self) -> int:
        return self._steps

    def __getitem__(self, batch: int) -> tuple[NDArray[Any], ...]:
        index = self.examples(batch)
        batch_of = self.part.inputs(index), self.part.targets(index, self.rank)
        weights = self.part.weights(index)
        return batch_of if weights is None else (*batch_of, weights)

    def examples(self, batch: int) -> NDArray[np.int32] | slice:
        """Which examples a batch of this epoch holds; a slice where they stand side by side."""
        number, place = divmod(self.epoch * self._steps + batch, self._pass)
        chosen = slice(place * self.batch_size, min((place + 1) * self.batch_size, len(self.part)))
        return self._ordered(number)[chosen] if self.shuffle else chosen

    def _ordered(self, number: int) -> NDArray[np.int32]:
        """The examples in the order of one pass; kept, as it is asked for batch by batch."""
        if self._order is None or self._order[0] != number:
            self._order = None  # two orders at once would be twice the memory
            order = np.arange(len(self.part), dtype=np.int32)
            np.random.default_rng([self.seed, number]).shuffle(order)
            self._order = number, order
        return self._order[1]

    def forget_order(self) -> None:
        """Give the memory of the order back; it is drawn again when a batch needs it."""
        self._order = None

    def on_epoch_end(self) -> None:
        """On to the next epoch; Keras calls this once more before the first one, when it has built the model."""
        self.epoch += 1
