"""
A softmax over several classes is trained with a loss that asks about each class by itself.

## What it does
Finds `binary_crossentropy` and its focal form over a softmax of two values or more, unless several labels may be
true at once.

## Why is this bad?
A softmax shares 1 out among the classes, so that one answer decides all others. The binary loss counts each of them
as a question of its own: the many easy noes outweigh the one yes, and the accuracy that it suggests is flattering.

## Keras
No error where the labels are one-hot: the mean over all classes is trained. With class numbers it raises ValueError
at the first batch: "must have the same shape".

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, input_shape: [10, 1]}
  - Dense: {units: 3, activation: softmax}
compile: {optimizer: adam, loss: binary_crossentropy}
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
Writes `categorical_crossentropy`, or the sparse one for class numbers. Unsafe: it is another loss.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.alignment import labels_wanted, misfit, takes_class_apart
from seqspec.analysis.facts.objective import BINARY, Head, expects_logits, find_head, loss_of, name_of
from seqspec.analysis.facts.repairs import rename_named
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Path, Replace, Severity
from seqspec.language.named import Named

SEVERITY: Severity = "warning"

_LOSS: Path = ("compile", "loss")


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding; labels in another form than the loss takes, and other shapes, have rules of their own."""
    loss, head = loss_of(subject.spec), find_head(subject.trace)
    if loss is None or head is None or loss.type not in BINARY or expects_logits(loss):
        return
    if head.activation != "softmax" or head.is_recurrent or head.width in {None, 1}:
        return
    if labels_wanted(subject) is None and takes_class_apart(subject):
        yield _one_number(subject, head, loss)
    elif labels_wanted(subject) is None and misfit(subject) is None:
        several = subject.delivery is not None and subject.delivery.kind == "multi_label"
        yield _several_labels(head, loss) if several else _one_label(subject, head, loss)


def _several_labels(head: Head, loss: Named) -> Finding:
    at = (*head.path, "activation") if head.has_argument else head.path
    return Finding(
        at,
        f"several labels may be true at once, and `softmax` shares out 1 among {head.width:,} classes",
        target="value" if head.has_argument else "key",
        label="at most one can be likely",
        keras=f"no error: `{name_of(loss)}` trains towards probabilities that can't be reached together",
        help="write `sigmoid`, which judges each label by itself",
        fix=Fix("write `sigmoid`", "unsafe", (Replace(at, "sigmoid"),)) if head.has_argument else None,
    )


def _one_number(subject: Subject, head: Head, loss: Named) -> Finding:
    name = "sparse_categorical_crossentropy"
    edit = rename_named(subject.document, _LOSS, loss, name, "SparseCategoricalCrossentropy")
    return Finding(
        _LOSS,
        f"`{name_of(loss)}` asks about each class by itself, and the label is one number for {head.width:,} classes",
        labels=(_head_label(head),),
        keras="raises ValueError at the first batch: target and output must have the same shape",
        help=f"write `{name}`" + (", or end with one unit and `sigmoid`" if head.width == 2 else ""),
        fix=Fix(f"write `{name}`", "unsafe", (edit,)) if edit else None,
        severity="error",
    )


def _head_label(head: Head) -> Label:
    where = (*head.path, "activation") if head.has_argument else head.path
    return Label(where, "shares out 1 among the classes", "value" if head.has_argument else "key")


def _one_label(subject: Subject, head: Head, loss: Named) -> Finding:
    edit = rename_named(subject.document, _LOSS, loss, "categorical_crossentropy", "CategoricalCrossentropy")
    return Finding(
        _LOSS,
        f"`{name_of(loss)}` asks about each class by itself, and `softmax` picks one of {head.width:,}",
        labels=(_head_label(head),),
        keras="no error with one-hot labels: it trains the mean over all classes, most of which are easy noes",
        help="write `categorical_crossentropy`, or `sigmoid` if several labels may be true at once",
        fix=Fix("write `categorical_crossentropy`", "unsafe", (edit,)) if edit else None,
    )
