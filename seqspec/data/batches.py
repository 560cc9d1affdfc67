"""Batches of a part for Keras, gathered one by one."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from seqspec.data.part import Part


class WindowBatches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras ships no types
    """
    The examples of a part, batch by batch, the last one as large as what is left.

    The order of epoch e follows from `seed` and e alone, so that a run can be taken up again at any epoch: set `epoch`
    first. Give `fit` `shuffle=False`: Keras would shuffle whole batches on top, by a seed of its own.

    Args:
        part: where examples come from.
        batch_size: examples in a batch.
        shuffle: a new order every epoch; else that of the file.
        seed: what orders are drawn from.
        rank: axes of the model's output, which decides how targets are shaped.
    """

    def __init__(self, part: Part, batch_size: int, shuffle: bool = False, seed: int = 0, rank: int = 2) -> None:
        super().__init__()
        self.part = part
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.seed = seed
        self.rank = rank
        self._epoch = 0
        self._order: NDArray[np.int32] | None = None

    @property
    def epoch(self) -> int:
        """The epoch whose order is in force, from 0."""
        return self._epoch

    @epoch.setter
    def epoch(self, epoch: int) -> None:
        self._epoch = epoch
        self._order = None

    def __len__(self) -> int:
        return -(-len(self.part) // self.batch_size)

    def __getitem__(self, batch: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        chosen = slice(batch * self.batch_size, (batch + 1) * self.batch_size)
        index: Any = self.order[chosen] if self.shuffle else chosen
        return self.part.inputs(index), self.part.targets(index, self.rank)

    @property
    def order(self) -> NDArray[np.int32]:
        """The examples in this epoch's order."""
        if self._order is None:
            self._order = np.arange(len(self.part), dtype=np.int32)
            if self.shuffle:
                np.random.default_rng([self.seed, self._epoch]).shuffle(self._order)
        return self._order

    def on_epoch_end(self) -> None:
        """Draw the next order."""
        if self.shuffle:
            self.epoch += 1
