"""
The text can't be read as YAML.

## What it does
Reports the first place where reading stops: a tab in the indentation, a second `:` in one line, a bracket or
a quote that is never closed, an alias without an anchor, a byte that is not UTF-8, a character that no text
should hold.

## Why is this bad?
Nothing after that place is known, so nothing after it can be checked.

## Keras
Never sees it. PyYAML stops at the same place and reports it in the words of its parser: "did not find
expected key".

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]
  - Dense: 1
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
By hand: the place is where the reader gave up, and the mistake is there or just before it.
"""

from __future__ import annotations

from seqspec.diagnostics import Severity

SEVERITY: Severity = "error"
