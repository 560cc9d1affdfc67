"""What depends on the version of Keras, the backend or the device: what is found, and what is left alone."""

from __future__ import annotations

import pytest

from seqspec.analysis import environment
from seqspec.analysis.linter import check_text
from tests.analysis.examples import codes, only
from tests.builders import spec_text

MASKED = ("Input: {shape: [10], dtype: int32}", "Embedding: {input_dim: 9, output_dim: 4, mask_zero: true}")
GPU = "{seed: 42, device: gpu, deterministic: false}"


def found(*layers: str, **sections: str) -> list[str]:
    """What is found in a spec, notes included."""
    return codes(check_text(spec_text(*layers, **sections)))


@pytest.mark.parametrize("versions", ["<3.16", "3.15", ">=3.9,<3.16"])
def test_a_mask_goes_through_up_to_3_15(versions: str) -> None:
    """Versions that pass a mask on are no reason to warn."""
    runtime = f'{{seed: 42, keras: "{versions}"}}'

    assert "SEQ121" not in found(*MASKED, "LSTM: {units: 4, return_sequences: true}", "LSTM: 4", runtime=runtime)


@pytest.mark.parametrize(
    "layers",
    [("LSTM: 4", "Dense: 1"), ("LSTM: {units: 4, return_sequences: true}", "Flatten", "Dense: 1")],
)
def test_a_mask_that_nobody_needs_any_more_may_end(layers: tuple[str, ...]) -> None:
    """The only recurrent layer still gets the mask, and what loses it anyway does not care."""
    assert "SEQ121" not in found(*MASKED, *layers, runtime='{seed: 42, keras: ">=3.15"}')


def test_a_loss_for_each_step_heeds_the_mask_too() -> None:
    """Where the output has a mask, padding counts in the loss once it is gone."""
    layers = (*MASKED, "LSTM: {units: 4, return_sequences: true}", "Dense: 1")

    assert "SEQ121" in found(*layers, runtime='{seed: 42, keras: ">=3.15"}')


@pytest.mark.parametrize(
    "layer",
    [
        "LSTM: {units: 4, dropout: 0.2}",
        "SimpleRNN: {units: 4, recurrent_dropout: 0.2}",
        "GRU: 4",
        "Bidirectional: {LSTM: 4}",
    ],
)
def test_layers_that_cudnn_can_do_or_never_does_are_left_alone(layer: str) -> None:
    """Nothing is in the way, or there is nothing to be had."""
    assert "SEQ501" not in found("Input: [10, 3]", layer, runtime=GPU)


def test_without_a_gpu_nothing_is_lost() -> None:
    """Only a spec that is meant for a GPU is told about its kernels."""
    assert "SEQ501" not in found("Input: [10, 3]", "LSTM: {units: 4, recurrent_dropout: 0.2}")


def test_a_layer_inside_a_wrapper_is_looked_at_too() -> None:
    """The argument is shown where it stands."""
    text = spec_text("Input: [10, 3]", "Bidirectional: {LSTM: {units: 4, unroll: true}}", runtime=GPU)

    assert [("model", 1, "Bidirectional", "layer", "LSTM", "unroll")] == [
        each.at for each in check_text(text).report if each.code == "SEQ501"
    ]


@pytest.mark.parametrize("cell", ["LSTM", "GRU"])
def test_an_order_that_can_be_carried_out_is_fine(cell: str) -> None:
    """`use_cudnn: true` is no error where nothing is known that forbids it."""
    runtime = "{seed: 42, backend: tensorflow, device: gpu, deterministic: false}"

    assert "SEQ502" not in found("Input: [10, 3]", f"{cell}: {{units: 4, use_cudnn: true}}", runtime=runtime)


def test_on_jax_a_gru_is_one_fused_loop() -> None:
    """There Keras takes `use_cudnn: true` on any device, and with any activation."""
    runtime = "{seed: 42, backend: jax, device: cpu}"

    assert "SEQ502" not in found("Input: [10, 3]", "GRU: {units: 4, use_cudnn: true}", runtime=runtime)
    assert "SEQ502" in found("Input: [10, 3]", "GRU: {units: 4, use_cudnn: true, unroll: true}", runtime=runtime)
    assert "SEQ502" in found("Input: [10, 3]", "LSTM: {units: 4, use_cudnn: true}", runtime=runtime)


@pytest.mark.parametrize(
    "runtime",
    [
        '{seed: 42, keras: ">=3.9"}',
        '{seed: 42, keras: ">=3.4", device: cpu}',
        '{seed: 42, keras: ">=3.4", backend: jax}',
        "{seed: 42}",
    ],
)
def test_dropout_at_inference_is_a_matter_of_version_backend_and_device(runtime: str) -> None:
    """Where one of the three is another, there is nothing to fear."""
    assert "SEQ504" not in found("Input: [10, 3]", "LSTM: {units: 4, dropout: 0.2}", runtime=runtime)


def test_an_unqualified_layer_never_had_the_fault() -> None:
    """Only cuDNN's path dropped inputs at inference."""
    layer = "LSTM: {units: 4, dropout: 0.2, recurrent_dropout: 0.1}"

    assert "SEQ504" not in found("Input: [10, 3]", layer, runtime='{seed: 42, keras: ">=3.4"}')


