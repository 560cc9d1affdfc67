"""
Validation takes the last rows as they stand, and they hold other labels than those that are trained on.

## What it does
With a look at the data, finds a target of labels whose split goes `by: time` although its later parts hold labels
that the training part does not have, as in a file sorted by label. Notes `fit.validation_split` beside arrays with
one label each: nobody can see from here whether they were shuffled.

## Why is this bad?
What was never shown can't be learnt: validation measures the wrong thing, and early stopping stops at nothing.

## Keras
`validation_split` takes the last part of the arrays before it shuffles anything, and does not look at labels.

## Data
```csv
petal,sepal,species
1.4,5.1,0
1.3,4.9,0
1.5,4.7,1
4.7,7.0,1
4.5,6.4,0
6.0,6.3,2
5.1,5.8,2
```

## Bad
```yaml
seqspec: 1
data:
  source: {csv: series.csv}
  target: {column: species, kind: classes, classes: 3}
  features: [petal, sepal]
  split: {by: time, train: 5, validation: 1, test: 1}
  scale: standard
model:
  - Dense: {units: 16, activation: relu}
  - Dense: {units: 3, activation: softmax}
compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
fit: {epochs: 2}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: series.csv}
  target: {column: species, kind: classes, classes: 3}
  features: [petal, sepal]
  split: {by: random, train: 5, validation: 1, test: 1}
  scale: standard
model:
  - Dense: {units: 16, activation: relu}
  - Dense: {units: 3, activation: softmax}
compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
fit: {epochs: 2}
runtime: {seed: 42}
```

## Fix
Splits `by: random` where rows do not depend on one another. Unsafe: other rows are trained on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seqspec.analysis.facts.columns import figures, looked_at, many
from seqspec.analysis.facts.repairs import set_value
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Path, Severity
from seqspec.language.data import Data

if TYPE_CHECKING:
    from seqspec.analysis.profile import Column

SEVERITY: Severity = "warning"

_SPLIT: Path = ("data", "split")
_FIT: Path = ("fit", "validation_split")
_LABELS = {"binary", "classes", "multi_label", "one_hot"}


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding."""
    looked = looked_at(subject)
    if looked is not None:
        data, profile = looked
        labels = [target.column or "" for target in data.target or [] if data.kind(target) in _LABELS]
        unseen = [(name, column) for name, column in figures(profile, labels) if column.unseen]
        if unseen:
            yield _unseen(subject, data, *unseen[0])
    yield from _arrays(subject)


def _unseen(subject: Subject, data: Data, name: str, column: Column) -> Finding:
    free = data.window is None and data.time is None
    return Finding(
        _SPLIT if subject.is_written(_SPLIT) else ("data",),
        f"the later parts hold {many(column.unseen or 0, 'label')} of `{name}` that the training part does not have, "
        f"such as {column.unseen_example}",
        target="value" if subject.is_written(_SPLIT) else "key",
        keras="`validation_split` takes the last part as it stands, too",
        help="write `by: random` if the rows are in no order of time"
        if free
        else "let the training part reach farther",
        fix=Fix("write `by: random`", "unsafe", (set_value(subject.document, (*_SPLIT, "by"), "random"),))
        if free
        else None,
    )


def _arrays(subject: Subject) -> Iterator[Finding]:
    data, part = subject.spec.data, subject.spec.fit.validation_split
    target = data.arrays.target if data and data.arrays else None
    # What has a label at every step is not sorted by it; only one-hot and multi-label targets have an axis for one.
    free = 1 if target is not None and target.kind in {"multi_label", "one_hot"} else 0
    one_label = target is not None and target.shape[: len(target.shape) - free] in ([], [1])
    if part and 0 < part < 1 and target is not None and one_label and target.kind in _LABELS:
        yield Finding(
            _FIT,
            f"the last {part:.0%} of the arrays validate, as they stand",
            keras="cuts them off before anything is shuffled, and does not look at labels",
            help="shuffle the arrays before you hand them over, unless their order is that of time",
            severity="info",
        )
