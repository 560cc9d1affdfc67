"""
`Flatten` behind a recurrent layer that gives one vector: there is nothing to flatten.

## What it does
Finds `Flatten` where its input has no time axis any more because the recurrent layer before it returns only its last
step.

## Why is this bad?
Whoever writes `Flatten` there expects all steps, and the model sees one.

## Keras
No error: `Flatten` passes a vector on as it is.

## Bad
```yaml
seqspec: 1
model:
  - Bidirectional: {layer: {LSTM: 150}, input_shape: [69, 100]}
  - Flatten
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - Bidirectional: {layer: {LSTM: {units: 150, return_sequences: true}}, input_shape: [69, 100]}
  - Flatten
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Takes `Flatten` out. Unsafe: the layers behind it get other names, and perhaps all steps were meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.objective import RECURRENT, unwrapped
from seqspec.analysis.inference import Step
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Label, Severity
from seqspec.language.layer import show

SEVERITY: Severity = "warning"
TIER: Tier = "shapes"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each `Flatten` that does nothing."""
    for step in subject.trace.steps:
        if step.layer.type == "Flatten" and step.input.shape is not None and len(step.input.shape) == 2:
            producer = _producer(subject, step)
            if producer is not None:
                yield _finding(step, producer)


def _producer(subject: Subject, step: Step) -> Step | None:
    """The recurrent layer that ended the sequence, where nothing but dropout and the like lies between."""
    for before in reversed(subject.trace.steps[: step.index]):
        _, inner = unwrapped(before.path, before.layer)
        if inner.type in RECURRENT:
            return before
        if before.weights or before.input.shape != before.output.shape:
            return None
    return None


def _finding(step: Step, producer: Step) -> Finding:
    _, inner = unwrapped(producer.path, producer.layer)
    return Finding(
        step.path,
        f"`Flatten` has nothing to flatten: `{inner.type}` before it gives only its last step",
        target="key",
        label=f"gets {show(step.input.shape)}",
        labels=(Label(producer.path, "ends the sequence, because `return_sequences` is false", "key"),),
        keras="no error: passes the vector on as it is",
        help=f"set `return_sequences: true` on that `{inner.type}` if all steps are meant, else take `Flatten` out",
        fix=Fix("take `Flatten` out", "unsafe", (Delete(step.path[:-1]),)),
    )
