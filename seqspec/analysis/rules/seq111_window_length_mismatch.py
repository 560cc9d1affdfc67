"""
The model declares another number of time steps than the recipe delivers.

## What it does
Compares the time axis of the declared input with `window.length`, or with the length of the texts.

## Why is this bad?
A recurrent model trains on the other length all the same, so the spec says one thing and the run does
another. A model that depends on the length fails.

## Keras
No error where the layers work at any length: the declared length is not enforced, on TensorFlow and on JAX.
With a Flatten before a Dense it raises ValueError at the first batch.

## Bad
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  window: {length: 30}
model:
  - LSTM: {units: 64, input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  window: {length: 30}
model:
  - LSTM: {units: 64, input_shape: [30, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Writes the length of the recipe. Safe where no weight depends on it, since Keras trains that model anyway;
otherwise unsafe.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.alignment import shape_after
from seqspec.analysis.facts.declaration import Contradiction, contradictions
from seqspec.analysis.facts.layout import is_misplaced
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Path, Replace, Severity
from seqspec.language.layer import Dim, Signal, show
from seqspec.wording import count

SEVERITY: Severity = "error"

_LENGTHS: tuple[Path, ...] = (
    ("data", "window", "length"),
    ("data", "tokens", "max_length"),
    ("data", "arrays", "input", "shape"),
)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each axis but the features' along which declaration and recipe differ."""
    differences = [] if is_misplaced(subject) else contradictions(subject)
    steps = [found for found in differences if found.axis is not None and found.is_time]
    if len(differences) > 1 and len(differences[0].delivered) > 2:
        yield _of_sizes(subject, differences[0])
    elif steps:
        yield _finding(subject, steps[0], steps[0].axis or 0)


def _of_sizes(subject: Subject, found: Contradiction) -> Finding:
    declared, delivered = (None, *found.declared.sizes), (None, *found.delivered)
    edits = [
        Replace(found.declared.size_path(axis), str(size))
        for axis, size in enumerate(found.delivered)
        if size is not None and size != found.declared.sizes[axis]
    ]
    return Finding(
        found.declared.path,
        f"the model declares {show(declared)}, and the recipe delivers {show(delivered)}",
        labels=_recipe_label(subject, found),
        keras="raises ValueError at the first batch, or never where the layers work at any size",
        help="leave the input shape out, and it follows from the recipe",
        fix=Fix("write the sizes of the recipe", "unsafe", tuple(edits)),
    )


def _finding(subject: Subject, found: Contradiction, axis: int) -> Finding:
    declared, delivered = found.declared.sizes[axis], found.delivered[axis]
    free = _works_at_any_length(subject, found.declared.sizes, axis)
    edit = Replace(found.declared.size_path(axis), str(delivered))
    return Finding(
        found.declared.size_path(axis),
        f"the model declares {count(declared, 'time step')}, and the recipe delivers {delivered}",
        label=count(declared, "step"),
        labels=_recipe_label(subject, found),
        keras=f"no error: trains on {count(delivered, 'step')}, whatever is declared" if free else
        "raises ValueError at the first batch, in the layer whose weights depend on the length",
        help="leave the input shape out, and it follows from the recipe",
        fix=Fix(f"write {delivered}", "safe" if free else "unsafe", (edit,)),
    )  # fmt: skip


def _recipe_label(subject: Subject, found: Contradiction) -> tuple[Label, ...]:
    path = next((path for path in _LENGTHS if subject.is_written(path)), None)
    return (Label(path, f"the recipe delivers {show((None, *found.delivered))}"),) if path else ()


def _works_at_any_length(subject: Subject, sizes: tuple[Dim, ...], axis: int) -> bool:
    """Whether the model takes an axis of unknown size: then no weight depends on it."""
    unknown = (subject.trace.batch_size, *sizes[:axis], None, *sizes[axis + 1 :])
    return shape_after(Signal(unknown, subject.trace.input.dtype), subject.trace.steps) is not None