@pytest.mark.parametrize("jit", ["auto", "false", "true"])
def test_a_jit_that_can_be_had_is_left_alone(jit: str) -> None:
    """XLA compiles the step on a CPU."""
    assert "SEQ505" not in found(compile=f"{{optimizer: adam, loss: mse, jit_compile: {jit}}}")


def test_xla_and_cudnn_do_not_go_together() -> None:
    """On TensorFlow and a GPU, a layer that runs on cuDNN keeps the model from XLA."""
    text = spec_text(
        compile="{optimizer: adam, loss: mse, jit_compile: true}",
        runtime="{seed: 42, backend: tensorflow, device: gpu, deterministic: false}",
    )

    assert "`LSTM`" in only(text, "SEQ505").message


@pytest.mark.parametrize("backend", ["auto", "jax", "tensorflow"])
def test_several_steps_in_one_call_are_refused_on_pytorch_only(backend: str) -> None:
    """The other backends can do it."""
    compile = "{optimizer: adam, loss: mse, steps_per_execution: 8}"

    assert "SEQ510" not in found(compile=compile, runtime=f"{{seed: 42, backend: {backend}}}")


@pytest.mark.parametrize(("cell", "backend"), [("SimpleRNN", "tensorflow"), ("LSTM", "jax"), ("GRU", "jax")])
def test_double_precision_is_refused_for_simple_rnn_on_jax_only(cell: str, backend: str) -> None:
    """Other layers, and other backends, train in double precision."""
    runtime = f"{{seed: 42, backend: {backend}, precision: float64}}"

    assert "SEQ510" not in found("Input: [10, 3]", f"{cell}: 4", "Dense: 1", runtime=runtime)


def test_double_precision_of_simple_rnn_on_jax_is_found() -> None:
    """It is built and can't be trained."""
    text = spec_text(
        "Input: [10, 3]", "SimpleRNN: 4", "Dense: 1", runtime="{seed: 42, backend: jax, precision: float64}"
    )

    assert "`SimpleRNN`" in only(text, "SEQ510").message


AUGMENTED = ("Input: [8, 8, 3]", "RandomFlip: horizontal", "AugMix", "Flatten", "Dense: 1")
TRAINED = ("Input: [10, 3]", "LSTM: 4", "Dense: 1")


@pytest.mark.parametrize(
    ("said", "at", "layers", "compile", "backend"),
    [
        (
            "the fused engine runs on JAX, and the backend is TensorFlow",
            ("runtime", "backend"),
            TRAINED,
            "",
            "tensorflow",
        ),
        ("the fused engine runs on JAX, and the backend is PyTorch", ("runtime", "backend"), TRAINED, "", "torch"),
        ("`run_eagerly: true` compiles nothing", ("compile", "run_eagerly"), TRAINED, ", run_eagerly: true", "auto"),
        ("`jit_compile: false` compiles nothing", ("compile", "jit_compile"), TRAINED, ", jit_compile: false", "jax"),
        ("on JAX a model with `AugMix` is not compiled as a whole", ("model", 2, "AugMix"), AUGMENTED, "", "auto"),
    ],
)
def test_a_fused_engine_that_can_not_be_had_is_found(
    said: str, at: tuple[str | int, ...], layers: tuple[str, ...], compile: str, backend: str
) -> None:
    """Where the spec insists on it, and says itself why it can't be; both places are shown."""
    runtime = f"{{seed: 42, backend: {backend}, engine: fused}}"
    text = spec_text(*layers, compile=f"{{loss: mse{compile}}}", runtime=runtime)
    finding = only(text, "SEQ510")

    assert (f"`engine: fused` can't be had: {said}", ("runtime", "engine")) == (finding.message, finding.at)
    assert str(finding.help).endswith("or write `engine: auto`")
    assert [("and this is in its way", line_of(text, str(at[-1])))] == [
        (note.text, note.place.span.line) for note in finding.notes
    ]


def line_of(text: str, key: str) -> int:
    """The line on which a key or a layer stands, counted from 1."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if key in line)


@pytest.mark.parametrize("backend", ["auto", "jax"])
@pytest.mark.parametrize("compile", ["{loss: mse}", "{loss: mse, jit_compile: true}"])
def test_a_fused_engine_that_can_be_had_is_left_alone(backend: str, compile: str) -> None:
    """Where the backend is JAX or may be, and the model is compiled."""
    runtime = f"{{seed: 42, backend: {backend}, engine: fused}}"

    assert "SEQ510" not in found(*TRAINED, compile=compile, runtime=runtime)


@pytest.mark.parametrize("engine", ["auto", "keras"])
def test_other_engines_train_without_the_fused_one(engine: str) -> None:
    """`auto` falls back, and says so when it trains."""
    runtime = f"{{seed: 42, backend: tensorflow, engine: {engine}}}"

    assert "SEQ510" not in found(*TRAINED, runtime=runtime)


ELASTIC = "RandomElasticTransform: {factor: 0.5, input_shape: [16, 16, 3]}"
ON_JAX = "{seed: 42, backend: jax}"


@pytest.mark.parametrize("compile", ["{loss: mse}", "{loss: mse, jit_compile: true}"])
def test_an_elastic_transform_in_a_compiled_model_on_jax_is_found(compile: str) -> None:
    """It is built and can't be trained."""
    text = spec_text(ELASTIC, "Flatten", "Dense: 1", compile=compile, runtime=ON_JAX)

    assert "`RandomElasticTransform`" in only(text, "SEQ510").message


