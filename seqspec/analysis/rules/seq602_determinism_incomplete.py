"""
A seed is set, and a GPU may give other numbers all the same.

## What it does
Notes a spec with a seed and `device: gpu` that does not say whether it has to be `deterministic`.

## Why is this bad?
A seed fixes the random numbers. The order in which a GPU adds numbers up is another matter, and sums of floats
depend on it: two runs drift apart within some epochs.

## Keras
`keras.utils.set_random_seed` fixes the generators, and says in its documentation that this is not enough where
cuDNN is involved.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42, device: gpu}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42, device: gpu, deterministic: true}
```

## Fix
Sets `deterministic: true`. Unsafe: it is slower.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.repairs import set_value
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Path, Severity

SEVERITY: Severity = "info"

_KEY: Path = ("runtime", "deterministic")


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the device."""
    runtime = subject.spec.runtime
    if runtime.seed is None or runtime.device != "gpu" or runtime.deterministic is not None:
        return
    if subject.spec.broken & {"runtime", "runtime.deterministic"}:
        return
    yield Finding(
        ("runtime", "device"),
        "the seed alone does not make two runs alike on a GPU",
        keras="no error: sums come out in another order every time",
        help="say `deterministic: true`, or `false` where speed counts more",
        fix=Fix("set `deterministic: true`", "unsafe", (set_value(subject.document, _KEY, "true"),)),
    )
