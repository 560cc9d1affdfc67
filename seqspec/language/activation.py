"""The activation functions of `keras.activations`, which have names and no arguments."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from seqspec.language.keras2 import intended_name
from seqspec.language.problems import unknown_name

# All that `keras.activations.get` takes, but `glu` and `threshold`, which no layer can use: `keras2` says why.
ACTIVATIONS = (
    "celu", "elu", "exponential", "gelu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh",
    "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu", "sigmoid", "silu", "softmax",
    "softplus", "soft_shrink", "softsign", "sparse_plus", "sparse_sigmoid", "sparsemax", "squareplus", "swish", "tanh",
    "tanh_shrink",
)  # fmt: skip


def _check(name: str) -> str:
    if name not in ACTIVATIONS:
        known = list(ACTIVATIONS)
        raise intended_name("activation", name, known, "value") or unknown_name("activation", name, known, "value")
    return name


_Name = Annotated[str, AfterValidator(_check), WithJsonSchema({"enum": list(ACTIVATIONS)})]
Activation = _Name | None
