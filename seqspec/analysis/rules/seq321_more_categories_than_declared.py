"""
A column has more categories than the recipe declares.

## What it does
Counts the different values of each column under `encode` with `ids` or `one_hot` in the training part, and holds them
against the number that is declared there. Values that only later rows have need one more number among `ids`, and none
with `one_hot`, where they become a row of zeros. Notes columns with fewer values than declared, too.

## Why is this bad?
Sizes that come from data are declared, so that a spec can be checked without them: a category beyond the last one
has no number, and no place in the input.

## Keras
Never sees the categories. A one-hot row of its own making would be all zeros, and an id too large for the
`Embedding` raises on TensorFlow and is `nan` on JAX.

## Data
```csv
price,room_type
104,Shared room
106,Private room
103,Hotel room
107,Shared room
```

## Bad
```yaml
seqspec: 1
data:
  source: {csv: series.csv}
  target: price
  features: [price, room_type]
  encode: {room_type: {one_hot: 2}}
  split: {train: 3, test: 1}
  scale: {price: standard}
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
  features: [price, room_type]
  encode: {room_type: {one_hot: 3}}
  split: {train: 3, test: 1}
  scale: {price: standard}
  window: {length: 2}
model:
  - LSTM: 50
  - Dense: 1
fit: {epochs: 2}
runtime: {seed: 42}
```

## Fix
Writes the number of categories. Unsafe: the input gets wider.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.columns import figures, looked_at, many
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Path, Replace, Severity

SEVERITY: Severity = "error"
TIER: Tier = "data"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each column."""
    looked = looked_at(subject)
    if looked is None:
        return
    data, profile = looked
    for name, column in figures(profile, list(data.encode)):
        key = "ids" if data.encode[name].ids else "one_hot"
        declared = data.encode[name].categories
        if declared is None or column.distinct == declared:
            continue
        path: Path = ("data", "encode", name, key)
        if column.distinct is None:
            said = f"`{name}` has more than 1,000 categories, and {declared:,} are declared"
            yield from [Finding(path, said, help="leave the column out, or declare more")] if declared <= 1000 else []
            continue
        later = column.unseen or 0
        needed = column.distinct - later + (1 if later and key == "ids" else 0)
        if needed <= declared < column.distinct:
            continue  # what only later rows have is told where the data is read
        more = needed > declared
        yield Finding(
            path,
            f"`{name}` has {many(column.distinct, 'different value')}, and {declared:,} are declared",
            keras="never sees the categories" if more else None,
            help=f"write `{key}: {needed}`",
            fix=Fix(f"write {needed}", "unsafe", (Replace(path, str(needed)),)) if more else None,
            severity=None if more else "info",
        )
