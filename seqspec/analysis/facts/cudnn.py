"""
When a recurrent layer of Keras runs on cuDNN's fused kernels.

Sources: `LSTM.inner_loop` and `GRU.inner_loop` in keras/src/layers/rnn, `cudnn_ok` in keras/src/backend/*/rnn.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from seqspec.language.layer import Layer

FUSED = {"LSTM", "GRU"}
"""The layers for which there are such kernels; `SimpleRNN` has none on any backend."""

_REQUIRED: dict[str, Any] = {
    "activation": "tanh",
    "recurrent_activation": "sigmoid",
    "recurrent_dropout": 0,
    "unroll": False,
    "use_bias": True,
    "reset_after": True,
}


_ON_JAX = {"GRU": {"recurrent_dropout", "unroll", "reset_after"}}
"""What the fused loop of JAX needs, which computes a `GRU` there on every device, and with every activation."""


def obstacles(layer: Layer, backends: Collection[str] = ()) -> Iterator[tuple[str, Any]]:
    """
    Every argument that keeps a layer from fused kernels, with the value that they need.

    Args:
        backends: those that may be meant; what one of them can do is no obstacle.
    """
    needed = _ON_JAX.get(layer.type, set(_REQUIRED)) if "jax" in backends else set(_REQUIRED)
    for argument, value in _REQUIRED.items():
        if argument in needed and hasattr(layer, argument) and getattr(layer, argument) != value:
            yield argument, value
