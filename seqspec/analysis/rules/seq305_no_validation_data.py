"""
Nothing tells whether the model learns or memorises.

## What it does
Finds training over more than five epochs without validation data: a split with no `validation`, or arrays
without `fit.validation_split`. A callback that watches validation figures then has a rule of its own
(SEQ214).

## Why is this bad?
The loss on the training part falls in a model that learns and in one that memorises. Only data it has not
seen tell them apart, and show when to stop.

## Keras
No error, and no `val_loss`.

## Bad
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  split: {validation: 0, test: 0.2}
  window: {length: 30}
model:
  - LSTM: 50
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
fit: {epochs: 100}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  split: {validation: 0.1, test: 0.2}
  window: {length: 30}
model:
  - LSTM: 50
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
fit: {epochs: 100}
runtime: {seed: 42}
```

## Fix
Sets a tenth aside. Unsafe: it leaves less to train on.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.repairs import set_value
from seqspec.analysis.facts.validation import validates
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Path, Severity

SEVERITY: Severity = "warning"

_FEW_EPOCHS = 5


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the split."""
    spec = subject.spec
    if spec.data is None or validates(spec) is not False or spec.fit.epochs <= _FEW_EPOCHS:
        return
    path: Path = ("fit", "validation_split") if spec.data.arrays else ("data", "split", "validation")
    by_fraction = (
        spec.data.arrays is not None or spec.data.parts.unit == "fraction" or not any(spec.data.parts.sizes.values())
    )
    yield Finding(
        path if subject.is_written(path) else path[:-1],
        f"{spec.fit.epochs} epochs of training, and no data to validate on",
        target="value" if subject.is_written(path) else "key",
        keras="no error, and no `val_loss` in any epoch",
        help=f"set some data aside: `{path[-1]}: 0.1`" if by_fraction else "set some rows aside with `validation`",
        fix=Fix("set a tenth aside", "unsafe", (set_value(subject.document, path, "0.1"),)) if by_fraction else None,
    )