@pytest.mark.parametrize(
    ("layers", "compile", "runtime"),
    [
        ((ELASTIC,), "{loss: mse, jit_compile: false}", ON_JAX),
        ((ELASTIC,), "{loss: mse, run_eagerly: true, jit_compile: auto}", ON_JAX),
        ((ELASTIC, "RandomRotation: 0.1"), "{loss: mse}", ON_JAX),
        ((ELASTIC,), "{loss: mse}", "{seed: 42, backend: tensorflow}"),
        ((ELASTIC,), None, ON_JAX),
        (("RandomElasticTransform: {scale: 0, input_shape: [16, 16, 3]}",), "{loss: mse}", ON_JAX),
    ],
)
def test_an_elastic_transform_that_trains_is_left_alone(
    layers: tuple[str, ...], compile: str | None, runtime: str
) -> None:
    """Where nothing is compiled, on another backend, or where it never acts."""
    assert "SEQ510" not in found(*layers, "Flatten", "Dense: 1", compile=compile, runtime=runtime)


@pytest.mark.parametrize(
    ("layer", "minor"),
    [
        ("RMSNormalization", 9),
        ("Dense: {units: 1, activation: sparsemax}", 8),
        ("Conv1DTranspose: {filters: 2, kernel_size: 2, strides: 2, output_padding: 1}", 11),
        ("Dense: {units: 1, kernel_initializer: {GlorotUniform: {input_axes: [0], output_axes: [1]}}}", 15),
        ("TimeDistributed: {RMSNormalization: {}}", 9),
    ],
)
def test_what_came_later_needs_a_later_keras(layer: str, minor: int) -> None:
    """Names, arguments and activations are known from the version on that brought them."""
    layers = ("Input: [10, 3]", layer)

    assert "SEQ511" in found(*layers, runtime=f'{{seed: 42, keras: ">=3.{minor - 1},<3.16"}}')
    assert "SEQ511" not in found(*layers, runtime=f'{{seed: 42, keras: ">=3.{minor},<3.16"}}')


def test_optimizers_and_losses_have_versions_too() -> None:
    """What stands in `compile` is held against the range as well."""
    told = check_text(
        spec_text(compile="{optimizer: {Muon: {}}, loss: tversky}", runtime='{seed: 42, keras: ">=3.2,<3.16"}')
    )

    assert {("compile", "optimizer", "Muon"), ("compile", "loss", "Tversky")} == {
        each.at for each in told.report if each.code == "SEQ511"
    }


def test_without_a_declared_range_the_installed_keras_has_everything() -> None:
    """The version gate is for specs that promise to run on other versions."""
    assert "SEQ511" not in found("Input: [10, 3]", "RMSNormalization")


def test_where_keras_is_unknown_the_rules_say_that_they_were_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """No Keras beside seqspec and no range in the spec: the tier is named in the report."""
    monkeypatch.setattr(environment, "installed_keras", lambda: None)
    skipped = {each.tier: each for each in check_text(spec_text()).report.skipped}

    assert "runtime.keras" in skipped["environment"].remedy
    assert skipped["environment"].rules >= 7


FILM = ("Input: [4, 5, 3]", "Masking")


@pytest.mark.parametrize(
    "layer",
    ["ConvLSTM1D: {filters: 2, kernel_size: 1}", "Bidirectional: {ConvLSTM1D: {filters: 2, kernel_size: 1}}"],
)
def test_a_convolutional_lstm_behind_a_mask_is_found_on_jax(layer: str) -> None:
    """Alone, and read from both ends."""
    assert "`ConvLSTM1D`" in only(spec_text(*FILM, layer, "Flatten", "Dense: 1", runtime=ON_JAX), "SEQ510").message


@pytest.mark.parametrize(
    ("layers", "backend"),
    [
        ((*FILM, "ConvLSTM1D: {filters: 2, kernel_size: 1}"), "tensorflow"),
        ((*FILM, "ConvLSTM1D: {filters: 2, kernel_size: 1}"), "auto"),
        (("Input: [4, 5, 3]", "ConvLSTM1D: {filters: 2, kernel_size: 1}"), "jax"),
        (("Input: [4, 3]", "Masking", "LSTM: 2"), "jax"),
    ],
)
def test_masks_that_are_read_as_they_are_meant(layers: tuple[str, ...], backend: str) -> None:
    """On TensorFlow, where nothing is masked, and where a state is a vector."""
    assert "SEQ510" not in found(*layers, "Flatten", "Dense: 1", runtime=f"{{seed: 42, backend: {backend}}}")
