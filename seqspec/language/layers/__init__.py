"""The layers a spec can name: one module a family, one class a layer."""

from __future__ import annotations

_SEVERAL = "it takes several tensors, and every layer of a spec takes one and gives one"
_CODE = "it is built from other objects or from code, and a spec can't run code"
_CELL = "it is the step of a recurrent layer and no layer by itself; write `{}`"

REFUSED = {
    **dict.fromkeys(
        ("Add", "AdditiveAttention", "Attention", "Average", "Concatenate", "Dot", "GroupQueryAttention", "Maximum",
         "Minimum", "MultiHeadAttention", "Multiply", "Subtract"),
        _SEVERAL,
    ),
    **dict.fromkeys(
        ("FlaxLayer", "JaxLayer", "Layer", "Pipeline", "TFSMLayer", "TorchModuleWrapper", "Wrapper"),
        _CODE,
    ),
    "RNN": f"{_CODE}; write `SimpleRNN`, `LSTM` or `GRU`",
    "StackedRNNCells": f"{_CODE}; write one recurrent layer after another, with `return_sequences: true`",
    "Lambda": "a spec can't run code; write the function as layers that have names",
    **{f"{layer}Cell": _CELL.format(layer) for layer in ("SimpleRNN", "LSTM", "GRU")},
}  # fmt: skip
"""Layers of Keras that a stack of layers has no place for."""
