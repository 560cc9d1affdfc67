"""Which engine trains a spec, over how many cores, and what a user reads of it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from seqspec.analysis.linter import check_text
from seqspec.engines.choice import Choice, choose
from seqspec.errors import BackendError

LSTM: dict[str, Any] = {"LSTM": {"units": 50, "input_shape": [100, 1]}}
STACK = [
    {"SimpleRNN": {"units": 50, "return_sequences": True, "input_shape": [100, 1]}},
    {"SimpleRNN": {"units": 50, "return_sequences": True}},
    {"SimpleRNN": 50},
    {"Dense": 1},
]
MASKED: list[Any] = [
    {"Embedding": {"input_dim": 9, "output_dim": 8, "mask_zero": True, "input_shape": [100]}},
    {"LSTM": {"units": 50, "return_sequences": True}},
]
SHARED = "JAX on 2 cores, the batch shared"
TOO_LITTLE = "JAX on one core, as a step is too little work to share"


def chosen(
    model: list[Any] | None = None, backend: str = "jax", device: str = "cpu", cores: int = 2, **sections: Any
) -> Choice:
    """The engine of a model of some layers."""
    given = {"compile": {"optimizer": "adam", "loss": "mse"}, "fit": {}, "runtime": {"seed": 1}}
    written = {"seqspec": 1, "model": model or [LSTM, {"Dense": 1}], **given, **sections}
    checked = check_text(yaml.safe_dump(written))
    assert checked.spec is not None
    assert checked.trace is not None
    return choose(checked.spec, checked.trace, backend, device, cores)


def runtime(**given: Any) -> dict[str, Any]:
    """A runtime section."""
    return {"seed": 1, **given}


@pytest.mark.parametrize(
    ("said", "model"),
    [
        (SHARED, STACK),
        (SHARED, [LSTM, {"Dense": 1}]),
        (SHARED, [LSTM, "LayerNormalization", {"Dropout": 0.2}, {"Dense": 1}]),
        (SHARED, [LSTM, {"BatchNormalization": {"trainable": False}}, {"Dense": 1}]),
        (SHARED, [LSTM, {"Dense": {"units": 1, "kernel_regularizer": "l2"}}]),
        (TOO_LITTLE, [{"SimpleRNN": {"units": 8, "input_shape": [20, 1]}}, {"Dense": 1}]),
        (TOO_LITTLE, [{"SimpleRNN": {"units": 50, "input_shape": [None, 1]}}, {"Dense": 1}]),
        (
            "JAX on one core, as `BatchNormalization` has weights that no gradient changes",
            [LSTM, "BatchNormalization", {"Dense": 1}],
        ),
        (
            "JAX on one core, as the input fixes how many examples it takes",
            [{"Input": {"batch_shape": [32, 100, 1]}}, {"LSTM": {"units": 50, "stateful": True}}, {"Dense": 1}],
        ),
        (
            "JAX on one core, as `Dense` has a penalty on what leaves it",
            [LSTM, {"Dense": {"units": 1, "activity_regularizer": "l2"}}],
        ),
        (
            "JAX on one core, as `Softmax` works along the axis of examples",
            [LSTM, {"Softmax": {"axis": 0}}, {"Dense": 1}],
        ),
        ("JAX on one core, as its loss leaves out the steps that are masked", [*MASKED, {"Dense": 1}]),
        (SHARED, [*MASKED, {"LSTM": 50}, {"Dense": 1}]),
    ],
)
def test_layers_decide_whether_a_batch_is_shared(said: str, model: list[Any]) -> None:
    """Where examples bear on one another, or a step is short, one core has all of them, and the user reads why."""
    assert Choice("fused", said, parts=2 if said == SHARED else 1) == chosen(model)


@pytest.mark.parametrize(
    ("said", "sections"),
    [
        ("`Dice` looks at all examples of a batch", {"compile": {"loss": "Dice"}}),
        ("`mixed_float16` scales the loss as it goes", {"runtime": runtime(precision="mixed_float16")}),
        (
            "penalties on weights count once a batch, and `reduction: sum` once an example",
            {
                "compile": {"loss": {"MeanSquaredError": {"reduction": "sum"}}},
                "model": [LSTM, {"Dense": {"units": 1, "bias_regularizer": "l2"}}],
            },
        ),
    ],
)
def test_the_loss_decides_too(said: str, sections: dict[str, Any]) -> None:
    """What a loss says of a batch may not be what it says of its parts."""
    assert f"JAX on one core, as {said}" == chosen(**sections).reason


@pytest.mark.parametrize("loss", ["mse", {"MeanSquaredError": {"reduction": "sum"}}])
def test_a_sum_without_penalties_is_shared(loss: Any) -> None:
    """A sum over examples is the sum of the parts' sums."""
    assert SHARED == chosen(compile={"loss": loss}).reason


