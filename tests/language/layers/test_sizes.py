"""Sizes that are not known, sizes that the recipe declares, and what layers cost."""

from __future__ import annotations

from typing import Any

import pytest

from seqspec.language.layer import Weight
from seqspec.language.named import read
from tests.language.layers.single import effect, refusal


@pytest.mark.parametrize(
    ("value", "shape", "output"),
    [
        ({"Dense": "from_data"}, (5,), (None, None)),
        ({"RepeatVector": "from_data"}, (5,), (None, None, 5)),
        ({"Embedding": {"input_dim": "from_data", "output_dim": 4}}, (5,), (None, 5, 4)),
    ],
)
def test_a_size_that_data_decide(value: Any, shape: tuple[int, ...], output: tuple[int | None, ...]) -> None:
    """`from_data` without a declared capacity is a size that is not known, and no error."""
    assert effect(value, *shape).output.shape == output


def test_weights_that_data_decide() -> None:
    """Weights of an undeclared size are not known."""
    assert effect({"Dense": "from_data"}, 5).weights is None
    assert effect({"ReversibleEmbedding": {"input_dim": "from_data", "output_dim": 4}}, 5).weights is None
    assert effect({"Sequential": [{"Dense": 3}, {"Dense": "from_data"}]}, 5).weights is None


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ({"LSTM": 4}, (5, None)),
        ({"Dense": 4}, (None,)),
        ({"Conv1D": {"filters": 4, "kernel_size": 2}}, (5, None)),
        ({"DepthwiseConv1D": 2}, (5, None)),
        ("PReLU", (None, 3)),
        ("BatchNormalization", (5, None)),
    ],
)
def test_weights_of_an_unknown_size(value: Any, shape: tuple[int | None, ...]) -> None:
    """A layer whose weights depend on a size that is not known is refused, as Keras refuses it."""
    assert "needs to know" in refusal(value, *shape).message


def test_normalizing_without_weights_needs_no_size() -> None:
    """A layer normalisation that learns nothing takes an axis of any size."""
    assert effect({"LayerNormalization": {"scale": False, "center": False}}, None).weights == ()


@pytest.mark.parametrize(
    ("value", "shape", "macs"),
    [
        ({"Dense": 4}, (3,), 3 * 4),
        ({"Dense": 4}, (5, 3), 5 * 3 * 4),
        ({"SimpleRNN": 4}, (5, 3), 5 * 4 * (3 + 4)),
        ({"LSTM": 4}, (5, 3), 5 * 4 * 4 * (3 + 4)),
        ({"GRU": 4}, (5, 3), 5 * 3 * 4 * (3 + 4)),
        ({"Bidirectional": {"GRU": 4}}, (5, 3), 2 * 5 * 3 * 4 * (3 + 4)),
        ({"Conv1D": {"filters": 4, "kernel_size": 2}}, (5, 3), 4 * 2 * 3 * 4),
        ({"Conv1D": {"filters": 6, "kernel_size": 2, "groups": 3}}, (5, 3), 4 * 2 * 1 * 6),
        ({"SeparableConv1D": {"filters": 4, "kernel_size": 2}}, (5, 3), 4 * (2 * 3 + 3 * 4)),
        ({"Conv1DTranspose": {"filters": 4, "kernel_size": 2}}, (5, 3), 5 * 2 * 3 * 4),
        ({"Embedding": {"input_dim": 9, "output_dim": 4}}, (5,), 0),
        ({"LSTM": 4}, (None, 3), None),
    ],
)
def test_multiply_adds(value: Any, shape: tuple[int | None, ...], macs: int | None) -> None:
    """Multiply-adds are counted for products with weights, one example at a time."""
    assert effect(value, *shape).macs == macs


@pytest.mark.parametrize(
    ("value", "vectors"),
    [({"SimpleRNN": 4}, 1), ({"LSTM": 4}, 6), ({"GRU": 4}, 5), ({"LSTM": {"units": 4, "return_sequences": True}}, 6)],
)
def test_recurrent_layers_keep_every_step(value: Any, vectors: int) -> None:
    """The backward pass needs gates and states of all steps, also where only the last step is returned."""
    assert effect(value, 10, 3).activation_bytes == 10 * vectors * 4 * 4


def test_half_precision_takes_half_the_memory() -> None:
    """Activations of a `mixed_float16` layer take two bytes a value."""
    assert effect({"Dense": {"units": 4, "dtype": "mixed_float16"}}, 3).activation_bytes == 4 * 2


def test_weights_can_t_be_whole_numbers() -> None:
    """A layer with weights is refused a dtype without fractions."""
    assert refusal({"Dense": {"units": 4, "dtype": "int32"}}, 3).argument == ("dtype",)


def test_low_rank_adaptation() -> None:
    """With `lora_rank` the matrix is frozen, and two narrow ones are trained in its place."""
    assert effect({"Dense": {"units": 4, "lora_rank": 2}}, 3).weights == (
        Weight("kernel", (3, 4), trainable=False),
        Weight("bias", (4,)),
        Weight("lora_kernel_a", (3, 2)),
        Weight("lora_kernel_b", (2, 4)),
    )


def test_batch_shape_is_shape_and_batch_size() -> None:
    """`Input` takes Keras's `batch_shape` for `batch_size` and `shape`."""
    layer = read("layer", {"Input": {"batch_shape": [32, 100, 1]}})

    assert layer == read("layer", {"Input": {"shape": [100, 1], "batch_size": 32}})
