"""
The spec is built to be larger than it looks, or to be more than values.

## What it does
Refuses aliases that expand beyond 100,000 values or into themselves, more than 64 levels of nesting, files
above 1 MiB, numbers of more than 40 digits, more than 10,000 layers after `repeat`, circles of `extends`, and
tags such as `!!python`.

## Why is this bad?
A few lines of aliases can stand for a billion values, and a tag can ask a reader to run code. Reading a spec
has to be safe whoever wrote it.

## Keras
Never sees it. PyYAML reads an alias bomb in a millisecond, because it shares the parts; whoever walks through
the result hangs. It reads a list that contains itself, too.

## Bad
```yaml
seqspec: 1
model: &again
  - LSTM: {units: 50, input_shape: [100, 1]}
  - repeat: {times: 2, layers: *again}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: &memory {units: 50, return_sequences: true, input_shape: [100, 1]}
  - LSTM: {<<: *memory, input_shape: null}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
By hand: write the parts out, or use `repeat`.
"""

from __future__ import annotations

from seqspec.diagnostics import Severity

SEVERITY: Severity = "error"
