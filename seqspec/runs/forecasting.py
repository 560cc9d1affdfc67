"""A model's forecasts, chunk by chunk, so that memory follows the series and not the number of windows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.part import Part


def chunks(count: int, size: int) -> Iterator[NDArray[np.int64]]:
    """The indices 0 to count - 1 in runs of at most `size`."""
    for start in range(0, count, size):
        yield np.arange(start, min(start + size, count))


def forecast(model: Any, part: Part, index: NDArray[np.int64], batch: int) -> NDArray[np.float64]:
    """
    Predict some windows.

    Args:
        model: a Keras model.
        part: where the windows are.
        index: which of them, at most `batch`.
        batch: every batch is filled up to this size, so that nothing is compiled anew for a smaller one.

    Returns:
        original units, `[windows, horizon, targets]`.
    """
    inputs = part.inputs(index)
    filling = np.broadcast_to(inputs[-1:], (batch - len(index), *inputs.shape[1:]))
    outputs = model.predict_on_batch(np.concatenate([inputs, filling]) if len(filling) else inputs)
    return part.restore(np.asarray(outputs)[: len(index)], index)
