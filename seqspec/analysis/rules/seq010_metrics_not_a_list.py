"""
`metrics` is a single name where a list belongs.

## What it does
Finds `metrics: mae`, and reads it as `metrics: [mae]`.

## Why is this bad?
Keras would not compile it. There is one way to read it, so seqspec reads it that way and says so.

## Keras
Raises ValueError at `compile`: "Expected `metrics` argument to be a list, tuple, or dict. Received instead:
metrics=mae".

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error, metrics: mae}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error, metrics: [mae]}
runtime: {seed: 42}
```

## Fix
Puts the name into a list. Safe.
"""

from __future__ import annotations

from seqspec.diagnostics import Severity

SEVERITY: Severity = "warning"
