"""
A section has no key of this name, or not in this place.

## What it does
Holds every key of every section against those that the language has, and offers the nearest one, or the
section it belongs to. Finds `fit.validation_split` beside a recipe, too: the recipe says already which rows
validate.

## Why is this bad?
A key that nobody reads is a wish that nobody hears.

## Keras
Never sees the keys of a spec. `validation_split` it takes, and cuts the last part off the arrays as they
come, before it shuffles: here that would be the end of the training part, a second validation beside the
first.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
compile: {optimiser: adam, loss: mean_squared_error}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
runtime: {seed: 42}
```

## Fix
Writes the nearest key. Unsafe, because it is a guess.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Label, Path, Severity

SEVERITY: Severity = "error"

_HERE: Path = ("fit", "validation_split")


def check(subject: Subject) -> Iterator[Finding]:
    """`fit.validation_split` beside a recipe; all other keys are checked when the spec is decoded."""
    data, split = subject.spec.data, subject.spec.fit.validation_split
    if data is None or data.arrays is not None or split is None:
        return
    yield Finding(
        _HERE,
        "`validation_split` can't stand beside a recipe, which has its own `split`",
        target="key",
        label="would split the training part again",
        labels=(_where_the_split_is(subject),),
        keras="no error: the last part of the training rows is cut off and validates",
        help=f"say it in the recipe: `data.split.validation: {split:g}`",
        fix=Fix("take `validation_split` out", "unsafe", (Delete(_HERE),)),
    )


def _where_the_split_is(subject: Subject) -> Label:
    if subject.is_written(("data", "split")):
        return Label(("data", "split"), "the recipe's own split", "key")
    return Label(("data",), "the recipe, which validates on a part of its own", "key")
