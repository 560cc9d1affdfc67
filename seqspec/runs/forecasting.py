"""A model's forecasts, chunk by chunk, so that memory follows the series and not the number of windows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples
    from seqspec.language.spec import Spec


def chunks(count: int, size: int) -> Iterator[NDArray[np.int64]]:
    """The indices 0 to count - 1 in runs of at most `size`."""
    for start in range(0, count, size):
        yield np.arange(start, min(start + size, count))


def gives_logits(spec: Spec) -> bool:
    """Whether the model's outputs have still to be made probabilities, as its loss does it."""
    loss = spec.compile.loss if spec.compile else None
    return bool(getattr(loss, "from_logits", False))


def forecast(model: Any, part: Examples, index: NDArray[np.int64], batch: int, logits: bool) -> NDArray[np.float64]:
    """
    Predict some windows.

    Args:
        model: a Keras model.
        part: where the windows are.
        index: which of them, at most `batch`.
        batch: every batch is filled up to this size, so that nothing is compiled anew for a smaller one.
        logits: see `gives_logits`.

    Returns:
        original units, `[windows, horizon, targets]`.
    """
    inputs = part.inputs(index)
    filling = np.broadcast_to(inputs[-1:], (batch - len(index), *inputs.shape[1:]))
    outputs = np.asarray(model.predict_on_batch(np.concatenate([inputs, filling]) if len(filling) else inputs))
    outputs = outputs[: len(index)].astype(np.float64)
    return part.restore(1 / (1 + np.exp(-outputs)) if logits else outputs, index)
