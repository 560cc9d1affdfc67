"""A layer that can't be read hides no mistake in the layers behind it, and never makes one up."""

from __future__ import annotations

import pytest

from seqspec.analysis.linter import Checked, check_text
from seqspec.language.layer import Unknown
from tests.builders import spec_text


def checked(layer: str, *behind: str) -> Checked:
    """A model over ten steps of one feature with a layer that is wrong, and what stands behind it."""
    return check_text(spec_text("Input: [10, 1]", layer, *(behind or ("LSTM: 4", "Dense: 1"))))


def found(checked: Checked) -> list[str]:
    """The codes of all errors, in order."""
    return [each.code for each in checked.report if each.severity == "error"]


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        ("LSTM: {units: 8, activation: rellu}", "SEQ006"),
        ("LSTM: {units: 8, kernel_initializer: glorot}", "SEQ006"),
        ("LSTM: {units: 8, kernel_initializer: {GlorotUniform: {seed: -1}}}", "SEQ008"),
        ("LSTM: {units: 8, dropout: much}", "SEQ008"),
        ("LSTM: {units: 8, dropuot: 0.1}", "SEQ007"),
        ("LSTM: {units: 8, wings: 2}", "SEQ007"),
        ("LSTM: {unit: 8}", "SEQ007"),
        ("LTSM: 8", "SEQ006"),
        ('LSTM: {units: "8"}', "SEQ003"),
        ("Bidirectional: {layer: {LSTM: {units: 8, activation: rellu}}}", "SEQ006"),
        ("Sequential: [{LSTM: {units: 8, dropuot: 0.1}}]", "SEQ007"),
    ],
)
def test_a_mistake_that_is_not_about_the_shape_hides_nothing_behind_it(layer: str, code: str) -> None:
    """The shape is known all the same: that the next layer needs a sequence is said in the same run."""
    assert sorted([code, "SEQ105"]) == sorted(found(checked(layer)))


@pytest.mark.parametrize(
    "layer",
    [
        "LSTM: {units: 8, return_sequences: maybe}",
        "LSTM: {units: 8.5}",
        "LSTM: {units: [8]}",
        "LSTM",
        "Reshape: {target_shape: wide}",
        "Conv1D: {filters: 8, kernel_size: 3, padding: sam}",
        "LSTM: {units: 8, return_sequences: {yes: no}}",
        "8",
        "Bidirectional: {layer: {LSTM: {units: none}}}",
    ],
)
def test_a_mistake_that_may_be_about_the_shape_is_the_only_one_told(layer: str) -> None:
    """Nothing is known of what leaves the layer, so nothing is said of what stands behind it."""
    assert 1 == len(found(checked(layer)))


def test_rules_never_judge_what_stands_in_for_a_layer() -> None:
    """An activation that can't be read is no missing activation."""
    told = check_text(
        spec_text("Input: [10, 1]", "LSTM: 8", "Dense: {units: 1, activation: sigmod}").replace(
            "mean_squared_error", "binary_crossentropy"
        )
    )

    assert ["SEQ006"] == found(told)


def test_the_input_that_a_broken_first_layer_declares_is_known() -> None:
    """The shape of the input is read, whatever else is wrong with the layer that declares it."""
    told = check_text(spec_text("LSTM: {units: 8, dropuot: 0.1, input_shape: [10, 1]}", "LSTM: 4"))

    assert told.trace is not None
    assert (None, 10, 1) == told.trace.input.shape
    assert ["SEQ007", "SEQ105"] == sorted(found(told))


def test_what_stands_in_holds_no_arguments() -> None:
    """The layer itself stays unknown; only its shapes are taken over."""
    spec = checked("LSTM: {units: 8, activation: rellu}").spec

    assert spec is not None
    assert isinstance(spec.model[1], Unknown)
    assert "LSTM" == spec.model[1].type
