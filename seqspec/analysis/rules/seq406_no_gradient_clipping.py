"""
Nothing bounds the gradients, and the target is large enough to make them explode.

## What it does
Finds SGD without `clipnorm`, `clipvalue` or `global_clipnorm`, with a rate of 0.01 or more and a squared error,
where the target is known to reach 100 and the model has hidden layers without bounds, such as `relu`. Without
such a risk it says nothing: most models train well without clipping.

## Why is this bad?
The gradient of a squared error grows with the error, and through layers without bounds it grows with every
weight that has grown. A few batches lead from a large error to numbers that float32 can't hold.

## Keras
No optimizer clips unless it is told to. With targets around 100 and `relu` in front of the output, the loss
under `SGD(0.01)` rises to a multiple of what it was within five epochs, where with `clipnorm` it falls.

## Bad
```yaml
seqspec: 1
data:
  arrays:
    input: {shape: [20, 4]}
    target: {shape: [1], kind: real, min: 0, max: 500}
model:
  - LSTM: 32
  - Dense: {units: 32, activation: relu}
  - Dense: 1
compile: {optimizer: {SGD: 0.01}, loss: mean_squared_error}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  arrays:
    input: {shape: [20, 4]}
    target: {shape: [1], kind: real, min: 0, max: 500}
model:
  - LSTM: 32
  - Dense: {units: 32, activation: relu}
  - Dense: 1
compile: {optimizer: {SGD: {learning_rate: 0.01, clipnorm: 1.0}}, loss: mean_squared_error}
runtime: {seed: 42}
```

## Fix
Sets `clipnorm: 1.0`. Unsafe: to scale the target is the better way where it can be done.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.objective import RECURRENT, UNBOUNDED, loss_of, unwrapped
from seqspec.analysis.facts.optimization import optimization
from seqspec.analysis.facts.repairs import set_argument
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Severity
from seqspec.language.layer import Layer

SEVERITY: Severity = "warning"

_RATE = 0.01


def check(subject: Subject, *, target: float = 100) -> Iterator[Finding]:
    """At most one finding, at the optimizer; a target from `target` up is large."""
    trained, loss = optimization(subject), loss_of(subject.spec)
    if trained is None or loss is None or loss.type != "MeanSquaredError":
        return
    largest = _largest(subject)
    fast = trained.optimizer.type == "SGD" and not trained.clips and (trained.rate or 0) >= _RATE
    if not fast or largest is None or largest < target or not _grows(subject):
        return
    edit = set_argument(subject, trained.path, trained.optimizer, "clipnorm", "1.0")
    yield Finding(
        trained.path,
        f"`SGD` without clipping meets targets of up to {largest:g}",
        target="key",
        labels=(Label(("data", "arrays", "target"), "not scaled"),),
        keras="no error: the loss grows, and may become NaN in any epoch",
        help="scale the target, or clip the gradients: `clipnorm: 1.0`",
        fix=Fix("set `clipnorm: 1.0`", "unsafe", (edit,)),
    )


def _largest(subject: Subject) -> float | None:
    """The size of the largest target, where the spec declares it."""
    arrays = subject.spec.data.arrays if subject.spec.data else None
    if arrays is None or arrays.target is None:
        return None
    return max((abs(bound) for bound in (arrays.target.min, arrays.target.max) if bound is not None), default=None)


def _grows(subject: Subject) -> bool:
    """Whether a hidden layer has no bounds; of recurrent ones SEQ405 speaks."""
    return any(_is_unbounded(unwrapped(step.path, step.layer)[1]) for step in subject.trace.steps[:-1])


def _is_unbounded(layer: Layer) -> bool:
    return layer.type not in RECURRENT and getattr(layer, "activation", None) in UNBOUNDED
