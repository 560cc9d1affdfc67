"""
Half precision is asked of a processor that has no use for it.

## What it does
Finds `precision: mixed_float16` or `float16` together with `device: cpu`. Where no device is named it says
nothing: a GPU may be meant.

## Why is this bad?
GPUs have units for float16, and processors have not: they convert back and forth, so that training is slower
and less exact at the same time.

## Keras
No error and no warning: it computes in float16 on a CPU as it is told. Keras 2 warned.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: {units: 1, dtype: float32}
runtime: {seed: 42, precision: mixed_float16, device: cpu}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: {units: 1, dtype: float32}
runtime: {seed: 42, precision: float32, device: cpu}
```

## Fix
Writes `float32`. Unsafe: the numbers are others.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Path, Replace, Severity

SEVERITY: Severity = "warning"

_PRECISION: Path = ("runtime", "precision")


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the precision."""
    runtime = subject.spec.runtime
    if runtime.device != "cpu" or runtime.precision not in {"mixed_float16", "float16"}:
        return
    yield Finding(
        _PRECISION,
        f"`{runtime.precision}` is slower than `float32` on a CPU",
        labels=(Label(("runtime", "device"), "has no units for float16"),),
        keras="no error: computes in float16 all the same",
        help="write `float32`, or `mixed_bfloat16` where the processor knows it",
        fix=Fix("write `float32`", "unsafe", (Replace(_PRECISION, "float32"),)),
    )
