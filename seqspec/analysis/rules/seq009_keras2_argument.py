"""
An argument of Keras 2, or of Keras 1, that Keras 3 refuses or ignores.

## What it does
Recognises what older books and scripts write: `lr` and `decay` on optimizers, `batch_input_shape`,
`input_dim` and `input_length` on layers, `output_dim`, `init`, `period`. Says what became of each.

## Why is this bad?
Most of them raise. The dangerous ones do nothing: with `decay` a model trains at a constant rate, and nobody
notices.

## Keras
Raises for `lr` ("Argument(s) not recognized: {'lr': 0.1}") and for `batch_input_shape`. Ignores with a
warning the `decay` of an optimizer and the `input_length` of an Embedding.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
compile: {optimizer: {Adam: {lr: 0.001}}, loss: mean_squared_error}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
compile: {optimizer: {Adam: {learning_rate: 0.001}}, loss: mean_squared_error}
runtime: {seed: 42}
```

## Fix
Writes the name of today, or takes the argument out where it does nothing. Safe where the two are one and the
same. The `input_length` of an Embedding that begins a model becomes its `input_shape`, unless that is given elsewhere.
"""

from __future__ import annotations

from seqspec.diagnostics import Severity

SEVERITY: Severity = "error"
