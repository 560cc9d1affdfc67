"""
Something is written that would be so without being written.

## What it does
Notes an argument of a layer that says its default, `Flatten` on vectors, and TimeDistributed around Dense. Off
unless it is selected: many write defaults down on purpose.

## Why is this bad?
What is written asks to be read. Where half of it says nothing, the other half is missed.

## Keras
Builds the same model with it and without. Dense works on the last axis of any input, and Flatten leaves vectors
as they are.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, activation: tanh, input_shape: [100, 1]}
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
Takes the argument out: safe. Layers stay, for the names of those behind them would change.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from seqspec.analysis.facts.declaration import all_layers
from seqspec.analysis.facts.objective import RECURRENT, unwrapped
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Path, Severity
from seqspec.language.layer import Layer
from seqspec.language.named import KINDS, Named

SEVERITY: Severity = "info"
ENABLED = False


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each argument, and for each layer, that changes nothing."""
    for path, layer in all_layers(subject):
        for field in sorted(layer.model_fields_set):
            here = (*path, field)
            if subject.is_written(here) and _is_default(layer, field):
                yield _argument(here, field)
        if layer.type == "TimeDistributed" and getattr(layer, "layer", layer).type == "Dense":
            yield _layer(path, "`TimeDistributed` around `Dense` does what `Dense` does alone")
    for before, step in pairwise(subject.trace.steps):
        told = unwrapped(before.path, before.layer)[1].type in RECURRENT  # SEQ124 asks whether all steps were meant
        if step.layer.type == "Flatten" and step.input.shape and len(step.input.shape) == 2 and not told:
            yield _layer(step.path, "`Flatten` gets vectors, and leaves them as they are")


def _is_default(layer: Layer, field: str) -> bool:
    given, info = getattr(layer, field), type(layer).model_fields[field]
    return not info.is_required() and (given == info.default or _means(given, info.default))


def _means(given: Any, default: Any) -> bool:
    """Whether a name with no arguments of its own is the one that a default calls by its short name."""
    if not isinstance(given, Named) or not isinstance(default, str) or given.model_fields_set:
        return False
    return KINDS[given.kind].canonical(default) == given.type


def _argument(path: Path, field: str) -> Finding:
    return Finding(
        path,
        f"`{field}` says what is so without it",
        target="key",
        keras="builds the same model without it",
        help="take it out",
        fix=Fix("take it out", "safe", (Delete(path),)),
    )


def _layer(path: Path, message: str) -> Finding:
    return Finding(path, message, target="key", keras="computes the same without it", help="take it out")
