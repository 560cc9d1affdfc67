"""
The labels are not those that the loss counts.

## What it does
Holds the smallest and the largest label against the loss and the width of the model's end: class numbers run from
0 to one less than there are outputs, and the labels of `binary_crossentropy` are 0 and 1. The labels are those
that `data.arrays` declares with `min` and `max`; with a look at the data, those in the file.

## Why is this bad?
Labels 1 to 5 under five outputs leave the first output without a label and the last label without an output. A
label of -1 turns the loss around: it falls without end.

## Keras
TensorFlow on the CPU raises at `fit`: "Received a label value of 5 which is outside the valid range of [0, 5)". On
JAX the loss of such an example is 0, without a word. `binary_crossentropy` takes any number.

## Bad
```yaml
seqspec: 1
data:
  arrays: {input: {shape: [30, 2]}, target: {shape: [], kind: classes, classes: 5, min: 1, max: 5}}
model:
  - LSTM: 50
  - Dense: {units: 5, activation: softmax}
compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  arrays: {input: {shape: [30, 2]}, target: {shape: [], kind: classes, classes: 5, min: 0, max: 4}}
model:
  - LSTM: 50
  - Dense: {units: 5, activation: softmax}
compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
runtime: {seed: 42}
```

## Fix
By hand: number the labels from 0, or write 0 for -1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from seqspec.analysis.facts.alignment import takes_class_apart
from seqspec.analysis.facts.columns import figures, looked_at, number
from seqspec.analysis.facts.objective import BINARY, SPARSE, find_head, loss_of, name_of
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Label, Path, Severity

SEVERITY: Severity = "error"

_ARRAYS: Path = ("data", "arrays", "target")
_SILENT = "no error: the loss of such an example has no lower end"
_OUTSIDE = "raises at `fit` on TensorFlow's CPU; on JAX the loss of such an example is 0, without a word"


@dataclass(frozen=True, slots=True)
class _Labels:
    """The labels of one target: their ends, whether all are whole numbers, and where they are spoken of."""

    path: Path
    least: float | None
    most: float | None
    whole: bool
    classes: int | None


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding for each target."""
    loss = loss_of(subject.spec)
    if loss is None:
        return
    for kind, labels in _known(subject):
        if loss.type in SPARSE and kind in {"classes", "binary"}:
            yield from _classes(subject, labels, name_of(loss))
        elif takes_class_apart(subject):
            yield from _classes(subject, labels, "softmax")
        elif loss.type in BINARY and kind in {"binary", "multi_label", "classes"}:
            yield from _binary(labels, name_of(loss))


def _known(subject: Subject) -> Iterator[tuple[str, _Labels]]:
    data = subject.spec.data
    target = data.arrays.target if data and data.arrays else None
    if target is not None:
        yield target.kind, _Labels(_ARRAYS, target.min, target.max, True, target.classes)
    looked = looked_at(subject)
    if looked is None:
        return
    data, profile = looked
    for each in data.target or []:
        for name, column in figures(profile, [each.column or ""]):
            if name not in data.encode and not column.texts:
                where = _Labels(("data", "target"), column.minimum, column.maximum, column.integers, data.classes(each))
                yield data.kind(each), where


def _classes(subject: Subject, labels: _Labels, loss: str) -> Iterator[Finding]:
    head = find_head(subject.trace)
    width = head.width if head is not None else None
    count = width or labels.classes
    if labels.least is not None and labels.least < 0:
        yield _finding(
            labels, f"there are labels down to {number(labels.least)}, and `{loss}` counts from 0", "", count
        )
    elif labels.most is not None and count is not None and labels.most >= count:
        at = (Label((*head.path,), f"{count:,} outputs, for 0 to {count - 1:,}", "key"),) if head and width else ()
        said = f"there are labels up to {number(labels.most)}, and {count:,} classes are numbered 0 to {count - 1:,}"
        yield _finding(labels, said, "", count, at)
    elif not labels.whole:
        yield _finding(
            labels, f"there are labels that are no whole numbers, and `{loss}` takes class numbers", "", count
        )


def _binary(labels: _Labels, loss: str) -> Iterator[Finding]:
    low, high = labels.least, labels.most
    if (low is not None and low < 0) or (high is not None and high > 1):
        ends = " to ".join(number(end) for end in (low, high) if end is not None)
        ends = f"up to {ends}" if low is None else f"of {ends}"
        yield _finding(labels, f"there are labels {ends}, and `{loss}` takes 0 and 1", _SILENT, 2)


def _finding(labels: _Labels, said: str, keras: str, classes: int | None, at: tuple[Label, ...] = ()) -> Finding:
    from_one = classes is not None and labels.least == 1 and labels.most == classes
    binary = keras == _SILENT
    help = "write 0 and 1 for the two classes" if binary else "number the labels from 0"
    if binary and (labels.most or 0) > 1:
        help += ", or take `sparse_categorical_crossentropy` and a softmax with one unit for each class"
    return Finding(
        labels.path,
        said,
        labels=at,
        keras=keras or _OUTSIDE,
        help="number them from 0: subtract 1 from each label" if from_one and not binary else help,
    )
