"""
A softmax over a single value is always 1.

## What it does
Finds `activation: softmax`, or a Softmax layer, where the last axis has size 1.

## Why is this bad?
Softmax shares out 1 among the values of the last axis. A single value gets all of it, whatever goes in, so
the model says 1 for every example and no gradient ever comes back.

## Keras
Warns and trains on. With categorical_crossentropy the loss is 0 from the first step, which looks like
success; with binary_crossentropy and mean_squared_error it is constant. With sparse_categorical_crossentropy
TensorFlow raises at the first label above 0, and JAX reports a loss of 0.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 32, input_shape: [100, 1]}
  - Dense: {units: 1, activation: softmax}
compile: {optimizer: adam, loss: binary_crossentropy}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 32, input_shape: [100, 1]}
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: adam, loss: binary_crossentropy}
runtime: {seed: 42}
```

## Fix
For yes or no: `sigmoid` with binary_crossentropy. For a number: no activation. Unsafe: for several classes
the layer needs as many units instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.objective import CATEGORICAL, REGRESSION, SPARSE, Head, bound, find_head, loss_of, unwrapped
from seqspec.analysis.facts.repairs import rename_named, set_argument
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Edit, Finding, Fix, Path, Severity
from seqspec.language.named import Named

SEVERITY: Severity = "error"

_LOSS: Path = ("compile", "loss")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each softmax over one value, recurrent layers aside: their output is not the activation's."""
    seen: set[Path] = set()
    for step in subject.trace.steps:
        head = _softmax_over_one(step)
        if head is not None and head.path not in seen:
            seen.add(head.path)
            yield _finding(subject, step, head)


def _softmax_over_one(step: Step) -> Head | None:
    head = bound(step, *unwrapped(step.path, step.layer))
    if head is None or head.is_recurrent or head.activation != "softmax" or head.width != 1:
        return None
    return head


def _finding(subject: Subject, step: Step, head: Head) -> Finding:
    last = find_head(subject.trace)
    loss = loss_of(subject.spec) if last == head else None
    return Finding(
        (*head.path, "activation") if head.has_argument else head.path,
        "softmax over a single value is always 1",
        target="value" if head.has_argument else "key",
        label="one value shares with nobody",
        keras=_keras(loss),
        help=_help(subject, loss),
        fix=_fix(subject, head, loss) if last == head else None,
    )


def _keras(loss: Named | None) -> str:
    if loss is not None and loss.type in CATEGORICAL:
        return "a warning, and then a loss of 0 from the first step on"
    if loss is not None and loss.type in SPARSE:
        return "a warning; TensorFlow raises at the first label above 0, JAX reports a loss of 0"
    return "a warning, and then a model that never changes: no gradient comes back"


def _help(subject: Subject, loss: Named | None) -> str:
    classes = subject.delivery.classes if subject.delivery else None
    if classes is not None and classes > 2:
        return f"give the layer {classes:,} units, one for each class"
    if loss is not None and loss.type in REGRESSION:
        return "take the activation out: a number needs none"
    return "write `sigmoid` with `binary_crossentropy`, or give the layer one unit for each class"


def _fix(subject: Subject, head: Head, loss: Named | None) -> Fix | None:
    classes = subject.delivery.classes if subject.delivery else None
    if classes is not None and classes > 2:
        edit = set_argument(subject, head.path, head.layer, "units", str(classes))
        return Fix(f"give it {classes:,} units", "unsafe", (edit,)) if hasattr(head.layer, "units") else None
    if not head.has_argument:
        return None
    if loss is not None and loss.type in REGRESSION and head.layer.type != "Activation":
        return Fix("take the activation out", "unsafe", (Delete((*head.path, "activation")),))
    edits: list[Edit] = [set_argument(subject, head.path, head.layer, "activation", "sigmoid")]
    if loss is not None and loss.type in SPARSE | CATEGORICAL:
        renamed = rename_named(subject.document, _LOSS, loss, "binary_crossentropy", "BinaryCrossentropy")
        edits += [renamed] if renamed else []
    return Fix("write `sigmoid`" + (" and `binary_crossentropy`" if len(edits) > 1 else ""), "unsafe", tuple(edits))
