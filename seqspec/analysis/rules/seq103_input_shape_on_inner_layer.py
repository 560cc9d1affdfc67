"""
The input shape is declared once, on the first layer.

## What it does
Finds `input_shape` anywhere but on the first entry of `model`: on a later layer, beside an `Input`, on the
layer inside a wrapper, in a block, in a part that is repeated.

## Why is this bad?
Only the first layer meets the data. Every other layer takes the shape that the layer before it gives, so a
shape written there is at best a repetition, and at worst what somebody believes and the model does not do.

## Keras
Ignores the value without looking at it, even where it is wrong: `LSTM(4, input_shape=(1, 1))` after an output
of `(None, 5, 4)` builds. It prints one warning, the same as for a first layer. On the layer inside a wrapper
the value is ignored, too, and if it is the only one the model stays without weights until the first batch.

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
Takes the shape out. Safe where it equals the inferred shape; otherwise unsafe, because the author meant
something. From a layer inside a first wrapper it moves to the wrapper, where it counts: safe, since nothing
else can be meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.declaration import with_inner
from seqspec.analysis.facts.repairs import set_argument
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Label, Path, Severity
from seqspec.language.layer import Layer, Shape, show
from seqspec.language.layers.core import Input

SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each `input_shape` that is not on the first layer."""
    arriving = {step.path: step.input.shape for step in subject.trace.steps}
    seen: set[Path] = set()
    repeated = {path for index, (path, _) in enumerate(subject.layers) if index and path == subject.layers[0][0]}
    for index, (path, layer) in enumerate(subject.layers):
        if path in seen:
            continue
        seen.add(path)
        if layer.input_shape is not None and (index > 0 or path in repeated):
            yield _on_a_later_layer(subject, path, layer, arriving.get(path), path in repeated)
        for inner_path, inner in with_inner(path, layer):
            if inner is not layer and inner.input_shape is not None:
                yield _inside_a_layer(subject, index, inner_path, inner)


def _on_a_later_layer(subject: Subject, path: Path, layer: Layer, shape: Shape | None, repeated: bool) -> Finding:
    here = (*path, "input_shape")
    equal = not repeated and shape is not None and list(shape[1:]) == layer.input_shape
    stands = "stands in a block that is repeated" if repeated else "is not the first layer"
    return Finding(
        here,
        f"`input_shape` stands on `{layer.type}`, which {stands}",
        target="key",
        label="ignored by Keras" if not repeated else "would be declared anew in every repetition",
        labels=() if repeated else (_where_it_belongs(subject),),
        keras="no error: the value is ignored, whatever it says"
        + (f"; this layer gets {show(shape)}" if shape is not None and not repeated else ""),
        help="take it out here, and put an `Input` in front of the repeated block"
        if repeated
        else "take it out here; the input shape is declared once, on the first layer",
        fix=None if repeated else Fix("take `input_shape` out", "safe" if equal else "unsafe", (Delete(here),)),
    )


def _inside_a_layer(subject: Subject, index: int, path: Path, layer: Layer) -> Finding:
    here, (outer_path, outer) = (*path, "input_shape"), subject.layers[index]
    block = outer.type == "Sequential"
    return Finding(
        here,
        f"`input_shape` stands on `{layer.type}`, which is written inside `{outer.type}`",
        target="key",
        label="not the first entry of the model" if block else "ignored by Keras",
        labels=(Label(outer_path, "the first layer, the only one that may declare it", "key"),)
        if index == 0
        else (_where_it_belongs(subject),),
        keras="takes it from a block that comes first, and ignores it in any other"
        if block
        else "no error: the value is ignored, whatever it says",
        help=_way_out(index, outer),
        fix=_move_out(subject, index, path, layer),
    )


def _way_out(index: int, outer: Layer) -> str:
    if index:
        return "take it out here; the input shape is declared once, on the first layer"
    if outer.type == "TimeDistributed":
        return "declare the whole input on `TimeDistributed`, the time axis first"
    return f"declare the input on `{outer.type}` itself" if outer.type != "Sequential" else "put an `Input` in front"


def _move_out(subject: Subject, index: int, path: Path, layer: Layer) -> Fix | None:
    """Out of a wrapper that takes what its layer takes; else only out."""
    outer_path, outer = subject.layers[index]
    delete = Delete((*path, "input_shape"))
    if index or outer.input_shape is not None:
        return Fix("take `input_shape` out", "unsafe", (delete,))
    if outer.type != "Bidirectional" or "layer" not in path or not subject.is_written((*outer_path, "layer")):
        return None
    sizes = ", ".join("null" if size is None else str(size) for size in layer.input_shape or [])
    move = set_argument(subject, outer_path, outer, "input_shape", f"[{sizes}]")
    return Fix("move `input_shape` to `Bidirectional`", "safe", (delete, move))


def _where_it_belongs(subject: Subject) -> Label:
    path, first = subject.layers[0]
    if isinstance(first, Input):
        return Label(path, "the input is declared here", "key")
    if first.input_shape is not None:
        return Label((*path, "input_shape"), "the input shape is declared here")
    return Label(path, "the first layer, the only one that may declare it", "key")
