"""The trace: what flows from layer to layer, and what it costs."""

from __future__ import annotations

from seqspec.analysis.inference import Trace, infer, snake_case
from seqspec.analysis.linter import check_text


def traced(text: str) -> Trace:
    """The trace of a spec, errors or not."""
    trace = check_text(text).trace
    assert trace is not None
    return trace


TUTORIAL = """\
seqspec: 1
model:
  - SimpleRNN: {units: 50, activation: tanh, return_sequences: true, input_shape: [100, 1]}
  - Dropout: 0.2
  - SimpleRNN: 50
  - Dropout: 0.2
  - Dense: 1
"""


def test_shapes_weights_and_names_follow_the_layers() -> None:
    """Each step knows its shapes and parameters, and has the name Keras gives it."""
    trace = traced(TUTORIAL)

    assert [(None, 100, 50), (None, 100, 50), (None, 50), (None, 50), (None, 1)] == [
        s.output.shape for s in trace.steps
    ]
    assert [2600, 0, 5050, 0, 51] == [step.params for step in trace.steps]
    assert ["simple_rnn", "dropout", "simple_rnn_1", "dropout_1", "dense"] == [step.name for step in trace.steps]
    assert 7701 == trace.params == trace.trainable_params
    assert (None, 1) == trace.output.shape


def test_the_input_follows_from_the_recipe_where_the_spec_leaves_it_out() -> None:
    """Window length and number of features are the input shape."""
    trace = traced(
        "seqspec: 1\ndata: {source: {csv: x.csv}, target: a, features: [a, b], window: {length: 30, horizon: 1}}\n"
        "model: [{LSTM: 4}, {Dense: 1}]"
    )

    assert (None, 30, 2) == trace.input.shape
    assert (None, 1) == trace.output.shape


def test_after_an_error_shapes_are_unknown_and_the_rest_is_still_followed() -> None:
    """A layer that can't take its input ends knowledge, not inference."""
    trace = traced("seqspec: 1\nmodel: [{Input: [10, 3]}, {LSTM: 4}, {LSTM: 4}, {Dense: 2}]")

    assert [None, 3, None] == [step.error and step.error.needs_rank for step in trace.steps]
    assert None is trace.params
    assert None is trace.output.shape
    assert trace.error is trace.steps[1]


def test_a_fixed_batch_size_stands_in_every_shape() -> None:
    """`Input: {batch_size: 8}` fixes the first axis."""
    trace = traced("seqspec: 1\nmodel: [{Input: {shape: [10, 3], batch_size: 8}}, {LSTM: 4}]")

    assert 8 == trace.batch_size
    assert (8, 4) == trace.output.shape


def test_a_name_in_the_spec_is_never_given_to_another_layer() -> None:
    """Names that Keras would give step aside for those the spec gives."""
    trace = traced("seqspec: 1\nmodel: [{Input: [3]}, {Dense: 1}, {Dense: {units: 1, name: dense}}, {Dense: 1}]")

    assert ["dense_1", "dense", "dense_2"] == [step.name for step in trace.steps]


def test_an_empty_spec_has_an_empty_trace() -> None:
    """A fragment without a model can be traced."""
    checked = check_text("seqspec: 1\nfragment: true")
    assert checked.spec is not None

    assert () == infer(checked.spec).steps


def test_class_names_become_layer_names_as_in_keras() -> None:
    """Known examples of Keras's own conversion."""
    names = ["SimpleRNN", "LSTM", "Conv1DTranspose", "PReLU", "GlobalMaxPooling1D", "RMSNormalization"]

    assert ["simple_rnn", "lstm", "conv1d_transpose", "p_re_lu", "global_max_pooling1d", "rms_normalization"] == [
        snake_case(name) for name in names
    ]


def test_a_precision_is_the_dtype_of_every_layer_without_one() -> None:
    """`runtime.precision` reaches into wrappers, and a dtype that a layer gives itself wins."""
    trace = traced(
        "seqspec: 1\nmodel: [{Input: [9, 3]}, {Bidirectional: {LSTM: 4}}, {Dense: {units: 1, dtype: float32}}]\n"
        "runtime: {precision: mixed_bfloat16}"
    )

    assert ["bfloat16", "float32"] == [step.output.dtype for step in trace.steps]
