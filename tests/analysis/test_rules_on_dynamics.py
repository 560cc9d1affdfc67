"""The rules on dropout, activations, long windows, learning rates, callbacks and precision: what they leave alone."""

from __future__ import annotations

import pytest

from seqspec.analysis.control.configuration import Configuration
from seqspec.analysis.linter import check_text
from tests.analysis.examples import fixed, found, only
from tests.builders import spec_text

WINDOWS = "{source: {csv: a.csv}, target: value, window: {length: 30}}"


def trained(optimizer: str, *layers: str, **sections: str | None) -> str:
    """A model with an optimizer."""
    return spec_text(*layers, compile=f"{{optimizer: {optimizer}, loss: mse}}", **sections)


def watched(*callbacks: str, epochs: int = 50, optimizer: str = "adam") -> str:
    """A forecast with callbacks."""
    fit = f"{{epochs: {epochs}, callbacks: [{', '.join(callbacks)}]}}"
    return trained(optimizer, "LSTM: 8", "Dense: 1", data=WINDOWS, fit=fit)


def selected(text: str, code: str, **lines: float) -> list[str]:
    """What one rule says when it is selected, with its lines drawn as given."""
    configuration = Configuration(select=(code,), thresholds={code: lines})
    return [each.message for each in check_text(text, "spec.yaml", configuration=configuration).report]


# ------------------------------------------------------------------------------------------ SEQ402, 403, 404, 414 noise


@pytest.mark.parametrize("layer", ["Dropout: 0.5", "Dropout: 0.69", "Dropout: 0", "LSTM: {units: 4, dropout: 0.02}"])
def test_usual_rates_are_not_inverted(layer: str) -> None:
    """Half and more is dropped on purpose."""
    assert [] == found(spec_text("Input: [10, 3]", layer, "Dense: 1"), "SEQ402")


def test_an_inverted_rate_is_exchanged() -> None:
    """One minus the rate, in the short form, too."""
    text = spec_text("LSTM: {units: 4, input_shape: [10, 3]}", "Dropout: 0.8", "Dense: 4", "Dense: 1")

    assert text.replace("0.8", "0.2") == fixed(text, only(text, "SEQ402"))


@pytest.mark.parametrize(
    "layers",
    [
        ("Embedding: {input_dim: 9, output_dim: 4, input_shape: [10]}", "Dropout: 0.2", "LSTM: 4"),
        ("Input: [10]", "Dropout: 0", "Embedding: {input_dim: 9, output_dim: 4}", "LSTM: 4"),
        ("Input: [10]", "Dropout: 0.2", "Dense: 4"),
        ("Input: [10]", "Dropout: 0.2", "Dense: 10", "Embedding: {input_dim: 9, output_dim: 4}"),
    ],
)
def test_noise_on_what_are_no_ids_is_right(layers: tuple[str, ...]) -> None:
    """Behind the Embedding, of rate 0, without one, and before a layer that makes numbers of them."""
    assert [] == found(spec_text(*layers), "SEQ403")


def test_noise_and_embedding_change_places() -> None:
    """Where each stands on a line of its own."""
    text = spec_text("Input: [10]", "Dropout: 0.2", "Embedding: {input_dim: 9, output_dim: 4}", "LSTM: 4", "Dense: 1")
    after = spec_text("Input: [10]", "Embedding: {input_dim: 9, output_dim: 4}", "Dropout: 0.2", "LSTM: 4", "Dense: 1")

    assert after == fixed(text, found(text, "SEQ403")[0])


def test_layers_that_declare_the_input_stay_where_they_are() -> None:
    """What is in between, or carries the shape, is not moved."""
    text = spec_text("Dropout: {rate: 0.2, input_shape: [10]}", "Embedding: {input_dim: 9, output_dim: 4}", "LSTM: 4")

    assert [None] == [each.fix for each in found(text, "SEQ403")]


