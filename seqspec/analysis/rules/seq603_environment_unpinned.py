"""
The spec does not say which versions of Keras it was written for, or on which backend.

## What it does
Notes a spec without `runtime.keras` or without `runtime.backend`. Off unless it is selected: a spec runs well
without, and this is for those that have to run in years.

## Why is this bad?
What Keras does changes from one minor version to the next, and the backends differ in what they do with wrong
ids and labels. Without a range a spec takes what happens to be installed.

## Keras
Takes the backend from `KERAS_BACKEND`, else from `~/.keras/keras.json`, else TensorFlow; the version is the one
that is installed.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42, backend: jax}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42, backend: jax, keras: ">=3.15,<3.16"}
```

## Fix
Writes the range of the version that is installed. Safe: the same version goes on being used.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.environment import installed_keras
from seqspec.analysis.facts.repairs import set_value
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Path, Severity

SEVERITY: Severity = "info"
ENABLED = False

_KEY: Path = ("runtime", "keras")


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the section that would say it."""
    spec = subject.spec
    if spec.fragment or not subject.layers or spec.broken & {"runtime", "runtime.keras", "runtime.backend"}:
        return
    missing = [
        name
        for name, left_open in (("keras", spec.runtime.keras is None), ("backend", spec.runtime.backend == "auto"))
        if left_open
    ]
    if missing:
        yield Finding(
            ("runtime",) if subject.is_written(("runtime",)) else ("model",),
            "nothing says what this spec runs on: " + " and ".join(f"`{name}`" for name in missing),
            target="key",
            keras="takes what is installed",
            help='write `keras: ">=3.15,<3.16"` and `backend: jax` below `runtime`, or what you have',
            fix=_fix(subject) if spec.runtime.keras is None else None,
        )


def _fix(subject: Subject) -> Fix | None:
    numbers = (installed_keras() or "").split(".")
    if len(numbers) < 2 or not numbers[1].isdigit():
        return None
    major, minor = numbers[:2]
    text = f'">={major}.{minor},<{major}.{int(minor) + 1}"'
    return Fix("write the installed version", "safe", (set_value(subject.document, _KEY, text),))
