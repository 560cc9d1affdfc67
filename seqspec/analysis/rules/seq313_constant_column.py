"""
A column does not change in the training part.

## What it does
Finds features and targets with one value in the whole of the training part, whatever comes later, and those with
one value in more than 99.9 % of it (`share`). A target that never changes is an error. Columns that are encoded
count their categories.

## Why is this bad?
There is nothing to learn from a column that never changes, and nothing to learn about one. Scaled, it is 0
throughout, and when it does change in a later part the model meets numbers that it has never seen.

## Keras
No check. The scalers of scikit-learn divide by 1 where the deviation is 0; a `(x - min) / (max - min)` of one's
own gives `nan`, and the loss with it.

## Data
```csv
price,rooms
104,2
106,2
103,2
107,2
105,3
```

## Bad
```yaml
seqspec: 1
data:
  source: {csv: series.csv}
  target: price
  features: [price, rooms]
  split: {train: 4, test: 1}
  scale: standard
  window: {length: 2}
model:
  - LSTM: 50
  - Dense: 1
fit: {epochs: 2}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: series.csv}
  target: price
  features: [price]
  split: {train: 4, test: 1}
  scale: standard
  window: {length: 2}
model:
  - LSTM: 50
  - Dense: 1
fit: {epochs: 2}
runtime: {seed: 42}
```

## Fix
Takes the column out of `features`. Unsafe: the input of the model gets smaller.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seqspec.analysis.facts.columns import clipped, drop_feature, figures, looked_at, many, number, place_of
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Severity
from seqspec.language.data import Data

if TYPE_CHECKING:
    from seqspec.analysis.profile import Column, Numbers

SEVERITY: Severity = "warning"
TIER: Tier = "data"


def check(subject: Subject, *, share: float = 0.999) -> Iterator[Finding]:
    """One finding for each column."""
    looked = looked_at(subject)
    if looked is None:
        return
    data, profile = looked
    for name, column in figures(profile, data.columns):
        lonely = data.window is None and name in data.target_columns and profile.rows == 1
        said = _only_row(name, column) if lonely else _said(name, column, share)
        if said is None and (said := _all_clipped(data, name, column)) is not None:
            yield _finding(subject, data, name, said, True)
        elif said is not None:
            yield _finding(subject, data, name, said, _never_changes(column))


def _said(name: str, column: Column, share: float) -> str | None:
    if column.texts:
        return f"`{name}` has one value in all rows, {column.example!r}" if _never_changes(column) else None
    train = column.train
    if train is None or train.count < 2:
        return None
    if train.is_constant:
        return f"`{name}` is {number(train.minimum)} in all {many(train.count, 'row')} of the training part"
    return f"`{name}` is {_mostly(train)}" if train.share > share else None


def _only_row(name: str, column: Column) -> str | None:
    return f"`{name}` is {number(column.minimum)} in the only row" if column.minimum is not None else None


def _all_clipped(data: Data, name: str, column: Column) -> str | None:
    train = column.train
    if train is None or column.texts or train.is_constant or name in data.encode:
        return None
    low, high = (clipped(data, name, value) for value in (train.minimum, train.maximum))
    return f"`clip` makes `{name}` {number(low)} in the whole training part" if low == high else None


def _mostly(train: Numbers) -> str:
    others = train.count - round(train.share * train.count)
    return f"{number(train.common)} in all but {many(others, 'row')} of {train.count:,} in the training part"


def _never_changes(column: Column) -> bool:
    if column.texts:
        return column.distinct == 1
    return column.train is not None and column.train.is_constant


def _finding(subject: Subject, data: Data, name: str, said: str, never: bool) -> Finding:
    is_target = name in data.target_columns
    return Finding(
        place_of(subject, name),
        said,
        keras="no check; scaled it is 0 throughout, or `nan` where the scaling divides by a range of 0",
        help="there is nothing to predict: name another column, or let the training part reach farther"
        if is_target
        else "leave the column out, or let the training part reach farther",
        fix=None if is_target else drop_feature(subject, name, f"take `{name}` out of `features`"),
        severity="error" if is_target and never else None,
    )
