"""
Keras 3.4 to 3.8 drop inputs on a GPU when they predict.

## What it does
Finds `dropout` on `LSTM` and `GRU` where `runtime` allows TensorFlow, a GPU, and a version of Keras from 3.4 up to,
but not including, 3.9.

## Why is this bad?
In these versions the dropout of inputs is applied at inference too when cuDNN computes the layer: predictions and
scores are random, and biased.

## Keras
3.4 to 3.8 multiply the input by a dropout mask whenever `dropout` is above 0, in training or not. 3.9 asks for
`training` first (keras-team/keras#20983).

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, dropout: 0.2, input_shape: [100, 8]}
  - Dense: 1
runtime: {seed: 42, backend: tensorflow, keras: ">=3.4"}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, dropout: 0.2, input_shape: [100, 8]}
  - Dense: 1
runtime: {seed: 42, backend: tensorflow, keras: ">=3.9,<3.16"}
```

## Fix
None is applied: ask for Keras 3.9 or later.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.cudnn import FUSED, obstacles
from seqspec.analysis.facts.declaration import all_layers
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Severity

SEVERITY: Severity = "error"
TIER: Tier = "environment"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding, at the first layer whose inputs are dropped."""
    here = subject.environment
    if not here.may_be((3, 4), (3, 9)) or "tensorflow" not in here.backends or here.device == "cpu":
        return
    for path, layer in all_layers(subject):
        if layer.type in FUSED and getattr(layer, "dropout", 0) > 0 and not any(obstacles(layer)):
            yield Finding(
                (*path, "dropout"),
                f"on a GPU Keras 3.4 to 3.8 apply the `dropout` of `{layer.type}` when they predict, too",
                label="drops inputs at inference",
                keras=f"no error: with {here.keras} on TensorFlow and a GPU, every prediction is another one",
                help='write `keras: ">=3.9"` in `runtime`, or put a `Dropout` layer in front of it',
            )
            return