def test_noise_a_layer_away_from_the_embedding_is_found_without_a_fix() -> None:
    """Every layer that disturbs is told, through those that leave ids alone."""
    text = spec_text(
        "Input: [10]", "GaussianNoise: 0.2", "Identity", "Dropout: 0", "Embedding: {input_dim: 9, output_dim: 4}"
    )

    assert [("model", 1, "GaussianNoise")] == [each.at for each in found(text, "SEQ403")]


@pytest.mark.parametrize(
    ("layers", "loss", "messages"),
    [
        (("LSTM: {units: 4, input_shape: [9, 1]}", "Dropout: 0.2", "Dense: 1"), "mse", 1),
        (("LSTM: {units: 4, input_shape: [9, 1]}", "Dropout: 0", "Dense: 1"), "mse", 0),
        (("LSTM: {units: 4, input_shape: [9, 1]}", "Dropout: 0.2", "Activation: tanh"), "mse", 0),
        (("LSTM: {units: 4, input_shape: [9, 1]}", "Dropout: 0.2", "Dense: {units: 1, activation: sigmoid}"),
         "binary_crossentropy", 0),
        (("Dense: {units: 1, input_shape: [9]}",), "mse", 0),
    ],
)  # fmt: skip
def test_dropout_before_the_output_of_a_regression(layers: tuple[str, ...], loss: str, messages: int) -> None:
    """Only there, and only when the rule is selected."""
    text = spec_text(*layers, compile=f"{{loss: {loss}}}")

    assert [] == found(text, "SEQ404")
    assert messages == len(selected(text, "SEQ404"))


@pytest.mark.parametrize(
    ("layers", "sections"),
    [
        (("LSTM: {units: 4, input_shape: [9, 1]}", "Dense: 1", "Dropout: 0"), {}),
        (("LSTM: {units: 4, input_shape: [9, 1]}", "Dropout: 0.2"), {"compile": None}),
        (("Conv1D: {filters: 4, kernel_size: 3, input_shape: [9, 1]}", "Dropout: 0.2"), {}),
        (("Dropout: {rate: 0.2, input_shape: [9]}",), {}),
    ],
)  # fmt: skip
def test_noise_that_is_not_behind_an_output(layers: tuple[str, ...], sections: dict[str, str | None]) -> None:
    """Of rate 0, at the end of what may be the first part of another model, behind what is no head."""
    assert [] == found(spec_text(*layers, **sections), "SEQ414")


@pytest.mark.parametrize(
    "layers", [("Dense: 1", "GaussianNoise: 0.1"), ("Dense: 1", "Dropout: 0.1", "Reshape: [1]"), ("Dropout: 0.1",)]
)
def test_noise_behind_the_output_is_taken_out(layers: tuple[str, ...]) -> None:
    """Of any kind, with what only reshapes behind it."""
    text = spec_text("LSTM: {units: 1, input_shape: [9, 1]}", *layers)

    assert "SEQ414" == only(text, "SEQ414").code
    assert [] == found(fixed(text, only(text, "SEQ414")), "SEQ414")


def test_a_fragment_has_no_output() -> None:
    """What is laid over another spec may go on there."""
    text = spec_text("LSTM: {units: 4, input_shape: [9, 1]}", "Dense: 1", "Dropout: 0.2", fragment="true")

    assert [] == found(text, "SEQ414")


# -------------------------------------------------------------------------------------- SEQ405, 406, 407, 503 the steps


