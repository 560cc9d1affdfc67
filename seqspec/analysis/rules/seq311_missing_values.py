"""
Values are missing, and the recipe does not say what becomes of them.

## What it does
Finds empty cells and the like in the columns of the recipe where there is no `missing` (or `missing: error`),
rows that belong to no `group`, infinite numbers, numbers beyond single precision, and numbers that stand for
"unknown": -999, 9999 and their kin, far from all other values. For these a warning, and only where they are more
than 0.1 % of the rows (`threshold`). -1 is left alone: too often it is a value.

## Why is this bad?
One missing value makes the loss `nan`, and every weight with it. A -999 that is taken for a number is the
farthest outlier there is: it decides how the column is scaled, and what the model learns.

## Keras
No check. The loss is `nan` from the first batch with such a value on, and the weights are lost; `TerminateOnNaN`
only stops. `seqspec fit` refuses.

## Data
```csv
price
104
106

103
107
105
```

## Bad
```yaml
seqspec: 1
data:
  source: {csv: series.csv}
  target: price
  split: {train: 4, test: 2}
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
  missing: ffill
  split: {train: 4, test: 2}
  scale: standard
  window: {length: 2}
model:
  - LSTM: 50
  - Dense: 1
fit: {epochs: 2}
runtime: {seed: 42}
```

## Fix
Adds `missing: ffill`, or `drop` where the rows are in no order. Unsafe: which of them is right depends on why
values are missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seqspec.analysis.facts.columns import and_others, clipped, figures, looked_at, many, number, place_of, set_recipe
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Severity
from seqspec.language.data import Data
from seqspec.language.recipe.scale import EVERY

if TYPE_CHECKING:
    from seqspec.analysis.profile import Column, Profile

SEVERITY: Severity = "error"
TIER: Tier = "data"

_KERAS = "no check: the loss is `nan` from the first batch with such a value on, and the weights are lost"


def check(subject: Subject, *, threshold: float = 0.001) -> Iterator[Finding]:
    """One finding for all gaps, and one for each column with numbers that are none or stand for "unknown"."""
    looked = looked_at(subject)
    if looked is None:
        return
    data, profile = looked
    columns = dict(figures(profile, data.columns))
    gaps = [name for name, column in columns.items() if column.missing and name not in data.static]
    refused = gaps if data.missing.policy == "error" else []
    if refused:
        yield _missing(subject, data, columns, refused, profile)
    if profile.groups is not None and profile.groups.missing:
        rows = many(profile.groups.missing, "row")
        said = f"{rows} without a `{data.group}`: nothing says to which series they belong"
        yield Finding(("data", "group"), said, keras="knows no series", help="fill the cells in, or take the rows out")
    for name, column in columns.items():
        if column.missing and name not in refused and _is_empty(column, profile):
            said = f"`{name}` misses all values of the training part"
            yield Finding(place_of(subject, name), said, keras=_KERAS, help="name another column, or split later")
        if column.infinite:
            where = profile.row(column.first_infinite)
            yield Finding(
                place_of(subject, name),
                f"`{name}` has {many(column.infinite, 'infinite value')}, the first in {where}",
                keras=_KERAS,
                help="leave the cell empty in the file, and say what becomes of gaps with `missing`",
            )
        if column.minimum is not None and _is_logged(data, name) and clipped(data, name, column.minimum) <= -1:
            said = f"`log1p` takes values above -1, and `{name}` has {number(clipped(data, name, column.minimum))}"
            help = "take `log1p` out, or `clip` the column first"
            yield Finding(place_of(subject, name), said, keras="no check: the logarithm is `nan`", help=help)
        if column.huge:
            where, count = profile.row(column.first_huge), many(column.huge, "value")
            yield Finding(
                place_of(subject, name),
                f"`{name}` has {count} beyond single precision, the first in {where}",
                keras="no check: they are infinite, and the loss is `nan`",
                help="write the column in a larger unit",
            )
        if column.sentinel is not None and column.sentinels > threshold * profile.rows:
            yield _unknown(subject, name, column, column.sentinel)


def _is_empty(column: Column, profile: Profile) -> bool:
    """Whether there is nothing to learn of a column, where nothing else is said of it."""
    return column.train is None and not column.texts and not column.infinite and profile.parts.get("train", 1) > 0


def _is_logged(data: Data, name: str) -> bool:
    """Whether the logarithm of an amount is taken."""
    amounts = {target.column for target in data.target or [] if data.kind(target) == "real"} | {*data.feature_columns}
    return bool({name, EVERY} & {*data.log1p}) and name in amounts - data.encode.keys()


def _missing(subject: Subject, data: Data, columns: dict[str, Column], gaps: list[str], profile: Profile) -> Finding:
    first = columns[gaps[0]]
    policy = "drop" if data.by == "random" else "ffill"
    return Finding(
        place_of(subject, gaps[0]),
        f"`{gaps[0]}` misses {many(first.missing, 'value')} of {profile.rows:,}, "
        f"the first in {profile.row(first.first_missing)}{and_others(gaps)}",
        keras=_KERAS,
        help="say what becomes of them with `missing`: `drop`, `ffill`, `interpolate` or `{fill: 0}`",
        fix=set_recipe(subject, "missing", policy, f"write `missing: {policy}`"),
    )


def _unknown(subject: Subject, name: str, column: Column, sentinel: float) -> Finding:
    return Finding(
        place_of(subject, name),
        f"`{name}` is {number(sentinel)} in {many(column.sentinels, 'row')}, far from all its other values",
        keras="takes it for a number, as everything else does",
        help="if it stands for a missing value, leave the cells empty in the file, and say what becomes of gaps",
        severity="warning",
    )
