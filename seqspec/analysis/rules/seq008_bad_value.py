"""
A value is of the wrong kind or out of range.

## What it does
Checks every value: sizes are whole numbers from 1 up, switches are `true` or `false`, seeds lie below 2^32,
nothing is infinite, choices come from their list, sections are mappings.

## Why is this bad?
It can't mean anything, or it means something that nobody would write on purpose.

## Keras
Differs from argument to argument. `Dense(4.0)` raises at once, `LSTM(4.0)` only when the weights are made,
and some values pass: `batch_size=0` is taken as "not given", `return_sequences="no"` returns sequences,
`units=True` is 1.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, return_sequences: "no", input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, return_sequences: false, input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
By hand, except where a single value was clearly meant: `no` and `off`, texts in YAML 1.2, become `false`, `yes`
and `on` become `true`.
"""

from __future__ import annotations

from seqspec.diagnostics import Severity

SEVERITY: Severity = "error"
