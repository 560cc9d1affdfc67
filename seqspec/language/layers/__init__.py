"""The layers a spec can name: one module a family, one class a layer."""

from __future__ import annotations

_SEVERAL = "it takes several tensors, and every layer of a spec takes one and gives one"
_CODE = "it is built from other objects or from code, and a spec can't run code"
_TENSORFLOW = "it computes with TensorFlow alone, whatever the backend, and no compiled model can hold it"
_CELL = "it is the step of a recurrent layer and no layer by itself; write `{}`"

_RANKS = ("1D", "2D", "3D")
_POOLS = {"Max": "Max", "Avg": "Average", "GlobalMax": "GlobalMax", "GlobalAvg": "GlobalAverage"}
ALIASES = {
    **{f"{short}Pool{rank}": f"{kind}Pooling{rank}" for short, kind in _POOLS.items() for rank in _RANKS},
    **{f"Convolution{rank}": f"Conv{rank}" for rank in _RANKS},
    **{f"Convolution{rank}Transpose": f"Conv{rank}Transpose" for rank in _RANKS},
    **{f"SeparableConvolution{rank}": f"SeparableConv{rank}" for rank in _RANKS[:2]},
    "InputLayer": "Input",
}  # fmt: skip
"""The other names that Keras has for layers, each with the one that is used here."""

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
    "InputSpec": "it is a check that layers make of their input, and no layer",
    "RNN": f"{_CODE}; write `SimpleRNN`, `LSTM` or `GRU`",
    "StackedRNNCells": f"{_CODE}; write one recurrent layer after another, with `return_sequences: true`",
    "Lambda": "a spec can't run code; write the function as layers that have names",
    "Equalization": "it hands out its input as its output, so that a model leaves it out or can't be built; "
    "write `ContrastLimitedAdaptiveHistogramEqualization` or `AutoContrast`",
    "HashedCrossing": _SEVERAL,
    "Hashing": f"{_TENSORFLOW}; write `data.encode` for categories, or `data.tokens` for sequences",
    "IntegerLookup": f"{_TENSORFLOW}; write `data.encode` for categories, or `data.tokens` for sequences",
    "MaxNumBoundingBoxes": "it changes boxes beside the images, and every layer of a spec takes one tensor",
    "StringLookup": "texts become numbers before they reach a model; write `data.encode` or `data.tokens`",
    "TextVectorization": "texts become numbers before they reach a model; write `data.tokens`",
    **{f"{layer}Cell": _CELL.format(layer) for layer in ("SimpleRNN", "LSTM", "GRU")},
}  # fmt: skip
"""Layers of Keras that a stack of layers has no place for."""
