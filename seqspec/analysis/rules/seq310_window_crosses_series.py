"""
The file holds several series, and windows run from one into the next.

## What it does
Finds a recipe with a `window` and without a `group` whose `time` starts again from near its beginning, one series
after the other, or stands in most rows twice and more, several series taking turns. Proposes a column for
`group` where the file has one with a telling name that the recipe does not use.

## Why is this bad?
A window that begins in one series and ends in the next shows a past that never was, and the model learns the
jump between them.

## Keras
`timeseries_dataset_from_array` knows no groups: it slides over whatever rows follow one another.

## Data
```csv
date,shop,sales
2024-01-01,a,4
2024-01-02,a,6
2024-01-03,a,5
2024-01-04,a,7
2024-01-01,b,14
2024-01-02,b,16
2024-01-03,b,17
2024-01-04,b,15
```

## Bad
```yaml
seqspec: 1
data:
  source: {csv: series.csv}
  target: sales
  time: date
  split: {test: 1}
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
  target: sales
  time: date
  group: shop
  split: {test: 1}
  scale: standard
  window: {length: 2}
model:
  - LSTM: 50
  - Dense: 1
fit: {epochs: 2}
runtime: {seed: 42}
```

## Fix
Adds `group` with that column. Unsafe: other windows come of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seqspec.analysis.facts.columns import looked_at, set_recipe
from seqspec.analysis.facts.series import are_several
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Path, Severity
from seqspec.language.data import Data

if TYPE_CHECKING:
    from seqspec.analysis.profile import Profile

SEVERITY: Severity = "error"
TIER: Tier = "data"

_WINDOW: Path = ("data", "window")
_NAMES = {
    "account", "asset", "building", "category", "city", "client", "company", "country", "county", "customer", "device",
    "engine", "family", "group", "household", "id", "item", "item_id", "location", "machine", "meter", "model", "name",
    "neighbourhood", "patient", "product", "region", "sensor", "sensor_id", "series", "series_id", "shop", "site",
    "sku", "state", "station", "store", "store_id", "subject", "symbol", "ticker", "turbine", "type", "unique_id",
    "unit", "unit_id", "user", "user_id", "vehicle",
}  # fmt: skip


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the window."""
    looked = looked_at(subject)
    if looked is None or not are_several(*looked):
        return
    data, profile = looked
    candidates = _candidates(data, profile)
    column = candidates[0] if len(candidates) == 1 else None
    told = ", ".join(f"`{each}`" for each in candidates)
    yield Finding(
        _WINDOW,
        f"{_seen(data, profile)}: the file holds several series, and windows run from one into the next",
        target="key",
        keras="`timeseries_dataset_from_array` knows no groups, and slides over them",
        help=f"name the column that tells them apart: `group: {column or 'COLUMN'}`"
        + (f"; it may be {told}" if len(candidates) > 1 else ""),
        fix=set_recipe(subject, "group", column, f"write `group: {column}`") if column else None,
    )


def _seen(data: Data, profile: Profile) -> str:
    name = data.time.column if data.time else ""
    time = profile.time
    if time is not None and time.back:
        often = f" {time.back:,} times, first" if time.back > 1 else ""
        return f"`{name}` starts again{often} in {profile.row(time.first_back)}"
    same = time.same if time is not None else 0
    return f"{same:,} of {profile.rows:,} rows have the `{name}` of the row before"


def _candidates(data: Data, profile: Profile) -> list[str]:
    """Columns that the recipe does not use and that sound like the name of a series."""
    used = {*data.columns, data.time.column if data.time else None}
    return [column for column in profile.header if column not in used and column.strip().lower() in _NAMES]
