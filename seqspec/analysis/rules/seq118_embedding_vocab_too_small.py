"""
The Embedding has fewer rows than there are ids.

## What it does
Holds `input_dim` against the ids that the recipe declares: `max_tokens`, which counts padding and what is out of
vocabulary, the categories of an `ids` column, or the largest value of an array. Notes one row too many, too, and
finds ids below 0.

## Why is this bad?
Each id picks a row. An id without a row is an error on one machine and a wrong number on the next.

## Keras
On TensorFlow an id that is too large raises at the first batch on the CPU: "indices[0,1] = 30 is not in [0, 10)"; on
JAX the row is NaN, and with it the loss. An id of -1 takes the last row.

## Bad
```yaml
seqspec: 1
data:
  arrays: {input: {shape: [20], dtype: int32, min: 0, max: 1000}, target: {shape: [], kind: binary}}
model:
  - Embedding: {input_dim: 1000, output_dim: 16}
  - LSTM: 8
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: adam, loss: binary_crossentropy}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  arrays: {input: {shape: [20], dtype: int32, min: 0, max: 1000}, target: {shape: [], kind: binary}}
model:
  - Embedding: {input_dim: 1001, output_dim: 16}
  - LSTM: 8
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: adam, loss: binary_crossentropy}
runtime: {seed: 42}
```

## Fix
Writes as many rows as there are ids. Unsafe: the model gets more weights, and old ones no longer fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

from seqspec.analysis.facts.ids import reads_ids
from seqspec.analysis.facts.repairs import set_argument
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Path, Severity
from seqspec.language.layer import FROM_DATA
from seqspec.language.texts import tokens_path
from seqspec.wording import count

SEVERITY: Severity = "error"

_MAX: Path = ("data", "arrays", "input", "max")
_MIN: Path = ("data", "arrays", "input", "min")
_TOO_LARGE = "raises at the first batch on TensorFlow; on JAX the row is NaN, and with it the loss"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each end of the ids that lies outside the Embedding."""
    step = reads_ids(subject)
    rows = getattr(step.layer, "input_dim", None) if step else None
    if step is None or not isinstance(rows, int):
        return
    wanted = _wanted(subject)
    if wanted is not None and rows < wanted[0]:
        yield _too_few(subject, step, rows, *wanted)
    elif wanted is not None and wanted[1][:2] == ("data", "tokens") and rows == wanted[0] + 1:
        yield _one_more(step, rows, *wanted)
    lowest = _arrays_bound(subject, "min")
    if lowest is not None and lowest <= -1:
        yield _negative(step, lowest)


def _wanted(subject: Subject) -> tuple[int, Path] | None:
    """How many rows the ids need, and where that is written."""
    highest, delivery = _arrays_bound(subject, "max"), subject.delivery
    if highest is not None:
        return floor(highest) + 1, _MAX
    if delivery is None or delivery.vocabulary is None:
        return None
    data = subject.spec.data
    if data is None or not data.tokens:
        return delivery.vocabulary, ("data", "encode")
    read = next(iter(data.feature_columns), None)
    return delivery.vocabulary, ("data", *tokens_path(data, read, "max_tokens"))


def _arrays_bound(subject: Subject, which: str) -> float | None:
    data = subject.spec.data
    bound: float | None = getattr(data.arrays.input, which) if data and data.arrays else None
    return bound


def _too_few(subject: Subject, step: Step, rows: int, wanted: int, where: Path) -> Finding:
    edit = set_argument(subject, step.path, step.layer, "input_dim", str(wanted))
    return Finding(
        (*step.path, "input_dim"),
        f"`{step.layer.type}` has {count(rows, 'row')}, and there are ids up to {wanted - 1:,}",
        labels=(Label(where, f"ids up to {wanted - 1:,}"),),
        keras=_TOO_LARGE,
        help=f"write one more than the largest id, which is {wanted}"
        + ("" if where == _MAX else f", or `{FROM_DATA}`"),
        fix=Fix(f"write {wanted}", "unsafe", (edit,)),
    )


def _one_more(step: Step, rows: int, wanted: int, where: Path) -> Finding:
    return Finding(
        (*step.path, "input_dim"),
        f"one of {rows:,} rows is never used: `max_tokens` counts padding and unknown tokens already",
        labels=(Label(where, f"ids up to {wanted - 1:,}"),),
        keras="no error, and a row of weights that stays as it was drawn",
        help=f"write {wanted}, or `{FROM_DATA}`",
        severity="info",
    )


def _negative(step: Step, lowest: float) -> Finding:
    return Finding(
        _MIN,
        f"there are ids down to {lowest:g}, and `{step.layer.type}` counts rows from 0",
        labels=(Label((*step.path, "input_dim"), "rows from 0 up"),),
        keras="no error: an id of -1 takes the last row, as Python counts",
        help="number the ids from 0, or from 1 where 0 is padding",
    )
