"""
Nothing says what the model takes.

## What it does
Finds a model without an `input_shape` on its first layer, without an `Input` before it, and without a recipe
that it could be derived from.

## Why is this bad?
Without it no shape, no weight and no cost is known, and nothing about them can be checked before training.

## Keras
No error: the model stays unbuilt, without weights, until the first batch of `fit`. `count_params()` raises
ValueError, and every mistake in a shape waits for the first batch.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
By hand: only the author knows the sizes. With a recipe there is nothing to declare.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.declaration import all_layers
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Severity
from seqspec.language.decode import is_length
from seqspec.language.layer import Layer, Unknown
from seqspec.language.layers.core import Input

SEVERITY: Severity = "error"

_SHAPES = {
    "Dense": "[features]",
    "Embedding": "[steps]",
    "ConvLSTM1D": "[steps, rows, channels]",
    "ConvLSTM2D": "[steps, rows, columns, channels]",
    "ConvLSTM3D": "[steps, rows, columns, slices, channels]",
}
_OF_DIMENSIONS = {"2D": "[rows, columns, channels]", "3D": "[rows, columns, slices, channels]"}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding, at the first layer, where the input is declared nowhere and can't be derived."""
    spec = subject.spec
    if not subject.layers or spec.fragment or "data" in spec.broken or subject.trace.input.shape is not None:
        return
    layers = [layer for _, layer in all_layers(subject)]
    if any(isinstance(layer, Input | Unknown) or layer.input_shape is not None for layer in layers):
        return  # declared in the wrong place, or perhaps in what could not be read
    path, first = subject.layers[0]
    length = subject.document.get((*path, "input_length"))
    if not subject.is_written(("data",)) and length is not None and is_length(length.plain):
        return  # keras2-argument makes an `input_shape` of it
    recipe = "the recipe does not say either" if spec.data else "there is no recipe to derive it from"
    yield Finding(
        path,
        f"nothing says what the model takes: `{first.type}` has no `input_shape`, and {recipe}",
        target="key",
        label="the first layer",
        keras="no error: the model has no weights until the first batch of `fit`, and every mistake waits until then",
        help=f"give the first layer its input, batch axis left out: `input_shape: {_shape(first)}`",
    )


def _shape(layer: Layer) -> str:
    return _SHAPES.get(layer.type) or _OF_DIMENSIONS.get(layer.type[-2:], "[steps, features]")
