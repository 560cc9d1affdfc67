"""
The model declares other features than the recipe delivers.

## What it does
Compares the last axis of the declared input, and the number of its axes, with what the recipe delivers: the
feature columns, with one-hot categories and the parts of dates counted as the columns they become.

## Why is this bad?
The weights are made for a number of features that never comes.

## Keras
Raises at the first batch, deep inside the first layer: on TensorFlow "Dimensions must be equal, but are 2 and
3", on JAX "Unable to automatically build the model". A last axis of size 1 that is missing or too many is
added or taken off in silence.

## Bad
```yaml
seqspec: 1
data:
  source: {csv: weather.csv}
  target: temperature
  features: [temperature, pressure, humidity]
  window: {length: 30}
model:
  - LSTM: {units: 64, input_shape: [30, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: weather.csv}
  target: temperature
  features: [temperature, pressure, humidity]
  window: {length: 30}
model:
  - LSTM: {units: 64, input_shape: [30, 3]}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Writes the number of the recipe. Safe: the model could not be trained, and the recipe says what there is.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.declaration import Contradiction, contradictions
from seqspec.analysis.facts.layout import is_misplaced
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Path, Replace, Severity
from seqspec.language.layer import show
from seqspec.wording import count

SEVERITY: Severity = "error"

_FEATURES: tuple[Path, ...] = (
    ("data", "features"),
    ("data", "arrays", "input", "shape"),
    ("data", "tokens"),
    ("data", "target"),
)


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding: the features differ, or the number of axes does."""
    differences = [] if is_misplaced(subject) else contradictions(subject)
    for found in differences:
        if len(differences) > 1 and len(found.delivered) > 2:
            return  # window-length-mismatch shows both shapes
        if found.axis is None:
            yield _other_axes(subject, found)
        elif not found.is_time:
            yield _other_features(subject, found, found.axis)


def _other_features(subject: Subject, found: Contradiction, axis: int) -> Finding:
    declared, delivered = found.declared.sizes[axis], found.delivered[axis]
    edit = Replace(found.declared.size_path(axis), str(delivered))
    return Finding(
        found.declared.size_path(axis),
        f"the model declares {_features(declared)}, and the recipe delivers {delivered}",
        label=_features(declared),
        labels=_recipe_label(subject, found),
        keras="raises at the first batch, in the first layer: the sizes of a matrix product differ",
        help="leave the input shape out, and it follows from the recipe",
        fix=Fix(f"write {delivered}", "safe", (edit,)),
    )


def _features(number: int | None) -> str:
    return count(number, "feature")


def _other_axes(subject: Subject, found: Contradiction) -> Finding:
    declared, delivered = (None, *found.declared.sizes), (None, *found.delivered)
    sizes = ", ".join("null" if size is None else str(size) for size in found.delivered)
    longer, shorter = sorted((declared, delivered), key=len, reverse=True)
    silent = longer == (*shorter, 1)
    return Finding(
        found.declared.path,
        f"the model declares {show(declared)}, and the recipe delivers {show(delivered)}",
        labels=_recipe_label(subject, found),
        keras="no error: the last axis is added or taken off in silence" if silent else
        "raises ValueError at the first batch: invalid input shape",
        help=f"the recipe's shape is `[{sizes}]`, batch axis left out",
    )  # fmt: skip


def _recipe_label(subject: Subject, found: Contradiction) -> tuple[Label, ...]:
    path = next((path for path in _FEATURES if subject.is_written(path)), None)
    return (Label(path, f"the recipe delivers {show((None, *found.delivered))}"),) if path else ()
