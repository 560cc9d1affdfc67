"""
The value that marks padding is a value that the data have.

## What it does
Finds `Masking` over one feature whose `mask_value` lies where scaling leads to: 0 after `minmax`, which is the
smallest value of the training part, 0 after `standard` or `robust`, which is its middle, or any value inside the
declared bounds of an array. Finds `mask_zero` over the ids of a category, which count from 0, too.

## Why is this bad?
A step that equals the mask value is skipped as if it were not there, however real it is.

## Keras
No error. `Masking` skips every step all of whose features equal `mask_value`, `mask_zero` every id that is 0.

## Bad
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  window: {length: 30}
  scale: minmax
model:
  - Masking
  - LSTM: 8
  - Dense: 1
compile: {optimizer: adam, loss: mse}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  window: {length: 30}
  scale: minmax
model:
  - Masking: {mask_value: -1}
  - LSTM: 8
  - Dense: 1
compile: {optimizer: adam, loss: mse}
runtime: {seed: 42}
```

## Fix
Writes a value outside the range that `minmax` leads to. Unsafe: whatever fills the padding has to use it, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

from seqspec.analysis.facts.ids import reads_ids
from seqspec.analysis.facts.repairs import set_argument
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Path, Severity
from seqspec.language.layers.core import Masking

SEVERITY: Severity = "warning"

_MIDDLES = {"standard": "the mean of the training part", "robust": "the median of the training part"}


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the layer that reads the input."""
    first = subject.trace.steps[0] if subject.trace.steps else None
    if first is not None and isinstance(first.layer, Masking):
        yield from _values(subject, first, first.layer.mask_value)
    ids = reads_ids(subject)
    if ids is not None and getattr(ids.layer, "mask_zero", False) and _has_categories(subject):
        yield _category(ids)


def _values(subject: Subject, step: Step, value: float) -> Iterator[Finding]:
    if not step.input.shape or step.input.shape[-1] != 1 or subject.spec.data is None:
        return
    found = _of_array(subject, value) if subject.spec.data.arrays else _of_recipe(subject, value)
    if found is not None:
        yield _value(subject, step, value, *found)


def _of_array(subject: Subject, value: float) -> tuple[Path, str, float] | None:
    """A value strictly inside the bounds; on a bound it may well be the padding itself."""
    arrays = subject.spec.data.arrays if subject.spec.data else None
    assert arrays is not None
    low, high = arrays.input.min, arrays.input.max
    if low is None or high is None or not low < value < high:
        return None
    return ("data", "arrays", "input"), f"one of the values between {low:g} and {high:g}", low


def _of_recipe(subject: Subject, value: float) -> tuple[Path, str, float] | None:
    data = subject.spec.data
    assert data is not None
    if len(data.feature_columns) != 1 or (data.window is not None and data.window.normalize != "none"):
        return None
    scaler = data.scaler(data.feature_columns[0])
    if scaler.kind in _MIDDLES and value == 0:
        return ("data", "scale"), _MIDDLES[scaler.kind], float("-inf")
    if scaler.kind != "minmax" or not scaler.range[0] <= value <= scaler.range[1]:
        return None
    low, high = scaler.range
    told = {low: "the smallest value of the training part", high: "the largest value of the training part"}
    return ("data", "scale"), told.get(value, f"one of the values between {low:g} and {high:g}"), low


def _value(subject: Subject, step: Step, value: float, where: Path, what: str, low: float) -> Finding:
    outside = str(floor(low) - 1) if low > float("-inf") else None
    edit = set_argument(subject, step.path, step.layer, "mask_value", outside) if outside else None
    written = subject.is_written((*step.path, "mask_value"))
    return Finding(
        (*step.path, "mask_value") if written else step.path,
        f"`Masking` skips steps of {value:g}, and {value:g} is {what}",
        target="value" if written else "key",
        labels=(Label(where, "the values lie here"),) if subject.is_written(where) else (),
        keras="no error: a real step that equals the mask value is skipped like padding",
        help="mask with a value that the data never have, and fill padding with it" if outside else
        "take `Masking` out where nothing is padded, or mask with a value that no data have, such as -1000",
        fix=Fix(f"write `mask_value: {outside}`", "unsafe", (edit,)) if edit else None,
    )  # fmt: skip


def _has_categories(subject: Subject) -> bool:
    """Whether the ids are those of a category, of which the first is 0; texts leave 0 to padding."""
    data = subject.spec.data
    return data is not None and not data.tokens and any(encoding.ids for encoding in data.encode.values())


def _category(step: Step) -> Finding:
    return Finding(
        (*step.path, "mask_zero"),
        "`mask_zero` takes id 0 for padding, and the categories of the recipe count from 0",
        labels=(Label(("data", "encode"), "ids from 0 up"),),
        keras="no error: every step of the first category is skipped like padding",
        help="take `mask_zero` out: a window of categories has no padding",
    )
