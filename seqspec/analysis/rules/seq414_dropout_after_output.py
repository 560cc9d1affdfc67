"""
Dropout after the last layer disturbs the predictions themselves.

## What it does
Finds dropout and noise behind the layer that gives the output.

## Why is this bad?
In training a part of all predictions is set to 0, whatever the model says, and the others are scaled up. The
loss has a floor that no weights can get under, and the model learns to make up for it.

## Keras
No error. With `Dropout(0.5)` behind it, an output that should be 1 is 0 or 2 in training; in evaluation and
prediction nothing is dropped, so that the two losses differ for no other reason.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
  - Dropout: 0.2
compile: {optimizer: adam, loss: mean_squared_error}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dropout: 0.2
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
runtime: {seed: 42}
```

## Fix
Takes it out. Unsafe: another model is trained.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.noise import NOISE, disturbs
from seqspec.analysis.facts.objective import RECURRENT, unwrapped
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Label, Severity

SEVERITY: Severity = "warning"

_RESHAPING = {"Flatten", "Identity", "Permute", "Reshape"}
_HEADS = RECURRENT | {"Activation", "Dense", "EinsumDense", "Softmax"}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each layer behind the output that disturbs it."""
    if subject.spec.fragment:
        return
    behind: list[Step] = []
    for step in reversed(subject.trace.steps):
        if step.layer.type not in NOISE | _RESHAPING:
            yield from (_finding(each, step) for each in behind if _is_output(subject, step))
            return
        if disturbs(step.layer):
            behind.append(step)


def _is_output(subject: Subject, step: Step) -> bool:
    """A model that is never compiled may be the first part of another one, unless it ends as models do."""
    _, layer = unwrapped(step.path, step.layer)
    return layer.type in _HEADS - RECURRENT if subject.spec.compile is None else layer.type in _HEADS


def _finding(step: Step, output: Step) -> Finding:
    rate = getattr(step.layer, "rate", None)
    return Finding(
        step.path,
        f"`{step.layer.type}` stands behind the output, and disturbs every prediction in training",
        target="key",
        labels=(Label(output.path, "the output", "key"),),
        keras=f"no error: {rate:g} of all predictions are 0 in training, whatever the model says"
        if rate and step.layer.type.endswith("Dropout") and step.layer.type not in {"AlphaDropout", "GaussianDropout"}
        else "no error: adds noise to the predictions in training",
        help="put it before the last layer, or take it out",
        fix=Fix("take it out", "unsafe", (Delete(step.path[:2]),)) if len(step.path) == 3 else None,
    )