@pytest.mark.parametrize(
    ("layer", "optimizer", "severities"),
    [
        ("LSTM: {units: 4, activation: relu, input_shape: [30, 1]}", "adam", ["warning"]),
        ("LSTM: {units: 4, activation: null, input_shape: [30, 1]}", "adam", ["warning"]),
        ("LSTM: {units: 4, activation: relu, input_shape: [29, 1]}", "adam", ["info"]),
        ("LSTM: {units: 4, activation: relu, input_shape: [null, 1]}", "adam", ["info"]),
        ("LSTM: {units: 4, activation: relu, input_shape: [30, 1]}", "{Adam: {clipnorm: 1.0}}", ["info"]),
        ("LSTM: {units: 4, activation: sigmoid, input_shape: [30, 1]}", "adam", []),
        ("SimpleRNN: {units: 4, activation: relu, recurrent_initializer: identity, input_shape: [30, 1]}", "adam", []),
        ("GRU: {units: 4, activation: relu, recurrent_initializer: identity, input_shape: [30, 1]}", "adam",
         ["warning"]),
    ],
)  # fmt: skip
def test_a_state_without_bounds(layer: str, optimizer: str, severities: list[str]) -> None:
    """A warning where it has the time to grow and nothing clips."""
    assert severities == [each.severity for each in found(trained(optimizer, layer, "Dense: 1"), "SEQ405")]


@pytest.mark.parametrize(
    ("optimizer", "hidden", "target", "loss"),
    [
        ("{SGD: {clipnorm: 1.0}}", "relu", "max: 500", "mse"),
        ("{SGD: 0.001}", "relu", "max: 500", "mse"),
        ("adam", "relu", "max: 500", "mse"),
        ("sgd", "tanh", "max: 500", "mse"),
        ("sgd", "relu", "min: -1, max: 1", "mse"),
        ("sgd", "relu", "shape: [1]", "mse"),
        ("sgd", "relu", "max: 500", "mae"),
    ],
)
def test_gradients_that_need_no_clipping(optimizer: str, hidden: str, target: str, loss: str) -> None:
    """One of the risks missing is enough."""
    shape = "" if "shape" in target else "shape: [1], "
    data = f"{{arrays: {{input: {{shape: [20, 4]}}, target: {{{shape}{target}}}}}}}"
    layers = ("LSTM: 8", f"Dense: {{units: 8, activation: {hidden}}}", "Dense: 1")
    text = spec_text(*layers, data=data, compile=f"{{optimizer: {optimizer}, loss: {loss}}}")

    assert [] == found(text, "SEQ406")


def test_without_arrays_nothing_is_known_of_the_target() -> None:
    """A recipe scales it, or not: lint does not look."""
    assert [] == found(
        trained("sgd", "LSTM: 8", "Dense: {units: 4, activation: relu}", "Dense: 1", data=WINDOWS), "SEQ406"
    )


@pytest.mark.parametrize(
    "layers",
    [
        ("SimpleRNN: {units: 4, input_shape: [100, 1]}",),
        ("SimpleRNN: {units: 4, input_shape: [null, 1]}",),
        ("LSTM: {units: 4, input_shape: [500, 1]}",),
        ("LSTM: {units: 4, return_sequences: true, input_shape: [900, 1]}",),
        ("MaxPooling1D: {pool_size: 10, input_shape: [900, 1]}", "SimpleRNN: 4"),
    ],
)
def test_windows_that_are_not_too_long(layers: tuple[str, ...]) -> None:
    """At the line, of unknown length, with an output at every step, pooled before."""
    assert [] == found(spec_text(*layers, "Dense: 1"), "SEQ407")


def test_a_project_draws_the_line_elsewhere() -> None:
    """Thresholds are arguments."""
    text = spec_text("SimpleRNN: {units: 4, input_shape: [100, 1]}", "Dense: 1")

    assert 1 == len(selected(text, "SEQ407", simple=50))


@pytest.mark.parametrize(
    "layers",
    [
        ("LSTM: {units: 4, unroll: true, input_shape: [50, 1]}",),
        ("LSTM: {units: 4, unroll: true, input_shape: [null, 1]}",),
        ("TimeDistributed: {layer: {Dense: 4}, input_shape: [900, 1]}",),
        ("TimeDistributed: {layer: {Conv1D: {filters: 4, kernel_size: 3}}, input_shape: [100, 9, 1]}",),
        ("TimeDistributed: {layer: {Conv1D: {filters: 4, kernel_size: 3}}, input_shape: [null, 9, 1]}",),
    ],
)
def test_programs_that_stay_short(layers: tuple[str, ...]) -> None:
    """Few steps, an unknown number of them, and layers that cost nothing."""
    assert [] == found(spec_text(*layers), "SEQ503")


