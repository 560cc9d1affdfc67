"""
Nothing has this name: no layer, activation, optimizer, loss, metric, initializer or callback.

## What it does
Finds names that are not in Keras, offers the nearest one, and knows what people mean by some that never were:
`rmse`, `f1`, `CuDNNLSTM`.

## Why is this bad?
There is nothing to build. A spec can name no code of its own, so a name outside the list can't be right.

## Keras
Raises ValueError without a suggestion: "Could not interpret activation function identifier: rellu". A
misspelt loss or metric passes `compile` and raises at the first batch of `fit`.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: {units: 1, activation: sigmoyd}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: {units: 1, activation: sigmoid}
runtime: {seed: 42}
```

## Fix
Writes the nearest name. Unsafe, because it is a guess.
"""

from __future__ import annotations

from seqspec.diagnostics import Severity

SEVERITY: Severity = "error"
