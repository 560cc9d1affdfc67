"""How many operations a training step has."""

from __future__ import annotations

from seqspec.analysis.inference import Trace
from seqspec.analysis.linter import check_text
from seqspec.timing.work import operations


def trace(layers: str) -> Trace:
    """Of a model without data."""
    return check_text(f"seqspec: 1\nmodel:\n{layers}runtime: {{seed: 1}}\n").require()[1]


def test_a_dense_layer() -> None:
    """Three products of 8 times 4 numbers an example, one forward and two for gradients; a term is two operations."""
    assert 3 * 2 * (8 * 4) * 16 == operations(trace("  - Input: [8]\n  - Dense: 4\n"), batch=16)


def test_a_recurrent_layer() -> None:
    """Input and state are multiplied at each of 10 steps, for four gates."""
    forward = 2 * 10 * 4 * (3 * 5 + 5 * 5)

    assert 3 * forward * 2 == operations(trace("  - Input: [10, 3]\n  - LSTM: 5\n"), batch=2)


def test_a_length_that_is_open() -> None:
    """Nobody can count the steps of a series whose length is not known."""
    assert operations(trace("  - Input: [null, 3]\n  - LSTM: 5\n"), batch=2) is None