# --------------------------------------------------------------------------------------------- SEQ408, 409, 412, 508


@pytest.mark.parametrize(
    ("optimizer", "severities"),
    [
        ("{Adam: 0.03}", []),
        ("{Adam: 0.031}", ["warning"]),
        ("{Adam: 1.0}", ["error"]),
        ("{Adam: 0.0000001}", ["warning"]),
        ("{SGD: 1.0}", []),
        ("{SGD: 1.5}", ["warning"]),
        ("{Adadelta: 1.0}", []),
        ("{Adam: {learning_rate: {CosineDecay: {initial_learning_rate: 0.001, decay_steps: 9}}}}", []),
        ("{Adam: {learning_rate: {CosineDecay: {initial_learning_rate: 0.0, decay_steps: 9, warmup_target: 0.5, "
         "warmup_steps: 5}}}}", ["warning"]),
        ("{LossScaleOptimizer: {inner_optimizer: {Adam: 10}}}", ["error"]),
    ],
)  # fmt: skip
def test_learning_rates(optimizer: str, severities: list[str]) -> None:
    """By the kind of optimizer, and of a schedule the largest rate."""
    assert severities == [each.severity for each in found(trained(optimizer), "SEQ408")]


def test_a_rate_is_put_back_to_the_default() -> None:
    """Of a schedule nothing is changed."""
    text = trained("{Adam: 10}")
    schedule = trained("{Adam: {learning_rate: {PiecewiseConstantDecay: {boundaries: [1], values: [5.0, 0.1]}}}}")

    assert trained("{Adam: 0.001}") == fixed(text, only(text, "SEQ408"))
    assert [None] == [each.fix for each in found(schedule, "SEQ408")]


DECAYING = "{Adam: {learning_rate: {CosineDecay: {initial_learning_rate: 0.001, decay_steps: 9}}}}"
SCHEDULER = "{LearningRateScheduler: {schedule: {CosineDecay: {initial_learning_rate: 0.001, decay_steps: 9}}}}"


@pytest.mark.parametrize(
    ("callbacks", "optimizer", "severities"),
    [
        (("{ReduceLROnPlateau: {patience: 3}}",), "adam", []),
        ((SCHEDULER,), "adam", []),
        (("TerminateOnNaN",), DECAYING, []),
        ((SCHEDULER,), DECAYING, ["error"]),
        (("{ReduceLROnPlateau: {patience: 3}}", SCHEDULER), "adam", ["warning"]),
        (("{ReduceLROnPlateau: {patience: 3}}", SCHEDULER), DECAYING, ["error", "error"]),
    ],
)
def test_who_sets_the_learning_rate(callbacks: tuple[str, ...], optimizer: str, severities: list[str]) -> None:
    """One at a time."""
    assert severities == [each.severity for each in found(watched(*callbacks, optimizer=optimizer), "SEQ409")]


@pytest.mark.parametrize(
    ("callbacks", "epochs", "severities"),
    [
        (("{EarlyStopping: {patience: 49}}",), 50, []),
        (("{EarlyStopping: {patience: 50}}",), 50, ["warning"]),
        (("{EarlyStopping: {patience: 45, start_from_epoch: 5}}",), 50, ["warning"]),
        (("{EarlyStopping: {patience: 50, restore_best_weights: true}}",), 50, ["info"]),
        (("{EarlyStopping: {patience: 50, baseline: 0.1}}",), 50, []),
        (("EarlyStopping",), 1, []),
        (("{EarlyStopping: {patience: 9}}", "{ReduceLROnPlateau: {patience: 8}}"), 50, []),
        (("{EarlyStopping: {patience: 9}}", "{ReduceLROnPlateau: {patience: 9}}"), 50, ["warning"]),
        (("{EarlyStopping: {patience: 9}}", "{ReduceLROnPlateau: {monitor: loss, patience: 9}}"), 50, []),
    ],
)
def test_early_stopping(callbacks: tuple[str, ...], epochs: int, severities: list[str]) -> None:
    """It has to be able to stop, and after the rate was lowered."""
    assert severities == [each.severity for each in found(watched(*callbacks, epochs=epochs), "SEQ412")]


