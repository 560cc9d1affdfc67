"""Refuses a model that can't fit into this machine before a framework is imported for it."""

from __future__ import annotations

import os

from seqspec.analysis.inference import Trace
from seqspec.errors import RunError

_BYTES = 4
_COPIES = 4  # weights, gradients, and the two that Adam keeps
_EVALUATION_BYTES = 64 * 2**20
_LARGEST_BATCH = 1024
_HELP = "make it or the batch smaller, or pass --ignore-memory"


def require_memory(trace: Trace, batch: int, training: bool, help: str = _HELP) -> None:
    """
    Hold what the trace says against the memory of this machine.

    Args:
        trace: of the model.
        batch: examples a step.
        training: whether there will be gradients, optimizer and activations as well.
        help: what can be done where it does not fit.

    Raises:
        RunError: it will not fit.
    """
    available = total_memory()
    needed = (trace.params or 0) * _BYTES * (_COPIES if training else 1)
    needed += batch * (trace.activation_bytes or 0) if training else 0
    if available is not None and needed > available:
        raise RunError(
            f"the model needs about {_gibibytes(needed)}, and this machine has {_gibibytes(available)} of memory",
            help=help,
        )


def evaluation_batch(trace: Trace, at_most: int = _LARGEST_BATCH) -> int:
    """
    How many examples are predicted together where the result does not depend on it.

    As many as fit into a bounded amount of memory; the declared number where the model has a fixed batch size.
    """
    if trace.batch_size is not None:
        return trace.batch_size
    fitting = _EVALUATION_BYTES // max(trace.activation_bytes or 1, 1)
    return max(1, min(fitting, _LARGEST_BATCH, at_most))


def total_memory() -> int | None:
    """Bytes of memory this machine has; None where it does not say."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def _gibibytes(size: int) -> str:
    return f"{size / 2**30:,.1f} GiB"
