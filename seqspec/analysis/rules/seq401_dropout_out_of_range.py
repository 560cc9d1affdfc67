"""
A dropout rate is the fraction of values that is dropped: from 0 up to, but not including, 1.

## What it does
Finds rates below 0 or from 1 up, on the dropout layers and as `dropout` and `recurrent_dropout` of recurrent
layers.

## Why is this bad?
A rate of 1 drops everything, and 20 is not 20 per cent.

## Keras
`Dropout(20)` raises ValueError when the layer is made. `Dropout(1.0)` passes, and gives zeros in training.
Recurrent layers cut the rate to the range in silence: with `LSTM(50, dropout=20)` the layer sees nothing but
zeros.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, dropout: 20, input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, dropout: 0.2, input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Divides by 100 what looks like per cent. Unsafe: `Dropout: 256` was perhaps meant as `Dense: 256`.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.declaration import all_layers
from seqspec.analysis.facts.noise import DROPPING, rates
from seqspec.analysis.facts.objective import RECURRENT
from seqspec.analysis.facts.repairs import set_argument
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Path, Severity
from seqspec.language.layer import Layer

SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each rate out of range."""
    for path, layer in all_layers(subject):
        for field in rates(layer):
            rate = getattr(layer, field)
            if not 0 <= rate < 1:
                yield _finding(subject, path, layer, field, rate)


def _finding(subject: Subject, path: Path, layer: Layer, field: str, rate: float) -> Finding:
    percent = 2 <= rate < 100 and rate == int(rate)
    fraction = f"{rate / 100:g}"
    return Finding(
        (*path, field),
        f"a dropout rate is {'less than 1' if rate >= 1 else '0 or more'}, and this is {rate:g}",
        label="drops everything" if rate >= 1 else "less than nothing",
        keras=_keras(layer, rate),
        help=_help(layer, rate, fraction if percent else None),
        fix=_fix(subject, path, layer, field, fraction) if percent else None,
    )


def _fix(subject: Subject, path: Path, layer: Layer, field: str, fraction: str) -> Fix:
    return Fix(f"write {fraction}", "unsafe", (set_argument(subject, path, layer, field, fraction),))


def _keras(layer: Layer, rate: float) -> str:
    if layer.type in RECURRENT or layer.type not in DROPPING:
        return f"no error: cuts the rate to {min(1, max(0, rate)):g} in silence"
    if rate != 1:
        return "raises ValueError when the layer is made"
    if layer.type in {"AlphaDropout", "GaussianDropout"}:
        return "accepts the layer, and raises ZeroDivisionError at the first step of training"
    return "no error: all values are 0 in training"


def _help(layer: Layer, rate: float, fraction: str | None) -> str:
    if fraction is not None:
        return f"write {fraction} for {rate:g} per cent"
    if layer.type == "Dropout" and rate >= 1 and rate == int(rate) > 1:
        return f"did you mean `Dense: {rate:g}`?"
    return "write a fraction such as 0.2"
