"""
A comment that silences a rule has something to silence.

## What it does
Finds `# seqspec: ignore[...]` and `# seqspec: file-ignore[...]` where the rule finds nothing, where no rule has that
code or name, and where no rule is named at all. Nothing is said of rules that were not checked in this run.

## Why is this bad?
The comment was right once, and now hides the next mistake of its kind. A misspelt one hides nothing.

## Keras
Keras reads no comments: this is between you and seqspec.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, dropout: 0.2, input_shape: [100, 1]}  # seqspec: ignore[SEQ401] tried out
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
Takes the code out, and the comment where no other code is left. Safe: comments are no part of the model.
"""

from __future__ import annotations

from seqspec.diagnostics import Severity

SEVERITY: Severity = "warning"