@pytest.mark.parametrize(
    "callbacks",
    [
        ("ModelCheckpoint", "{ModelCheckpoint: {save_weights_only: true}}"),
        ("{ModelCheckpoint: {save_freq: 10}}",),
        ("{ModelCheckpoint: {save_freq: 10, save_best_only: true, monitor: loss}}",),
    ],
)
def test_checkpoints_that_know_what_they_save(callbacks: tuple[str, ...]) -> None:
    """The whole model beside the weights, all of them, the best on a figure that every batch gives."""
    assert [] == found(watched(*callbacks), "SEQ508")


# ------------------------------------------------------------------------------------ SEQ410, 411, 413, 506, 507 layers


@pytest.mark.parametrize(
    ("layers", "fit"),
    [
        (("LSTM: {units: 4, input_shape: [9, 1]}", "BatchNormalization", "Dense: 1"), "{batch_size: 16}"),
        (("Conv1D: {filters: 4, kernel_size: 3, input_shape: [9, 1]}", "BatchNormalization", "LSTM: 4"), "{epochs: 1}"),
        (("BatchNormalization: {input_shape: [9, 1]}", "LSTM: 4"), "{epochs: 1}"),
        (("LSTM: {units: 4, return_sequences: true, input_shape: [9, 1]}", "LayerNormalization", "LSTM: 4"),
         "{batch_size: 1}"),
    ],
)  # fmt: skip
def test_batch_normalisation_in_its_place(layers: tuple[str, ...], fit: str) -> None:
    """With enough examples, and not between recurrent layers."""
    assert [] == found(spec_text(*layers, fit=fit), "SEQ410")


def test_batch_normalisation_of_one_example_is_a_warning_on_vectors_only() -> None:
    """Along time one example has statistics, too."""
    vectors = spec_text("LSTM: {units: 4, input_shape: [9, 1]}", "BatchNormalization", fit="{batch_size: 1}")
    windows = spec_text("BatchNormalization: {input_shape: [9, 1]}", "LSTM: 4", fit="{batch_size: 1}")

    assert ["warning", "info"] == [found(text, "SEQ410")[0].severity for text in (vectors, windows)]


def test_a_repeated_block_is_told_once() -> None:
    """What is written once is found once."""
    block = "[{LSTM: {units: 4, return_sequences: true}}, BatchNormalization]"
    text = spec_text("Input: [9, 1]", f"repeat: {{times: 3, layers: {block}}}", "LSTM: 4")

    assert 1 == len(found(text, "SEQ410"))


@pytest.mark.parametrize(
    "layers",
    [
        ("Input: [10, 32, 32, 1]", "ConvLSTM2D: {filters: 4, kernel_size: 3, return_sequences: true}",
         "BatchNormalization", "ConvLSTM2D: {filters: 4, kernel_size: 3}", "Flatten", "Dense: 1"),
        ("Input: [100, 3]", "Conv1D: {filters: 4, kernel_size: 3}", "BatchNormalization", "Flatten", "Dense: 1"),
    ],
)  # fmt: skip
def test_places_and_steps_make_up_for_few_examples(layers: tuple[str, ...]) -> None:
    """The statistics run over them, too: four examples of a hundred steps are four hundred numbers."""
    assert [] == found(spec_text(*layers, fit="{batch_size: 4}"), "SEQ410")


