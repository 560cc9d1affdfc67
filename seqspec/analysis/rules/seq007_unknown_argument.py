"""
A layer, optimizer, loss, metric or callback has no argument of this name.

## What it does
Holds every argument against what Keras takes, and offers the nearest one.

## Why is this bad?
An argument that is not taken is a wish that nobody hears.

## Keras
Raises when the object is made: "Unrecognized keyword arguments passed to LSTM: {'dropuot': 0.2}". One class
hears everything and heeds nothing: `ReduceLROnPlateau(epsilon=1)` is accepted and ignored.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, dropuot: 0.2, input_shape: [100, 1]}
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
Writes the nearest argument. Unsafe, because it is a guess.
"""

from __future__ import annotations

from seqspec.diagnostics import Severity

SEVERITY: Severity = "error"
