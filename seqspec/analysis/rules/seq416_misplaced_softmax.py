"""
A softmax stands inside the model, or behind another activation.

## What it does
Finds `softmax` as the activation of a hidden layer or inside a recurrent one, a softmax behind a softmax or a sigmoid,
and one behind an activation that cuts off what lies below 0.

## Why is this bad?
A softmax makes shares that add up to 1: the units of a hidden layer then compete, and hand on little but which of them
is the largest. A second softmax gets numbers between 0 and 1, and makes nearly equal shares of them. Behind `relu` all
classes that were below 0 are equally likely.

## Keras
No error. The loss falls slowly and stays high: over three classes a softmax of a softmax can't give more than 0.58.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 32, input_shape: [30, 4]}
  - Dense: {units: 16, activation: softmax}
  - Dense: {units: 3, activation: softmax}
compile: {optimizer: adam, loss: categorical_crossentropy}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 32, input_shape: [30, 4]}
  - Dense: {units: 16, activation: relu}
  - Dense: {units: 3, activation: softmax}
compile: {optimizer: adam, loss: categorical_crossentropy}
runtime: {seed: 42}
```

## Fix
By hand: only the author knows what the hidden layer was to give.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.objective import RECURRENT, Head, bound, unwrapped
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Label, Path, Severity, Target

SEVERITY: Severity = "warning"

_CUTTING = {"relu", "relu6", "softplus"}
_SHARES = {"sigmoid", "softmax"}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each softmax or activation that stands in the way."""
    ends = [(step, _end(step)) for step in subject.trace.steps]
    for index, (_, end) in enumerate(ends):
        if end is None or end.activation not in _SHARES | _CUTTING or end.width == 1:
            continue
        after = next(((later, at) for later, at in ends[index + 1 :] if later.weights != () or at is not None), None)
        if after is None:
            continue
        later, second = after
        if later.weights == () and second is not None and second.activation == "softmax" and not end.is_recurrent:
            yield _behind(subject, end, second)
        elif end.activation == "softmax" and _computes_on(later):
            yield _hidden(subject, end)


def _end(step: Step) -> Head | None:
    path, layer = unwrapped(step.path, step.layer)
    return bound(step, path, layer)


def _computes_on(step: Step) -> bool:
    _, layer = unwrapped(step.path, step.layer)
    return bool(step.weights) and (layer.type in RECURRENT or "activation" in vars(layer))


def _behind(subject: Subject, first: Head, second: Head) -> Finding:
    twice = first.activation in _SHARES
    here, there = (second, first) if twice else (first, second)
    at, target = _written(subject, here)
    return Finding(
        at,
        f"`softmax` stands behind `{first.activation}`, which "
        + ("gives numbers between 0 and 1" if twice else "makes all classes below 0 alike"),
        target=target,
        labels=(Label(_written(subject, there)[0], "the other one stands here"),),
        keras="no error: the shares are nearly equal, and the loss stays high" if twice else
        "no error: where all are below 0, every class is as likely as the others, and no gradient comes back",
        help="keep one of the two" if twice else f"take `{first.activation}` out: a softmax takes any number",
    )  # fmt: skip


def _hidden(subject: Subject, end: Head) -> Finding:
    at, target = _written(subject, end)
    return Finding(
        at,
        f"`softmax` stands in a hidden layer, where the units of `{end.layer.type}` share out 1 among them",
        target=target,
        keras="no error: little but the largest unit is handed on, and the layers before it learn slowly",
        help="write `tanh`" if end.is_recurrent else "write `relu`; a softmax belongs at the end",
    )


def _written(subject: Subject, end: Head) -> tuple[Path, Target]:
    path = (*end.path, "activation")
    return (path, "value") if end.has_argument and subject.is_written(path) else (end.path, "key")
