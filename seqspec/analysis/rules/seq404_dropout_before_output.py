"""
Dropout right before the last layer makes the output of a regression noisy while it learns.

## What it does
Finds dropout directly before the last `Dense` layer under a loss on numbers. Off unless it is selected: it is
common, and often harmless.

## Why is this bad?
Nothing comes after the last layer to even out what is dropped, so that in training the output jumps about the
value it should have, and the variance differs between training and prediction.

## Keras
No error: training drops what it is told to drop.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dropout: 0.2
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, dropout: 0.2, input_shape: [100, 1]}
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
runtime: {seed: 42}
```

## Fix
Takes the dropout out. Unsafe: another model is trained.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.noise import disturbs
from seqspec.analysis.facts.objective import REGRESSION, loss_of, unwrapped
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Label, Severity
from seqspec.language.layers.core import Dense

SEVERITY: Severity = "info"
ENABLED = False


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the layer before the last one."""
    steps, loss = subject.trace.steps, loss_of(subject.spec)
    if loss is None or loss.type not in REGRESSION or len(steps) < 2:
        return
    before, last = steps[-2:]
    if not disturbs(before.layer) or not isinstance(unwrapped(last.path, last.layer)[1], Dense):
        return
    alone = len(before.path) == 3 and before.layer.input_shape is None
    yield Finding(
        before.path,
        f"`{before.layer.type}` stands right before the output of a regression",
        target="key",
        labels=(Label(last.path, "the output", "key"),),
        keras="no error: every prediction in training misses a part of its input",
        help="drop out earlier in the model, or not at all",
        fix=Fix("take it out", "unsafe", (Delete(before.path[:2]),)) if alone else None,
    )
