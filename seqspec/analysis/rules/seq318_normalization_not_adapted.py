"""
A `Normalization` layer has no mean and no variance, and so does nothing.

## What it does
Finds `Normalization` without `mean` and `variance`, also inside wrappers. In Python they come from `adapt`, which
reads the data; a spec can't call it.

## Why is this bad?
The numbers go through as they are, while everybody who reads the model takes them for normalised.

## Keras
Subtracts 0 and divides by 1, without a word.

## Bad
```yaml
seqspec: 1
model:
  - Normalization: {input_shape: [30, 2]}
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - Normalization: {mean: [2.0, 0.5], variance: [1.0, 4.0], input_shape: [30, 2]}
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Fix
By hand: `scale: standard` in the recipe, which learns from the training part, the two numbers, or
`BatchNormalization`.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.declaration import all_layers
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Severity

SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each such layer."""
    for path, layer in all_layers(subject):
        learnt = [vars(layer).get(key, key) for key in ("mean", "variance")]  # a layer with an error has no arguments
        if layer.type == "Normalization" and learnt == [None, None]:
            yield Finding(
                path,
                "`Normalization` without `mean` and `variance` changes nothing",
                target="key",
                keras="no error: it subtracts 0 and divides by 1",
                help="write `scale: standard` in the recipe, which learns from the training part, "
                "or give the layer its `mean` and `variance`",
            )
