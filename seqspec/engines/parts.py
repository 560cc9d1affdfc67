"""Over how many cores a batch is worth sharing: a model of what a step costs, in place of a timing."""

from __future__ import annotations

from seqspec.analysis.inference import Trace

_MACS_A_SECOND = 50e9  # of one core, in the small products of recurrent layers
_BYTES_A_SECOND = 4e9  # read and written between them
_PASSES = 3  # forward, and backward the gradients of inputs and of weights
_HANDOVER = 0.5e-3  # seconds a step for each part beside the first
_EXCHANGES = 2  # gradients there, weights back
_FEWEST_ROWS = 8  # fewer cost the same: a product reads all weights, however few rows it has
_WEIGHT_BYTES = 4


def best_parts(trace: Trace, batch: int, cores: int) -> int:
    """
    The number of parts with which a step takes least time.

    Loops over time steps cost every part the same, and don't matter here; products and what lies between them get
    shorter with the rows of a part, and every part costs an exchange of gradients and weights.

    Args:
        trace: says the work of one example; where it does not know, the batch stays in one piece.
        batch: examples in a step.
        cores: parts at most.
    """
    if trace.macs is None or trace.activation_bytes is None or trace.params is None:
        return 1
    example = _PASSES * (trace.macs / _MACS_A_SECOND + trace.activation_bytes / _BYTES_A_SECOND)
    extra = _HANDOVER + _EXCHANGES * _WEIGHT_BYTES * trace.params / _BYTES_A_SECOND
    rows = {parts: max(-(-batch // parts), _FEWEST_ROWS) for parts in range(1, min(cores, batch) + 1)}
    return min(rows, key=lambda parts: rows[parts] * example + (parts - 1) * extra)
