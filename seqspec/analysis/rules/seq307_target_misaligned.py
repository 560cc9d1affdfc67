"""
The target is a row that the model has already seen.

## What it does
Refuses `offset: 0` where the target is one of the features: the first target row is the last row of the input
then. `offset` counts rows from the last row of the input to the first that is predicted, so that 1 is the next
row. 0 is right where the target is no feature, as in telling a state from measurements of the same moment.

## Why is this bad?
The answer stands in the question. The model learns to pass on the last value, its error is close to 0, and it
forecasts nothing.

## Keras
`timeseries_dataset_from_array` pairs the window that starts at row i with target i: given the same array twice it
pairs every window with its own first row, without a word.

## Bad
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  window: {length: 30, offset: 0}
model:
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  window: {length: 30, offset: 1}
model:
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Writes `offset: 1`. Unsafe: another row is predicted.
"""

from __future__ import annotations

from seqspec.diagnostics import Severity

SEVERITY: Severity = "error"
