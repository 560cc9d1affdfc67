"""
A model that picks classes is trained with a loss on numbers.

## What it does
Finds `mse`, `mae`, `huber` and `log_cosh` over a softmax, and over a sigmoid where the recipe says that the target is
a label. Where the recipe says that it is a number, it is the softmax that is wrong.

## Why is this bad?
A distance between probabilities goes flat where the model is sure and wrong: the gradient vanishes exactly where it
is needed. The cross-entropy of the same output does not.

## Keras
No error: the loss falls, slowly, and accuracy behind it.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, input_shape: [10, 1]}
  - Dense: {units: 3, activation: softmax}
compile: {optimizer: adam, loss: mse}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, input_shape: [10, 1]}
  - Dense: {units: 3, activation: softmax}
compile: {optimizer: adam, loss: categorical_crossentropy}
runtime: {seed: 42}
```

## Fix
Writes the cross-entropy for the labels of the recipe, or for one-hot labels where there is none. Unsafe: it is
another loss.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.alignment import has_target, misfit
from seqspec.analysis.facts.objective import DISTANCES, Head, find_head, loss_of, name_of
from seqspec.analysis.facts.repairs import rename_named
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Label, Path, Severity
from seqspec.language.named import Named

SEVERITY: Severity = "warning"

_LOSS: Path = ("compile", "loss")
_BINARY = ("binary_crossentropy", "BinaryCrossentropy")
_SUITED = {
    "classes": ("sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"),
    "binary": _BINARY,
    "multi_label": _BINARY,
}


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the loss."""
    loss, head = loss_of(subject.spec), find_head(subject.trace)
    if loss is None or head is None or loss.type not in DISTANCES or head.is_recurrent:
        return
    if not _classifies(subject, head) or misfit(subject) is not None:
        return
    predicts_numbers = subject.delivery is not None and has_target(subject) and subject.delivery.kind == "real"
    yield _of_numbers(head, loss) if predicts_numbers else _finding(subject, head, loss)


def _classifies(subject: Subject, head: Head) -> bool:
    if head.activation == "softmax":
        return head.width != 1
    labels = subject.delivery is not None and subject.delivery.kind != "real"
    return labels and head.activation in {"hard_sigmoid", "sigmoid"}


def _of_numbers(head: Head, loss: Named) -> Finding:
    at = (*head.path, "activation") if head.has_argument else head.path
    return Finding(
        at,
        f"numbers are predicted, and `softmax` gives shares that add up to 1 among {head.width or 'the'} outputs",
        target="value" if head.has_argument else "key",
        labels=(Label(_LOSS, f"`{name_of(loss)}` measures the distance to the numbers"),),
        keras="no error: one output can rise only as the others fall",
        help="take the activation out: a number needs none",
        fix=Fix("take the activation out", "unsafe", (Delete(at),)) if head.layer.type == "Dense" else None,
    )


def _finding(subject: Subject, head: Head, loss: Named) -> Finding:
    kind = subject.delivery.kind if subject.delivery is not None else "one_hot"
    name, class_name = _suited(head, kind)
    edit = rename_named(subject.document, _LOSS, loss, name, class_name)
    where = (*head.path, "activation") if head.has_argument else head.path
    return Finding(
        _LOSS,
        f"`{name_of(loss)}` measures distances, and the model ends with probabilities",
        labels=(Label(where, f"ends with `{head.activation}`", "value" if head.has_argument else "key"),),
        keras="raises at the first batch, or stretches a class number over all outputs"
        if kind == "classes" and head.activation == "softmax"
        else "no error: no gradient comes back where the model is sure and wrong",
        help=f"write `{name}`",
        fix=Fix(f"write `{name}`", "unsafe", (edit,)) if edit and kind != "real" else None,
        severity="error" if kind == "classes" and head.activation == "softmax" else None,
    )


def _suited(head: Head, kind: str) -> tuple[str, str]:
    """The cross-entropy that the labels and the end of the model call for."""
    if head.activation != "softmax":
        return _BINARY
    return _SUITED["classes"] if kind == "classes" else ("categorical_crossentropy", "CategoricalCrossentropy")
