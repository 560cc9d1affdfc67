"""
A layer gives several tensors, or a wrapper holds what it can't work with.

## What it does
Finds recurrent layers with `return_state: true`, `Bidirectional` with `merge_mode: null`, around a layer that does
not read step by step, and around two layers that read in the same direction or give different sizes.

## Why is this bad?
A spec is a line of layers, each of which gets one tensor and gives one. States and unmerged directions are further
tensors, which nobody could take.

## Keras
Raises ValueError when the model is built, at the layer behind: "Layer "dense" expects 1 input(s), but it received 3
input tensors". `Bidirectional` around a `Dense` raises TypeError when the layer is made; two layers of one direction
raise ValueError: "Forward layer and backward layer should have different `go_backwards` value".

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 4, return_state: true, input_shape: [10, 8]}
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 4, input_shape: [10, 8]}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Takes `return_state` out. Safe: the model could not be built, and nothing in a spec can take a state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from seqspec.analysis.facts.refusals import refusal, refused
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Severity

SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Finding]:
    """The first layer that fails, if it gives too much; decoding finds what can't be wrapped."""
    step = refused(subject, "SEQ116")
    if step is None:
        return
    found = refusal(subject, step)
    assert isinstance(found.path, tuple)
    if found.path[-1] == "return_state":
        found = replace(found, fix=Fix("take `return_state` out", "safe", (Delete(found.path),)))
    yield found
