"""
The text is YAML, and no spec.

## What it does
Finds a file that is empty or no mapping, a second document, a missing or unknown `seqspec:` version, a
missing or empty `model`, a key that is no text. A file with `fragment: true`, which others extend, may lack
the model.

## Why is this bad?
Without the version nobody knows which language this is, and without layers there is no model.

## Keras
Takes `Sequential([])` without a word and raises ValueError when it is built: "cannot be built because it has
no layers".

## Bad
```yaml
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42}
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
Writes `seqspec: 1` before the first key of a text that has a `model`. Safe: nothing could be compiled, and there
is no other version. The rest by hand: list the layers under `model:`.
"""

from __future__ import annotations

from seqspec.diagnostics import Severity

SEVERITY: Severity = "error"
