"""Specs made into Keras models: shapes, names, weights, and what is refused."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seqspec.analysis.inference import Trace
from seqspec.analysis.linter import check_text
from seqspec.errors import LoweringError, RunError
from seqspec.language.spec import Spec
from seqspec.lowering import build
from seqspec.lowering.memory import require_memory

pytestmark = pytest.mark.keras

SPEC = """
seqspec: 1
name: small model
model:
  - LSTM: {units: 3, return_sequences: true, input_shape: [5, 2], kernel_initializer: {HeNormal: {seed: 5}}}
  - Dropout: 0.2
  - Bidirectional: {layer: {GRU: 2}, merge_mode: concat}
  - Dense: {units: 4, activation: relu, kernel_regularizer: {L2: 0.01}, name: head, trainable: false}
  - Dense: 1
compile:
  optimizer: {Adam: {learning_rate: {ExponentialDecay: {initial_learning_rate: 0.1, decay_steps: 9, decay_rate: 0.5}}}}
  loss: mse
  metrics: [mae, {RootMeanSquaredError: {name: root}}]
"""


def read(text: str = SPEC) -> tuple[Spec, Trace]:
    """A spec and its trace."""
    return check_text(text).require()


def model(text: str = SPEC, seed: int | None = 1) -> Any:
    """The Keras model of a text."""
    return build(*read(text), seed)


def test_layers_have_stable_names_however_often_they_are_built() -> None:
    """The second model of a process has the same names as the first, inner layers included."""
    for built in (model(), model()):
        assert ["lstm", "dropout", "bidirectional", "head", "dense"] == [layer.name for layer in built.layers]
        assert ["forward_gru", "backward_gru"] == [
            built.layers[2].forward_layer.name,
            built.layers[2].backward_layer.name,
        ]
        assert ("small_model", "input_layer") == (built.name, built.inputs[0].name)


def test_the_seed_gives_the_same_weights_every_time() -> None:
    """One seed gives one set of weights, another seed another one, no seed always another one."""
    weights = {seed: [model(seed=seed).get_weights()[0] for _ in range(2)] for seed in (1, 2)}
    unseeded = [
        model("seqspec: 1\nmodel: [Dense: {units: 3, input_shape: [2]}]", None).get_weights()[0] for _ in range(2)
    ]

    np.testing.assert_array_equal(*weights[1])
    other = [model(seed=seed).get_weights()[4] for seed in (1, 2)]
    assert not np.array_equal(*other)
    assert not np.array_equal(*unseeded)


def test_a_seed_in_the_spec_counts_more_than_the_runs() -> None:
    """An initializer with a seed of its own draws from that one."""
    np.testing.assert_array_equal(model(seed=1).get_weights()[0], model(seed=2).get_weights()[0])


def test_the_callers_random_state_is_left_alone() -> None:
    """Building draws from its own seed and puts Python's back; NumPy's is not touched."""
    state, numpy_state = random.getstate(), np.random.get_state()[1].tolist()  # type: ignore[index]  # a tuple

    model(seed=7)

    assert state == random.getstate()
    assert numpy_state == np.random.get_state()[1].tolist()  # type: ignore[index]  # a tuple


def test_arguments_reach_keras() -> None:
    """What the spec says of layers, optimizer, loss and metrics is what the model has."""
    built = model()

    assert 0.2 == built.layers[1].rate
    assert ("relu", False) == (built.layers[3].activation.__name__, built.layers[3].trainable)
    assert pytest.approx(0.01) == float(built.layers[3].kernel_regularizer.l2)
    assert ("Adam", "mean_squared_error") == (type(built.optimizer).__name__, built.loss.name)
    assert pytest.approx(0.1) == float(built.optimizer.learning_rate)


def test_metrics_keep_the_names_they_are_written_with() -> None:
    """`mae` is logged as `mae`, and a metric with a name by that name."""
    built = model()

    assert {"loss", "mae", "root"} == set(
        built.evaluate(np.zeros((4, 5, 2)), np.zeros((4, 1)), verbose=0, return_dict=True)
    )


def test_an_input_keeps_its_batch_size_and_dtype() -> None:
    """A written Input is made as it is written."""
    text = (
        "seqspec: 1\nmodel:\n  - Input: {shape: [4], batch_size: 8, dtype: int32, name: ids}\n  - Embedding: [10, 3]\n"
    )
    text = text.replace("[10, 3]", "{input_dim: 10, output_dim: 3}")

    built = model(text)

    assert ((8, 4), "int32", "ids") == (built.input_shape, built.inputs[0].dtype, built.inputs[0].name)


def test_precision_is_set_for_the_model_and_put_back() -> None:
    """`runtime.precision` makes the layers compute in it, and the caller's policy stays."""
    import keras

    before = keras.config.dtype_policy().name

    built = model(SPEC + "runtime: {precision: mixed_bfloat16}\n")

    assert ("bfloat16", "float32") == (built.layers[0].compute_dtype, built.layers[0].variable_dtype)
    assert before == keras.config.dtype_policy().name


