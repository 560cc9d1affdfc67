"""
A penalty on what a layer gives is written down, and Keras leaves it out.

## What it does
Finds `activity_regularizer` on SimpleRNN and on the layer inside a TimeDistributed, and an
ActivityRegularization inside one.

## Why is this bad?
The spec says that large activities cost something, and training says that they don't. Nothing in the loss shows
the difference.

## Keras
No error: the penalty is not in `model.losses`. SimpleRNN takes the argument and drops it, where LSTM and GRU
keep it; TimeDistributed calls the layer inside it in a way that skips the penalty. On TimeDistributed itself it
counts.

## Bad
```yaml
seqspec: 1
model:
  - SimpleRNN: {units: 50, activity_regularizer: l2, input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - SimpleRNN: {units: 50, input_shape: [100, 1]}
  - ActivityRegularization: {l2: 0.01}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Takes the argument out. Safe: it has no effect.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.declaration import all_layers
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Path, Severity
from seqspec.language.layer import Layer

SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each penalty that is left out."""
    for path, layer in all_layers(subject):
        inner = getattr(layer, "layer", None)
        if layer.type == "TimeDistributed" and isinstance(inner, Layer):
            yield from _inside(subject, (*path, "layer", inner.type), inner)
        elif layer.type == "SimpleRNN" and layer.activity_regularizer is not None and "TimeDistributed" not in path:
            yield _finding(path, layer, "put `ActivityRegularization` behind it, or take `LSTM` or `GRU`")


def _inside(subject: Subject, path: Path, layer: Layer) -> Iterator[Finding]:
    if layer.activity_regularizer is not None:
        yield _finding(path, layer, "give it to `TimeDistributed` itself")
    elif layer.type == "ActivityRegularization":
        yield Finding(
            path,
            "`ActivityRegularization` inside `TimeDistributed` has no effect",
            target="key",
            keras="no error: the penalty is left out of the loss",
            help="take it out of `TimeDistributed`; it needs none",
        )


def _finding(path: Path, layer: Layer, help: str) -> Finding:
    here = (*path, "activity_regularizer")
    inside = " inside `TimeDistributed`" if "TimeDistributed" in path else ""
    return Finding(
        here,
        f"`activity_regularizer` of `{layer.type}`{inside} has no effect",
        target="key",
        keras="no error: the penalty is left out of the loss",
        help=help,
        fix=Fix("take it out", "safe", (Delete(here),)),
    )
