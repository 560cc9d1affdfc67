"""
No seed is set, so no two runs are alike.

## What it does
Finds a spec without `runtime.seed`. A warning where rows are split at random: without a seed every run has
another test part.

## Why is this bad?
Initial weights, dropout, the order of batches and random splits all come from a random number generator.
Without a seed a result can't be repeated, and two specs can't be compared on the same terms.

## Keras
Draws from the system's entropy, and says nothing. `keras.utils.set_random_seed(42)` fixes the generators of
Python, NumPy and the backend at once; that is what `runtime.seed` does.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
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
Sets `runtime.seed: 42`. Safe: it is one of the runs that could have been.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.repairs import set_value
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Path, Severity

SEVERITY: Severity = "info"


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the section that a seed belongs to, or at the one it would serve."""
    spec = subject.spec
    if (
        spec.runtime.seed is not None
        or spec.fragment
        or not subject.layers
        or spec.broken & {"runtime", "runtime.seed"}
    ):
        return
    at_random = spec.data is not None and spec.data.source is not None and spec.data.by in {"group", "random"}
    yield Finding(
        _where(subject),
        "no seed is set: every run splits the rows anew and starts from other weights" if at_random
        else "no seed is set: every run starts from other weights",
        target="key",
        keras="no error: every run draws other numbers",
        help="set `runtime: {seed: 42}`",
        fix=Fix("set the seed to 42", "safe", (set_value(subject.document, ("runtime", "seed"), "42"),)),
        severity="warning" if at_random else None,
    )  # fmt: skip


def _where(subject: Subject) -> Path:
    return next(((key,) for key in ("runtime", "fit", "model") if subject.is_written((key,))), ())
