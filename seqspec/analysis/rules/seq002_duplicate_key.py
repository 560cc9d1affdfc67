"""
A key stands twice in one mapping.

## What it does
Finds a key that is given a second time, and shows both places. A key that overrides one from a merge (`<<`)
is no duplicate.

## Why is this bad?
One of the two values is lost, and no YAML reader says which.

## Keras
Never sees it. PyYAML keeps the last value in silence: `units: 50` and then `units: 5` is a model of 5 units.

## Bad
```yaml
seqspec: 1
model:
  - LSTM:
      units: 50
      input_shape: [100, 1]
      units: 5
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM:
      units: 50
      input_shape: [100, 1]
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Takes out the first of the two, which most readers drop in silence. Unsafe: only the author knows which was meant.
"""

from __future__ import annotations

from seqspec.diagnostics import Severity

SEVERITY: Severity = "error"