@pytest.mark.parametrize(("field", "value"), [("output", "shape"), ("weights", "params"), ("name", "name")])
def test_a_disagreement_with_keras_is_a_fault(field: str, value: str) -> None:
    """Where Keras makes something else than was inferred, the layer and both values are named."""
    spec, trace = read()
    step = trace.steps[0]
    wrong = {"output": replace(step.output, shape=(None, 5, 99)), "weights": step.weights[:1], "name": "other"}  # type: ignore[index]
    broken = replace(trace, steps=(replace(step, **{field: wrong[field]}), *trace.steps[1:]))

    if field == "name":
        assert "other" == build(spec, broken, 1).layers[0].name
        return
    with pytest.raises(LoweringError, match="disagree on the layer `lstm`") as caught:
        build(spec, broken, 1)

    assert 3 == caught.value.exit_code
    assert {"shape": "(None, 5, 99)", "params": "24"}[value] in caught.value.message


def test_a_saved_model_loads_without_seqspec(tmp_path: Path) -> None:
    """The file holds stock Keras layers only."""
    import keras

    built = model()
    built.save(tmp_path / "model.keras")

    loaded = keras.models.load_model(tmp_path / "model.keras")

    example = np.ones((2, 5, 2), np.float32)
    np.testing.assert_allclose(built.predict(example, verbose=0), loaded.predict(example, verbose=0), rtol=1e-6)


def test_blocks_are_lowered_whole() -> None:
    """A Sequential inside a wrapper becomes one, its layers named as in a fresh process."""
    text = """
seqspec: 1
model:
  - TimeDistributed: {layer: {Sequential: [{Dense: 3}, ReLU, {Dense: 2}]}, input_shape: [4, 5]}
"""
    for built in (model(text), model(text)):
        assert ["dense", "re_lu", "dense_1"] == [layer.name for layer in built.layers[0].layer.layers]


def test_a_model_beyond_this_machine_is_refused() -> None:
    """What the trace says will not fit is refused before a framework is imported."""
    text = "seqspec: 1\nmodel:\n  - Dense: {units: 2000000000, input_shape: [1000]}\n"
    _, trace = read(text)

    with pytest.raises(RunError, match="the model needs about"):
        require_memory(trace, 32, training=True)


def test_losses_and_metrics_heed_weights_where_texts_are_predicted() -> None:
    """As the mean of what counts; metrics under the names they have without, so that a callback finds them."""
    spec = """
seqspec: 1
data: {source: {pairs: a.tsv}, tokens: {by: word, max_tokens: 5, max_length: 4}}
model:
  - Embedding: {input_dim: 5, output_dim: 3}
  - TimeDistributed: {Dense: {units: 5, activation: softmax}}
compile: {loss: sparse_categorical_crossentropy, metrics: [accuracy]}
"""
    built = model(spec)
    ids, weights = np.array([[2, 3, 0, 0]]), np.array([[1.0, 1.0, 0.0, 0.0]], dtype=np.float32)
    right = built.predict(ids, verbose=0).argmax(axis=2)
    target = np.where(weights > 0, right, (right + 1) % 5)

    scores = built.evaluate(ids, target, sample_weight=weights, verbose=0, return_dict=True)

    assert {"loss", "accuracy"} == set(scores)
    assert 1 == scores["accuracy"]
    chances = np.take_along_axis(built.predict(ids, verbose=0)[0], target[0, :, None], axis=1)[:, 0]
    assert -np.log(chances[:2]).mean() == pytest.approx(scores["loss"], rel=1e-5)


def test_weights_that_are_replaced_at_once_need_not_be_drawn() -> None:
    """They begin at 0, whatever a layer wraps or asks for; with the same weights the model says the same."""
    drawn, blank = build(*read(), 1), build(*read(), 1, drawn=False)
    inputs = np.random.default_rng(0).normal(size=(3, 5, 2)).astype("float32")

    kernels = [weight.numpy() for weight in blank.weights if weight.name in {"kernel", "recurrent_kernel"}]
    blank.set_weights(drawn.get_weights())

    assert 8 == len(kernels)
    assert not any(each.any() for each in kernels)
    np.testing.assert_array_equal(drawn.predict(inputs, verbose=0), blank.predict(inputs, verbose=0))
    assert "HeNormal" == drawn.layers[0].kernel_initializer.__class__.__name__
