"""
A feature gives the target away.

## What it does
Refuses a recipe without a `window` whose target is a feature of the same row. With a look at the data it also
finds features that follow the target as if they were computed from it: a correlation above 0.999 (`threshold`)
with the value that is to be predicted. With a window the feature has to be ten times as close to it as the
target's own last value is, so that a series that hardly moves is no suspect; a column under `known_future` is
held against the row that it tells of.

## Why is this bad?
The model copies what it is to predict. Its score is nearly perfect, and worth nothing when the target is not yet
known: where a price is predicted from the same price in another currency, or a label from its own code.

## Keras
Knows no columns: it trains, and the loss is close to 0.

## Data
```csv
euros,dollars,rooms
104,114.4,2
106,116.6,3
103,113.3,1
107,117.7,2
105,115.5,4
109,119.9,2
```

## Bad
```yaml
seqspec: 1
data:
  source: {csv: series.csv}
  target: euros
  features: [dollars, rooms]
  split: {validation: 1, test: 1}
  scale: standard
model:
  - Dense: {units: 16, activation: relu}
  - Dense: 1
fit: {epochs: 2}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: series.csv}
  target: euros
  features: [rooms]
  split: {validation: 1, test: 1}
  scale: standard
model:
  - Dense: {units: 16, activation: relu}
  - Dense: 1
fit: {epochs: 2}
runtime: {seed: 42}
```

## Fix
Takes the column out of `features`. Unsafe: it may be known in time, after all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seqspec.analysis.facts.columns import drop_feature, looked_at, place_of
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Label, Severity

if TYPE_CHECKING:
    from seqspec.analysis.profile import Link

SEVERITY: Severity = "warning"
TIER: Tier = "data"

_CLOSER = 10


def check(subject: Subject, *, threshold: float = 0.999) -> Iterator[Finding]:
    """One finding for each feature; the target among the features is found when the recipe is read."""
    looked = looked_at(subject)
    if looked is None:
        return
    told: set[str] = set()
    for link in looked[1].links:
        if _gives_away(link, threshold) and link.feature not in told:
            told.add(link.feature)
            yield _finding(subject, link)


def _gives_away(link: Link, threshold: float) -> bool:
    distance, own = 1 - abs(link.correlation), 1 - abs(link.own)
    return distance < 1 - threshold and (link.own == 0 or distance * _CLOSER < own)


def _finding(subject: Subject, link: Link) -> Finding:
    data = subject.spec.data
    windowed = data is not None and data.window is not None
    return Finding(
        place_of(subject, link.feature),
        f"`{link.feature}` follows `{link.target}` with a correlation of {link.correlation:.5f}: "
        "it looks as if it were computed from it",
        labels=(Label(place_of(subject, link.target), "what is to be predicted"),),
        keras="knows no columns: it trains, and the loss is close to 0",
        help="leave it out, or give it under `known_future` if it is known ahead"
        if windowed
        else "leave it out, unless it is known before the target is",
        fix=drop_feature(subject, link.feature, f"take `{link.feature}` out of `features`"),
    )
