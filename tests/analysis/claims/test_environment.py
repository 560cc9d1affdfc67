"""What the rules on backends, versions and devices say of Keras; Keras on JAX is asked."""

from __future__ import annotations

import warnings
from contextlib import nullcontext
from typing import Any

import pytest

keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

from seqspec.analysis.cudnn import FUSED, obstacles  # noqa: E402
from seqspec.language.named import read  # noqa: E402

pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]

X = np.random.default_rng(0).normal(size=(4, 5, 3)).astype("float32")


@pytest.mark.parametrize("cell", sorted(FUSED))
@pytest.mark.parametrize(
    "arguments", [{}, {"use_bias": False}, {"recurrent_dropout": 0.1}, {"unroll": True}, {"activation": "relu"}]
)
def test_seq502_an_order_for_cudnn_fails_when_the_layer_is_called(cell: str, arguments: dict[str, Any]) -> None:
    """Making the layer is fine; calling it raises where we say so, here on JAX and a CPU."""
    layer = getattr(keras.layers, cell)(4, use_cudnn=True, **arguments)
    ours = read("layer", {cell: {"units": 4, **arguments}})
    fits = cell == "GRU" and not any(obstacles(ours, ("jax",)))  # type: ignore[arg-type]

    with nullcontext() if fits else pytest.raises(ValueError, match="use_cudnn=True was specified, but cuDNN is not"):
        layer(X)


def test_seq505_eager_running_disables_jit_with_a_warning() -> None:
    """Keras goes on without XLA."""
    model = keras.Sequential([keras.Input((5, 3)), keras.layers.LSTM(4), keras.layers.Dense(1)])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        model.compile(loss="mse", run_eagerly=True, jit_compile=True)

    assert any("Disabling `jit_compile`" in str(each.message) for each in told)
    assert model.jit_compile is False


@pytest.mark.parametrize("cell", sorted(FUSED))
def test_seq501_a_layer_as_keras_makes_it_is_fit_for_cudnn(cell: str) -> None:
    """The defaults of Keras are what its kernels need, so that a layer nobody changed is never spoken of."""
    assert [] == list(obstacles(read("layer", {cell: 4})))  # type: ignore[arg-type]
    ours = dict(obstacles(read("layer", {cell: {"units": 4, "activation": "relu"}})))  # type: ignore[arg-type]
    config = getattr(keras.layers, cell)(4).get_config()

    assert {"activation": config["activation"]} == ours


def test_seq121_up_to_3_15_a_recurrent_layer_passes_its_mask_on() -> None:
    """The mask leaves a layer that returns its sequence; from 3.16 on this test says so by failing."""
    embedded = keras.layers.Embedding(9, 4, mask_zero=True)
    inputs = keras.Input((5,), dtype="int32")
    output = keras.layers.LSTM(4, return_sequences=True)(embedded(inputs))
    minor = tuple(map(int, keras.__version__.split(".")[:2]))

    assert (minor < (3, 16)) == (getattr(output, "_keras_mask", None) is not None)