@pytest.mark.parametrize(
    "layers",
    [
        ("Dense: {units: 25, activation: relu}", "Dense: 1"),
        ("Dense: 2", "Dense: 30"),
        ("Dense: 25", "ReLU", "Dense: 1"),
        ("Dense: 25", "LSTM: 4"),
        ("Dense: 25", "Flatten", "Dense: 1"),
    ],
)
def test_dense_layers_that_are_not_superfluous(layers: tuple[str, ...]) -> None:
    """With an activation, as a bottleneck, or with something in between."""
    assert [] == found(spec_text("Input: [9, 50]", *layers), "SEQ411")


@pytest.mark.parametrize(
    "layer",
    [
        "LSTM: {units: 4, activity_regularizer: l2}",
        "TimeDistributed: {layer: {Dense: 4}, activity_regularizer: l2}",
        "SimpleRNN: {units: 4, kernel_regularizer: l2}",
    ],
)
def test_penalties_that_count(layer: str) -> None:
    """On gated layers, on the wrapper itself, on weights."""
    assert [] == found(spec_text("Input: [9, 1]", layer), "SEQ413")


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        ("LSTM: {units: 4, trainable: false}", []),
        ("TimeDistributed: {Conv1D: {filters: 2, kernel_size: 1, trainable: false}}", []),
        ("TimeDistributed: {layer: {Conv1D: {filters: 2, kernel_size: 1, trainable: false}}, trainable: false}", []),
        ("TimeDistributed: {layer: {Dropout: 0.2}, trainable: false}", []),
        ("Sequential: {layers: [Flatten, {Dense: {units: 2, trainable: false}}], trainable: false}", []),
        ("ConvLSTM1D: {filters: 2, kernel_size: 1}", []),
        (
            "TimeDistributed: {layer: {ConvLSTM1D: {filters: 2, kernel_size: 1}}, trainable: false}",
            ["`trainable: false` of `TimeDistributed` does not reach `ConvLSTM1D` inside"],
        ),
    ],
)
def test_freezing_that_reaches_the_weights(layer: str, said: list[str]) -> None:
    """On layers with weights of their own; around layers that have none; where all inside are frozen anyway."""
    shape = "[9, 6, 5, 1]" if "TimeDistributed: {layer: {ConvLSTM" in layer else "[9, 5, 1]"
    findings = found(spec_text(f"Input: {shape}", layer), "SEQ415")

    assert said == [each.message for each in findings]
    assert not any(each.fix for each in findings)


@pytest.mark.parametrize(
    ("runtime", "codes"),
    [
        ("{seed: 1, precision: mixed_float16}", ["SEQ507"]),
        ("{seed: 1, precision: float16, device: gpu, deterministic: true}", ["SEQ507"]),
        ("{seed: 1, precision: mixed_float16, device: cpu}", ["SEQ506", "SEQ507"]),
        ("{seed: 1, precision: mixed_bfloat16, device: cpu}", []),
        ("{seed: 1, precision: float32, device: cpu}", []),
    ],
)
def test_half_precision(runtime: str, codes: list[str]) -> None:
    """On a processor, and in the output."""
    text = spec_text(runtime=runtime)

    assert codes == [code for code in ("SEQ506", "SEQ507") if found(text, code)]


def test_an_output_in_whole_precision_is_right() -> None:
    """And so is a model that is not trained."""
    layers = "LSTM: {units: 8, input_shape: [10, 1]}", "Dense: {units: 1, dtype: float32}"
    half = "{seed: 1, precision: mixed_float16}"

    assert [] == found(spec_text(*layers, runtime=half), "SEQ507")
    assert [] == found(spec_text(runtime=half, compile=None), "SEQ507")


@pytest.mark.parametrize(
    ("rate", "fixed_rate"), [("20", "0.2"), ("2", "0.02"), ("100", None), ("1.5", None), ("33.5", None)]
)
def test_only_whole_numbers_look_like_per_cent(rate: str, fixed_rate: str | None) -> None:
    """1.5 is a slip of some other kind."""
    (finding,) = found(spec_text("Input: [10, 3]", "LSTM: 8", f"Dropout: {rate}", "Dense: 1"), "SEQ401")
    assert fixed_rate == (finding.fix and finding.fix.edits[0].text)
