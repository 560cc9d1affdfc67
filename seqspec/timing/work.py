"""How much there is to compute in a step, told by the trace."""

from __future__ import annotations

from seqspec.analysis.inference import Trace

COUNTED = (
    "6 operations for each multiply-add of the trace and each example: 2 forward, and 4 backward, for the gradients of "
    "inputs and weights; element-wise work is not counted"
)
_PER_MULTIPLY_ADD = 6


def operations(trace: Trace, batch: int) -> int | None:
    """Floating point operations of one training step, see `COUNTED`; None where the trace leaves a size open."""
    return None if trace.macs is None else _PER_MULTIPLY_ADD * trace.macs * batch
