"""
The loss expects labels in another form than the recipe delivers.

## What it does
Holds the kind of the target against the loss: `sparse_categorical_crossentropy` takes class numbers (`kind:
classes`), `categorical_crossentropy` takes one column for each class (`kind: one_hot`), `binary_crossentropy`
and the hinge losses take 0 and 1. None of them takes real numbers, scaled or not, which is what a target is
where nothing else is said.

## Why is this bad?
The same labels come as `2` or as `[0, 0, 1]`. A loss that reads the one as the other compares things that
have nothing to do with each other; one that reads numbers as probabilities rewards leaving their range.

## Keras
Raises ValueError at the first batch, in words about shapes: "Arguments `target` and `output` must have the
same shape. Received: target.shape=(32, 1), output.shape=(32, 4)". Nothing says that the name of the loss is
one word too long.

For real numbers under `binary_crossentropy`, `hinge` and their kin there is no error at all: the loss falls,
below 0 at times, and the outputs go to the ends of their range instead of to the target.

## Bad
```yaml
seqspec: 1
data:
  source: {csv: flowers.csv}
  target: {column: species, kind: classes, classes: 3}
  features: [petal, sepal]
model:
  - Dense: {units: 16, activation: relu}
  - Dense: {units: 3, activation: softmax}
compile: {optimizer: adam, loss: categorical_crossentropy}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: flowers.csv}
  target: {column: species, kind: classes, classes: 3}
  features: [petal, sepal]
model:
  - Dense: {units: 16, activation: relu}
  - Dense: {units: 3, activation: softmax}
compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
runtime: {seed: 42}
```

## Fix
Writes the loss that takes what the recipe delivers. Safe: the model could not be trained, and the two losses
are the same function of the same labels.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from seqspec.analysis.facts.alignment import gives_one_answer, labels_wanted
from seqspec.analysis.facts.columns import holds_text
from seqspec.analysis.facts.objective import BINARY, BROADCASTING, find_head, loss_of, name_of
from seqspec.analysis.facts.repairs import rename_named
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Path, Severity
from seqspec.language.delivery import Delivery
from seqspec.language.named import Named

SEVERITY: Severity = "error"

_PLAIN = re.compile(r"[A-Za-z_][\w ]*")
_LOSS: Path = ("compile", "loss")
_FORMS = {
    "binary": "0 or 1",
    "classes": "class numbers",
    "multi_label": "several labels at once",
    "one_hot": "one-hot columns",
    "real": "real numbers",
}
_TARGETS: tuple[Path, ...] = (
    ("data", "target", "kind"), ("data", "target", 0, "kind"), ("data", "arrays", "target", "kind"),
    ("data", "arrays", "target"), ("data", "tokens", "one_hot"), ("data", "target"), ("data", "tokens"),
)  # fmt: skip


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the loss."""
    loss, delivery, takes = loss_of(subject.spec), subject.delivery, labels_wanted(subject)
    if loss is None or delivery is None or takes is None or gives_one_answer(subject):
        return
    if not holds_text(subject):
        yield _finding(subject, loss, delivery, takes)


def _finding(subject: Subject, loss: Named, delivery: Delivery, takes: str) -> Finding:
    return Finding(
        _LOSS,
        f"`{name_of(loss)}` takes {_FORMS[takes]}, and the recipe delivers {_FORMS[delivery.kind]}",
        label=f"takes {_FORMS[takes]}",
        labels=_label(subject, delivery),
        keras=_keras(subject, loss, delivery),
        help=_help(subject, delivery, takes),
        fix=_fix(subject, loss, delivery.kind),
    )


def _label(subject: Subject, delivery: Delivery) -> tuple[Label, ...]:
    path = next((path for path in _TARGETS if subject.is_written(path)), None)
    return (Label(path, f"delivers {_FORMS[delivery.kind]}"),) if path else ()


def _keras(subject: Subject, loss: Named, delivery: Delivery) -> str:
    if loss.type in BROADCASTING or (loss.type in BINARY and delivery.kind == "real"):
        return "no error where the sizes agree, and a model that trains towards nonsense"
    head = find_head(subject.trace)
    if head is not None and head.width == 1 and delivery.targets == 1:
        return "no error where the sizes happen to agree, and a loss that means nothing"
    return "raises ValueError at the first batch, in words about shapes"


def _help(subject: Subject, delivery: Delivery, takes: str) -> str:
    if delivery.kind == "classes":
        return "write `sparse_categorical_crossentropy`"
    if delivery.kind == "one_hot":
        return "write `categorical_crossentropy`"
    if delivery.kind == "multi_label":
        return "write `binary_crossentropy`: it asks about each label by itself"
    if delivery.kind == "binary":
        return "write `binary_crossentropy` over one unit with `sigmoid`, or say `kind: classes`"
    kind = "binary" if takes == "binary" else f"{takes}, classes: 4"
    labels = f"`target: {{column: {_column(subject)}, kind: {kind}}}`"
    return f"train on numbers, as with `mse`, or say that they are labels: {labels}"


def _column(subject: Subject) -> str:
    """The target as the user calls it."""
    data = subject.spec.data
    named = [target.column for target in data.target or () if target.column] if data else []
    return json.dumps(named[0]) if named and not _PLAIN.fullmatch(named[0]) else (named or ["COLUMN"])[0]


def _fix(subject: Subject, loss: Named, kind: str) -> Fix | None:
    """The same loss for the other form; between others there is more to change than a name."""
    swaps = {
        ("CategoricalCrossentropy", "classes"): ("sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"),
        ("SparseCategoricalCrossentropy", "one_hot"): ("categorical_crossentropy", "CategoricalCrossentropy"),
    }
    names = swaps.get((loss.type, kind))
    edit = rename_named(subject.document, _LOSS, loss, *names) if names else None
    return Fix(f"write `{names[0]}`", "safe", (edit,)) if names and edit else None
