"""`Flatten` behind a layer that gives a vector already."""

from __future__ import annotations

import pytest

from seqspec.analysis.linter import check_text
from tests.analysis.examples import codes, fixed, only
from tests.builders import spec_text

INPUT = "Input: [10, 3]"


@pytest.mark.parametrize("layer", ["SimpleRNN: 4", "GRU: 4", "Bidirectional: {LSTM: 4}"])
def test_flatten_behind_a_last_step_is_found(layer: str) -> None:
    """Dropout and an activation in between change nothing; taking it out leaves the model as it is."""
    text = spec_text(INPUT, layer, "Dropout: 0.1", "Activation: tanh", "Flatten", "Dense: 1")
    diagnostic = only(text, "SEQ124")

    assert ("model", 4, "Flatten") == diagnostic.at
    assert [] == codes(check_text(fixed(text, diagnostic)))


@pytest.mark.parametrize(
    "layers",
    [
        ("LSTM: {units: 4, return_sequences: true}", "Flatten", "Dense: 1"),
        ("LSTM: 4", "RepeatVector: 3", "Flatten", "Dense: 1"),
        ("Conv1D: {filters: 4, kernel_size: 3}", "Flatten", "Dense: 1"),
        ("GlobalAveragePooling1D", "Flatten", "Dense: 1"),
        ("LSTM: 4", "Dense: {units: 4, activation: relu}", "Flatten", "Dense: 1"),
    ],
)
def test_flatten_with_something_to_flatten_or_far_from_a_sequence_is_left_alone(layers: tuple[str, ...]) -> None:
    """Only a recurrent layer just before it is a sign that all steps were meant."""
    assert "SEQ124" not in codes(check_text(spec_text(INPUT, *layers)))
