"""Whole models: from a spec to Keras and back, and from Keras alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from seqspec.analysis.linter import check_text
from seqspec.lowering import build
from seqspec.lowering.reading.text import write
from tests.lowering.script.test_expressions import unseeded

pytestmark = pytest.mark.keras

MODEL = """\
  - Input: [20]
  - Embedding: {input_dim: 50, output_dim: 8}
  - Bidirectional: {LSTM: {units: 4, dropout: 0.1, return_sequences: true}}
  - TimeDistributed: {Dense: {units: 3, activation: relu, kernel_regularizer: {L2: 0.05}}}
  - Conv1D: {filters: 4, kernel_size: 3, padding: causal}
  - Flatten
  - Dense: {units: 2, activation: softmax, name: head}
"""
COMPILE = "compile: {optimizer: {Adam: {learning_rate: 0.002, clipnorm: 1.0}}, loss: mse, metrics: [mae]}\n"


def config_of(text: str) -> dict[str, Any]:
    """The configuration that Keras writes of a spec."""
    import keras

    whole: dict[str, Any] = json.loads(
        json.dumps(keras.saving.serialize_keras_object(build(*check_text(text).require(), 1)))
    )
    return whole


def test_a_spec_comes_back_as_it_was_written() -> None:
    """With its layers in the shortest form, their shapes in comments, and what it was compiled with."""
    text = f"seqspec: 1\nmodel:\n{MODEL}{COMPILE}"

    back, notes = write(config_of(text), "model.keras")

    assert [] == notes
    before, after = (check_text(each).require() for each in (text, back))
    assert before[0].model == after[0].model
    assert before[0].compile == after[0].compile
    written = [line.partition(" #")[0].rstrip() for line in back.splitlines() if line.startswith("  - ")]
    assert MODEL.splitlines() == written
    assert "# (None, 20, 8), 400 parameters" in back


def test_a_precision_of_all_layers_is_that_of_the_run() -> None:
    """One line says it for all of them."""
    text = (
        "seqspec: 1\nmodel: [{Dense: {units: 2, input_shape: [3]}}, {Dense: 1}]\nruntime: {precision: mixed_bfloat16}\n"
    )

    back, _ = write(config_of(text), "model.keras")

    assert "precision: mixed_bfloat16" in back
    assert "dtype" not in back


def test_a_functional_chain_is_taken() -> None:
    """A model that was written layer by layer as calls; its weights have the same shapes."""
    import keras

    given = keras.Input((6, 2))
    flow = keras.layers.GRU(5)(given)
    model = keras.Model(given, keras.layers.Dense(3, activation="tanh")(flow))

    back, _ = write(json.loads(model.to_json()), "model.json")

    again = build(*check_text(back).require(), 1)
    assert [weight.shape for weight in model.weights] == [weight.shape for weight in again.weights]
    assert [unseeded(each.get_config()) for each in model.layers[1:]] == [
        unseeded(each.get_config()) for each in again.layers
    ]


def test_a_loss_of_its_authors_own_is_left_out_and_named() -> None:
    """The layers are what counts; what could not be taken is said in the spec, too."""
    config = config_of(f"seqspec: 1\nmodel:\n{MODEL}{COMPILE}")
    config["compile_config"]["loss"] = {"module": "mine", "class_name": "Loss", "config": {}, "registered_name": "m>L"}

    back, notes = write(config, "model.json")

    assert ["`compile.loss` is left out: `Loss` is an object of its author's own"] == notes
    assert f"# {notes[0]}" in back
    assert "loss:" not in back


def test_names_from_a_stranger_are_values() -> None:
    """A name with lines, colons and comments in it stays a name."""
    config = config_of(f"seqspec: 1\nmodel:\n{MODEL}")
    config["config"]["name"] = "x\nruntime: {seed: 1} # "

    back, _ = write(config, "evil\n- x.keras")
    spec, _ = check_text(back).require()

    assert "x\nruntime: {seed: 1} # " == spec.name
    assert spec.runtime.seed is None
