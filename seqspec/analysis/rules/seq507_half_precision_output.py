"""
The output is computed in float16, which ends at 65,504 and has three digits.

## What it does
Finds a model under `precision: mixed_float16` or `float16` whose last layer has no `dtype: float32`.

## Why is this bad?
The loss is computed in float32, and what it gets is rounded already: a probability below 0.00000003 is 0, and a
number above 65,504 is infinite. To compute one layer in float32 costs next to nothing.

## Keras
No error. Under `mixed_float16` a sum of 90,000 leaves the last layer as `inf`, and with `dtype: float32` on that
layer as 90,000.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
runtime: {seed: 42, precision: mixed_float16}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: {units: 1, dtype: float32}
compile: {optimizer: adam, loss: mean_squared_error}
runtime: {seed: 42, precision: mixed_float16}
```

## Fix
Gives the last layer `dtype: float32`. Unsafe: the numbers are others.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.objective import ends_unread
from seqspec.analysis.facts.repairs import set_argument
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Severity

SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the last layer."""
    steps = subject.trace.steps
    if subject.spec.compile is None or not steps or steps[-1].output.dtype != "float16":
        return
    if subject.spec.runtime.precision not in {"mixed_float16", "float16"}:
        return
    if ends_unread(subject.spec, subject.trace):
        return
    last = steps[-1]
    alone = len(last.path) == 3 and not hasattr(last.layer, "layer") and last.layer.dtype is None
    edit = set_argument(subject, last.path, last.layer, "dtype", "float32") if alone else None
    yield Finding(
        last.path,
        f"the output of `{last.layer.type}` is computed in float16",
        target="key",
        labels=(Label(("runtime", "precision"), "unless a layer says otherwise"),),
        keras="no error: above 65,504 it is infinite, and it has three digits",
        help="give the last layer `dtype: float32`",
        fix=Fix("set `dtype: float32`", "unsafe", (edit,)) if edit else None,
    )
