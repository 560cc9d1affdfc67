"""
The input shape is declared once, on the first layer.

## What it does
Finds `input_shape` (or a shape inside a wrapper or a block) anywhere but on the first entry of `model`.

## Why is this bad?
Only the first layer meets the data. Every other layer takes the shape that the layer before it gives, so a shape written
there is at best a repetition, and at worst what somebody believes and the model does not do.

## Keras
Ignores the value without looking at it, even where it is wrong: `LSTM(4, input_shape=(1, 1))` after an output of
`(None, 5, 4)` builds. It prints one warning, the same as for a first layer.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 32, return_sequences: true, input_shape: [100, 1]}
  - LSTM: {units: 32, input_shape: [100, 32]}
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 32, return_sequences: true, input_shape: [100, 1]}
  - LSTM: {units: 32}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Takes the shape out. Safe where it equals the inferred shape; otherwise unsafe, because the author meant something.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Label, Path, Severity
from seqspec.language.layer import Layer, Shape, show
from seqspec.language.layers.core import Input

SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each `input_shape` that is not on the first layer."""
    inferred = {step.path: step.input.shape for step in subject.trace.steps}
    seen: set[Path] = set()
    for index, (path, layer) in enumerate(subject.layers):
        if path not in seen:
            seen.add(path)
            allowed = index == 0 and not isinstance(layer, Input) and len(path) == 3
            yield from _shapes(subject, path, layer, inferred.get(path), allowed)


def _shapes(subject: Subject, path: Path, layer: Layer, shape: Shape | None, allowed: bool) -> Iterator[Finding]:
    if layer.input_shape is not None and not allowed:
        yield _finding(subject, path, layer, shape)
    for field, inner in _inner(layer):
        yield from _shapes(subject, (*path, *field, inner.type), inner, None, allowed=False)


def _inner(layer: Layer) -> Iterator[tuple[Path, Layer]]:
    """The layers that a wrapper or a block holds, each with the path to it."""
    for field in type(layer).own_fields():
        value = getattr(layer, field)
        if isinstance(value, Layer):
            yield (field,), value
        elif isinstance(value, list):
            yield from (((field, index), item) for index, item in enumerate(value) if isinstance(item, Layer))


def _finding(subject: Subject, path: Path, layer: Layer, shape: Shape | None) -> Finding:
    first_path, first = subject.layers[0]
    equal = shape is not None and list(shape[1:]) == layer.input_shape
    return Finding(
        (*path, "input_shape"),
        f"`input_shape` stands on `{layer.type}`, which is not the first layer",
        target="key",
        label="ignored by Keras",
        labels=(_where_it_belongs(first_path, first),),
        keras="no error: the value is ignored, whatever it says"
        + (f"; this layer gets {show(shape)}" if shape is not None else ""),
        help="take it out here; the input shape is declared once, on the first layer",
        fix=Fix("take `input_shape` out", "safe" if equal else "unsafe", (Delete((*path, "input_shape")),)),
    )


def _where_it_belongs(path: Path, first: Layer) -> Label:
    if isinstance(first, Input):
        return Label(path, "the input is declared here", "key")
    if first.input_shape is not None and len(path) == 3:
        return Label((*path, "input_shape"), "the input shape is declared here")
    return Label(path, "the first layer, the only one that may declare it", "key")
