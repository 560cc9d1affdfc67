"""
A loss for one class of several stands over outputs that do not add up to 1.

## What it does
Finds a categorical cross-entropy, sparse or not, over a last layer with `sigmoid`: each of its outputs is a
probability of its own.

## Why is this bad?
The loss looks only at the output of the right class, and expects that raising it lowers the others. Sigmoid
outputs can all be 1 at once.

## Keras
No error with several units: the loss divides the outputs by their sum, so the model trains towards something
else. With one unit the loss is 0 for every example on JAX; TensorFlow raises at the first label above 0 if
the loss is the sparse one.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 32, input_shape: [100, 1]}
  - Dense: {units: 4, activation: sigmoid}
compile: {optimizer: adam, loss: categorical_crossentropy}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 32, input_shape: [100, 1]}
  - Dense: {units: 4, activation: softmax}
compile: {optimizer: adam, loss: categorical_crossentropy}
runtime: {seed: 42}
```

## Fix
Writes `softmax`; where several labels may be true at once, or there is one unit, `binary_crossentropy`.
Unsafe: only the author knows which of the two was meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.alignment import has_target, labels_wanted
from seqspec.analysis.facts.objective import CATEGORICAL, SPARSE, Head, expects_logits, find_head, loss_of, name_of
from seqspec.analysis.facts.repairs import rename_named, set_argument
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Edit, Finding, Fix, Label, Path, Severity
from seqspec.language.named import Named

SEVERITY: Severity = "warning"

_LOSS: Path = ("compile", "loss")
_EACH_FOR_ITSELF = {"hard_sigmoid", "sigmoid"}


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding; an error where there is a single unit."""
    loss, head = loss_of(subject.spec), find_head(subject.trace)
    if loss is None or head is None or loss.type not in SPARSE | CATEGORICAL or expects_logits(loss):
        return
    if _trains_on_numbers(subject) and labels_wanted(subject) is not None:
        return  # label-encoding-vs-loss says that no such loss is right
    if head.activation in _EACH_FOR_ITSELF and not head.is_recurrent:
        yield _finding(subject, head, loss)


def _trains_on_numbers(subject: Subject) -> bool:
    return subject.delivery is not None and has_target(subject) and subject.delivery.kind == "real"


def _finding(subject: Subject, head: Head, loss: Named) -> Finding:
    single, several = head.width == 1, subject.delivery is not None and subject.delivery.kind == "multi_label"
    binary = (single or several) and not _trains_on_numbers(subject) and not _has_more_classes(subject)
    # What has to change is underlined: the loss where a single answer is asked for, the activation else.
    end = (*head.path, "activation"), "one answer by itself" if single else "these do not add up to 1"
    sums = _LOSS, "shares out 1 among the classes"
    first, second = (sums, end) if single and binary else (end, sums)
    return Finding(
        first[0],
        f"`{name_of(loss)}` wants one class of several, and `{head.activation}` judges each output by itself",
        label=first[1],
        labels=(Label(*second),),
        keras=_keras(loss, single),
        help=_help(subject, single, binary),
        fix=_to_binary(subject, loss) if binary else _to_softmax(subject, head),
        severity="error" if single else None,
    )  # fmt: skip


def _has_more_classes(subject: Subject) -> bool:
    return subject.delivery is not None and (subject.delivery.classes or 2) > 2


def _help(subject: Subject, single: bool, binary: bool) -> str:
    if _trains_on_numbers(subject) or (single and not binary):
        return "write `softmax` with one unit for each class"
    if binary:
        return "write `binary_crossentropy`"
    return "write `softmax`, or `binary_crossentropy` if several labels may be true at once"


def _keras(loss: Named, single: bool) -> str:
    if not single:
        return "no error: it divides the outputs by their sum, and trains towards something else"
    if loss.type in SPARSE:
        return "TensorFlow raises at the first label above 0; on JAX the loss is 0 for every example"
    return "a warning at most, and a loss of 0 for every example"


def _to_softmax(subject: Subject, head: Head) -> Fix:
    assert head.has_argument  # no layer is a sigmoid by itself
    return Fix("write `softmax`", "unsafe", (set_argument(subject, head.path, head.layer, "activation", "softmax"),))


def _to_binary(subject: Subject, loss: Named) -> Fix | None:
    edit: Edit | None = rename_named(subject.document, _LOSS, loss, "binary_crossentropy", "BinaryCrossentropy")
    return Fix("write `binary_crossentropy`", "unsafe", (edit,)) if edit else None