def test_large_products_are_left_in_one_piece() -> None:
    """They take all cores already, and cut into two they take longer."""
    model = [{"LSTM": {"units": 512, "return_sequences": True, "input_shape": [100, 1]}}, {"LSTM": 512}, {"Dense": 1}]
    said = "JAX, the batch in one piece, as its products are large enough for all cores"

    assert Choice("fused", said) == chosen(model, fit={"batch_size": 32})


@pytest.mark.parametrize(
    ("parts", "cores", "batch"), [(1, 1, 64), (2, 2, 64), (8, 8, 64), (4, 8, 32), (2, 8, 16), (1, 8, 8)]
)
def test_cores_and_batch_bound_the_parts(parts: int, cores: int, batch: int) -> None:
    """No more parts than cores, and none with fewer rows than a product of matrices is worth."""
    model = [{"LSTM": {"units": 128, "input_shape": [400, 1]}}, {"Dense": 1}]

    assert parts == chosen(model, cores=cores, fit={"batch_size": batch}).parts


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("the fused engine runs on JAX, and the backend is TensorFlow", {"backend": "tensorflow"}),
        ("the fused engine runs on JAX, and the backend is PyTorch", {"backend": "torch"}),
        ("`run_eagerly: true` compiles nothing", {"compile": {"loss": "mse", "run_eagerly": True}}),
        ("`jit_compile: false` compiles nothing", {"compile": {"loss": "mse", "jit_compile": False}}),
        (
            "on JAX a model with `AugMix` is not compiled as a whole",
            {"model": [{"Input": [8, 8, 3]}, "AugMix", "Flatten", {"Dense": 1}]},
        ),
    ],
)
def test_keras_trains_what_the_fused_engine_can_not(said: str, given: dict[str, Any]) -> None:
    """`auto` falls back and says why; who insists is told the same, with a way out."""
    assert Choice("keras", said) == chosen(**given)

    with pytest.raises(BackendError) as caught:
        chosen(**given, runtime=runtime(engine="fused"))
    assert f"`runtime.engine: fused` can't be had: {said}" == caught.value.message
    assert str(caught.value.help).endswith("or write `engine: auto`")


def test_the_spec_may_name_the_engine() -> None:
    """What is asked for is taken, where it can be had."""
    assert Choice("keras", "`runtime.engine` asks for it") == chosen(runtime=runtime(engine="keras"))
    assert Choice("fused", SHARED, 2) == chosen(runtime=runtime(engine="fused"))


@pytest.mark.parametrize(
    ("engine", "reason", "layer"),
    [
        ("keras", "on a GPU cuDNN computes `LSTM`", {}),
        ("fused", "JAX on a GPU", {"recurrent_dropout": 0.1}),
        ("fused", "JAX on a GPU", {"activation": "relu"}),
    ],
)
def test_cudnn_keeps_what_it_can_compute(engine: str, reason: str, layer: dict[str, Any]) -> None:
    """On a GPU an LSTM that cuDNN takes stays with it; any other is ours."""
    model = [{"LSTM": {"units": 50, "input_shape": [100, 1], **layer}}, {"Dense": 1}]

    assert (engine, reason) == (chosen(model, device="gpu").engine, chosen(model, device="gpu").reason)


def test_cudnn_takes_neither_masks_nor_what_is_asked_of_another_engine() -> None:
    """Behind a mask Keras's own loop would run; and who writes `engine: fused` gets it."""
    masked = [{"Masking": {"input_shape": [100, 1]}}, {"LSTM": 50}, {"Dense": 1}]

    assert "fused" == chosen(masked, device="gpu").engine
    assert "fused" == chosen(device="gpu", runtime=runtime(engine="fused")).engine
