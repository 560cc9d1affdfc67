"""
Every time step becomes a piece of the program of its own.

## What it does
Finds `unroll: true` over more than 50 time steps, and TimeDistributed around anything but Dense over more than
100 that are known beforehand.

## Why is this bad?
The program that is compiled grows with the number of steps, and with it the time to compile and the memory.
A loop of the backend costs the same for 10 steps and for 10,000.

## Keras
No error. `unroll: true` writes the steps out one after the other, which pays off for very short sequences only.
TimeDistributed runs over a known number of steps in a loop of Python; only where the number is not known is the
layer applied to all of them at once.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, unroll: true, input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42}
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
Takes `unroll` out. Unsafe: the model is the same, and the last digits of its numbers may not be.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.objective import unwrapped
from seqspec.analysis.facts.recurrence import Recurrence, recurrences
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Path, Severity

SEVERITY: Severity = "warning"

_CHEAP = {"Activation", "Dense", "Dropout", "Flatten", "Identity", "Reshape"}


def check(subject: Subject, *, unrolled: float = 50, distributed: float = 100) -> Iterator[Finding]:
    """One finding for each layer whose steps are written out, above `unrolled` or `distributed` of them."""
    for each in recurrences(subject.trace):
        if vars(each.layer)["unroll"] and (each.steps or 0) > unrolled:
            yield _unrolled(each)
    seen: set[Path] = set()
    for step in subject.trace.steps:
        if step.layer.type == "TimeDistributed" and step.path not in seen and (_steps(step) or 0) > distributed:
            seen.add(step.path)
            inner = unwrapped(step.path, step.layer)[1].type
            if inner not in _CHEAP:
                yield _distributed(step, inner)


def _steps(step: Step) -> int | None:
    return step.input.shape[1] if step.input.shape and len(step.input.shape) > 1 else None


def _unrolled(each: Recurrence) -> Finding:
    return Finding(
        (*each.path, "unroll"),
        f"`unroll: true` writes out {each.steps:,} time steps",
        keras="no error: compiling takes longer with every step",
        help="take `unroll` out",
        fix=Fix("take `unroll` out", "unsafe", (Delete((*each.path, "unroll")),)),
    )


def _distributed(step: Step, inner: str) -> Finding:
    return Finding(
        step.path,
        f"`TimeDistributed` calls `{inner}` {_steps(step):,} times, one time step after the other",
        target="key",
        keras="no error: a loop of Python, and compiling takes longer with every step",
        help="leave the number of steps open (`null` in the input shape), or use a layer with one more axis",
    )
