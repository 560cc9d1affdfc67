"""
From Keras 3.16 on, a mask ends at the first recurrent layer that returns a sequence.

## What it does
Looks for a mask that leaves `SimpleRNN`, `LSTM`, `GRU`, `Bidirectional` or `TimeDistributed` and is used behind it,
where `runtime.keras` allows a version in which these layers no longer pass a mask on.

## Why is this bad?
Up to 3.15 padding is ignored by all recurrent layers of a stack and by the loss. From 3.16 on only the first one
ignores it: the same spec trains another model, with no more than a warning.

## Keras
Up to 3.15 the mask goes through. In 3.16 `supports_masking` of these layers is False (keras-team/keras#23235), and
Keras warns that the layer destroys the mask information.

## Bad
```yaml
seqspec: 1
model:
  - Input: {shape: [20], dtype: int32}
  - Embedding: {input_dim: 1000, output_dim: 32, mask_zero: true}
  - LSTM: {units: 32, return_sequences: true}
  - LSTM: 32
  - Dense: 1
runtime: {seed: 42, keras: ">=3.15"}
```

## Good
```yaml
seqspec: 1
model:
  - Input: {shape: [20], dtype: int32}
  - Embedding: {input_dim: 1000, output_dim: 32, mask_zero: true}
  - LSTM: {units: 32, return_sequences: true}
  - LSTM: 32
  - Dense: 1
runtime: {seed: 42, keras: ">=3.15,<3.16"}
```

## Fix
None is applied: keep to versions below 3.16, or use no mask.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.environment import NEXT
from seqspec.analysis.inference import Step
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Severity

SEVERITY: Severity = "warning"
TIER: Tier = "environment"

_ENDING = {"SimpleRNN", "LSTM", "GRU", "Bidirectional", "TimeDistributed", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"}
_LATER = (NEXT[0], NEXT[1] + 1)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding, at the first layer that would end the mask."""
    if not subject.environment.may_be(NEXT, _LATER):
        return
    for step in subject.trace.steps:
        if step.layer.type in _ENDING and step.input.mask and step.output.mask and _is_used(subject, step):
            yield Finding(
                step.path,
                f"the mask that `{step.layer.type}` gets goes no further from Keras 3.16 on",
                target="key",
                label="passes the mask on up to 3.15",
                keras=f"{subject.environment.keras} may be 3.16: warns that the layer destroys the mask, and trains on",
                help='write `keras: "<3.16"` in `runtime`, or do without a mask',
            )
            return


def _is_used(subject: Subject, step: Step) -> bool:
    """Whether a layer behind it, or the loss, heeds the mask."""
    behind = subject.trace.steps[step.index + 1 :]
    return any(each.layer.mask == "consumes" for each in behind) or subject.trace.output.mask
