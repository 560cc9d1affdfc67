"""
A value means one thing here and another to tools that read YAML 1.1.

## What it does
Finds plain values on which the two versions of YAML differ: `no` and `on` (texts here, false and true there),
`010` (ten here, eight there), `1:30`, `1_000`, `2020-01-01`. Says nothing where the value is wrong here, too.

## Why is this bad?
seqspec reads YAML 1.2, most other tools read 1.1. A spec that both read should mean the same to both.

## Keras
Never sees it. PyYAML's own loader makes `False` of `no`, 8 of `010` and a date object of `2020-01-01`.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 010, input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 10, input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Writes the value so that both read it alike: a text in quotes, a number in plain digits. Safe: it stays what
it is.
"""

from __future__ import annotations

from seqspec.diagnostics import Severity

SEVERITY: Severity = "warning"
