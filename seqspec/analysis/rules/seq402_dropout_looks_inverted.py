"""
A dropout rate says what is dropped, and this one looks like what is kept.

## What it does
Finds rates of 0.7 and more, on the dropout layers and as `dropout` and `recurrent_dropout` of recurrent layers.
A rate above 0 and below 0.02, which does next to nothing, is noted.

## Why is this bad?
TensorFlow 1 and many papers give the probability to keep a value, Keras the fraction to drop: 0.8 copied from
there leaves one value in five.

## Keras
No error: training drops what it is told to drop.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dropout: 0.8
  - Dense: {units: 20, activation: relu}
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dropout: 0.2
  - Dense: {units: 20, activation: relu}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Writes one minus the rate. Unsafe: perhaps this much is meant to be dropped.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.declaration import all_layers
from seqspec.analysis.facts.noise import rates
from seqspec.analysis.facts.repairs import set_argument
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Path, Severity
from seqspec.language.layer import Layer

SEVERITY: Severity = "warning"


def check(subject: Subject, *, high: float = 0.7, low: float = 0.02) -> Iterator[Finding]:
    """One finding for each rate from `high` up, and one for each above 0 and below `low`."""
    for path, layer in all_layers(subject):
        for field in rates(layer):
            rate = getattr(layer, field)
            if high <= rate < 1:
                yield _inverted(subject, path, layer, field, rate)
            elif 0 < rate < low:
                yield _idle((*path, field), rate)


def _inverted(subject: Subject, path: Path, layer: Layer, field: str, rate: float) -> Finding:
    kept = f"{1 - rate:.4g}"
    return Finding(
        (*path, field),
        f"a dropout rate of {rate:g} keeps no more than {kept} of all values",
        label="is dropped",
        keras="no error: the rate is what is dropped, not what is kept",
        help=f"write {kept} if {rate:g} is what should be kept",
        fix=Fix(f"write {kept}", "unsafe", (set_argument(subject, path, layer, field, kept),)),
    )


def _idle(path: Path, rate: float) -> Finding:
    return Finding(
        path,
        f"a rate of {rate:g} drops one value in {round(1 / rate)}, which does next to nothing",
        keras="no error: drops that few",
        help="write a rate such as 0.2, or take it out",
        severity="info",
    )
