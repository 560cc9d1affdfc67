"""
A model is compiled for training, and no loss says what is to be learnt.

## What it does
Finds a `compile` without a `loss` beside a recipe or a `fit`. A spec without `compile` is a model to build only.

## Why is this bad?
Training makes the loss small. Without one there is nothing to do, and `seqspec fit` refuses.

## Keras
On TensorFlow raises ValueError at the first batch of `fit`: "No loss to compute". On JAX there is no error: the loss is
0.0 in every epoch, and no weight changes.

## Bad
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  window: {length: 30}
model:
  - LSTM: 50
  - Dense: 1
compile: {optimizer: adam}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  window: {length: 30}
model:
  - LSTM: 50
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
runtime: {seed: 42}
```

## Fix
By hand: only the author knows what is to be learnt.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Severity

SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at `compile`, or at the loss that is null."""
    spec = subject.spec
    if spec.compile is None or spec.compile.loss is not None or spec.fragment or _may_be_meant(subject):
        return
    recipe = subject.is_written(("data",))
    if not recipe and not subject.is_written(("fit",)):
        return
    empty = subject.is_written(("compile", "loss"))
    yield Finding(
        ("compile", "loss") if empty else ("compile",),
        "no `loss` says what is to be learnt",
        target="value" if empty else "key",
        keras="TensorFlow raises ValueError at the first batch; on JAX no error: the loss is 0, and no weight changes",
        help="name one, such as `loss: mean_squared_error` for numbers",
        severity=None if recipe else "warning",
    )


def _may_be_meant(subject: Subject) -> bool:
    """Whether a loss may stand in what could not be read."""
    broken = any(key.partition(".")[0] == "compile" for key in subject.spec.broken)
    return broken or subject.is_written(("loss",))
