"""
`Input` stands first in the model, once.

## What it does
Finds an `Input` behind another layer, and a second `Input`.

## Why is this bad?
A model takes one input, at its beginning. An `Input` further down says nothing that the layers before it
would heed.

## Keras
Without an `Input` in front: no error until the first batch, then ValueError: "Layer InputLayer has no
positional arguments". With one: ValueError at once, the model "has already been configured to use input
shape".

## Bad
```yaml
seqspec: 1
model:
  - Input: [100, 1]
  - LSTM: {units: 50, return_sequences: true}
  - Input: [100, 50]
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - Input: [100, 1]
  - LSTM: {units: 50, return_sequences: true}
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Takes the `Input` out where the input is declared in front: safe where it says what is inferred there anyway,
otherwise unsafe, because the author meant something. Moves it to the front where it is the only one and fits
there: safe, since nothing else can be meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.alignment import shape_after
from seqspec.analysis.facts.repairs import move_to_front
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Label, Path, Severity
from seqspec.language.layer import Layer, Signal, show
from seqspec.language.layers.core import Input

SEVERITY: Severity = "error"

_TWICE = "raises ValueError when the model is made: it has already been configured to use another input shape"
_LATE = "no error until the first batch, then ValueError: an InputLayer takes no tensor"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each `Input` that is not the first entry."""
    reported: set[Path] = set()
    for index, (path, layer) in enumerate(subject.layers):
        if index and isinstance(layer, Input) and path not in reported:
            reported.add(path)
            yield _finding(subject, path, layer, _before(subject, index))


def _before(subject: Subject, index: int) -> Signal:
    """What arrives at the place of an entry."""
    layers = sum(not isinstance(layer, Input) for _, layer in subject.layers[:index])
    return subject.trace.steps[layers - 1].output if layers else subject.trace.input


def _finding(subject: Subject, path: Path, layer: Input, signal: Signal) -> Finding:
    first_path, first = subject.layers[0]
    declared = isinstance(first, Input) or first.input_shape is not None
    equal = signal.shape is not None and list(signal.shape[1:]) == layer.shape
    return Finding(
        path,
        "the input is declared a second time"
        if declared
        else f"`Input` stands behind `{first.type}`, and not in front",
        target="key",
        label=f"{show(signal.shape)} arrives here" if signal.shape is not None else "",
        labels=(_first(first_path, first),),
        keras=_TWICE if declared else _LATE,
        help="take it out: the input is declared once, in front" if declared else "move it to the front",
        fix=_take_out(path, equal) if declared and path != first_path else _move(subject, path, layer),
    )


def _take_out(path: Path, equal: bool) -> Fix:
    return Fix("take this `Input` out", "safe" if equal else "unsafe", (Delete(path[:-1]),))


def _move(subject: Subject, path: Path, layer: Input) -> Fix | None:
    """To the front, where it is the only one and the layers then take what it says."""
    inputs = sum(isinstance(each, Input) for _, each in subject.layers)
    signal = Signal((layer.batch_size, *layer.shape), layer.dtype or "float32")
    if inputs > 1 or len(path) != 3 or shape_after(signal, subject.trace.steps) is None:
        return None
    return Fix("move it to the front", "safe", move_to_front(subject.document, path[:-1]))


def _first(path: Path, first: Layer) -> Label:
    said = "the input is declared here"
    if isinstance(first, Input):
        return Label(path, said, "key")
    if first.input_shape is not None:
        return Label((*path, "input_shape"), said)
    return Label(path, "the first layer", "key")
