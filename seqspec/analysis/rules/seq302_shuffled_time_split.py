"""
Windows over a series are split at random.

## What it does
Finds `split: {by: random}` beside a `window`.

## Why is this bad?
Windows that start one row apart share all their rows but one. Split at random, nearly every test window has a
twin in the training part, and the test score is that of a model which has seen the answers. In published
measurements the error looked up to a fifth smaller than it was.

## Keras
Can't know: it sees two arrays. Shuffling the training batches (`fit.shuffle`) is another matter and does no
harm.

## Bad
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  split: {validation: 0.1, test: 0.2, by: random}
  window: {length: 30}
model:
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  split: {validation: 0.1, test: 0.2, by: time}
  window: {length: 30}
model:
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Splits in order of time. Unsafe: other rows then train and test the model.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Path, Replace, Severity

SEVERITY: Severity = "error"

_BY: Path = ("data", "split", "by")


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding."""
    data = subject.spec.data
    if data is None or data.window is None or data.by != "random":
        return
    yield Finding(
        _BY,
        "windows that overlap are split at random, so the test part is known from training",
        label="a test window and its neighbour in training share their rows",
        labels=(Label(("data", "window"), "the windows", "key"),),
        keras="no error: it can't know, and the test score is too good",
        help="split in order of time: `by: time`, the default for windows",
        fix=Fix("write `by: time`", "unsafe", (Replace(_BY, "time"),)),
    )
