"""
A column holds text where numbers are needed.

## What it does
Finds cells that are no numbers in the features and the target, unless the column is encoded or holds classes, and
says how most of them seem to be written: with a decimal comma, with separators between thousands, as per cent, with a
unit, as dates, or as words. Finds columns, too, that are not what `encode` or `static` says of them: that hold no
dates, or change within a series.

## Why is this bad?
A model takes numbers. One stray word turns a whole column into text.

## Keras
Raises ValueError at `fit`: "Invalid dtype: object" on JAX, and on TensorFlow "Failed to convert a NumPy array to
a Tensor". Neither names the column or the row.

## Data
```csv
price,room_type
104,Shared room
106,Private room
103,Private room
107,Shared room
```

## Bad
```yaml
seqspec: 1
data:
  source: {csv: series.csv}
  target: price
  features: [price, room_type]
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

## Fix
By hand: say how its numbers are written, leave the column out, or encode it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seqspec.analysis.facts.columns import figures, looked_at, place_of
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Path, Severity

if TYPE_CHECKING:
    from seqspec.analysis.profile import Column, Profile
    from seqspec.language.data import Data

SEVERITY: Severity = "error"
TIER: Tier = "data"

_MOST_CATEGORIES = 100
_HELP = {
    "decimal": 'its numbers have a decimal comma: write `csv: {path: ..., decimal: ","}`',
    "thousands": "take the separators between thousands out of the file",
    "percent": "take the signs of per cent out of the file",
    "unit": "take the units out of the file",
    "date": "name it under `time`, leave it out, or take its fields: `encode: {%s: {calendar: [month]}}`",
}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each column."""
    looked = looked_at(subject)
    if looked is None:
        return
    data, profile = looked
    yield from _broken(subject, data, profile)
    classes = [target.column for target in data.target or [] if data.kind(target) in {"classes", "one_hot"}]
    taken = {*data.texts, *data.encode, *classes}
    for name, column in figures(profile, [name for name in data.columns if name not in taken]):
        if column.texts:
            yield Finding(
                place_of(subject, name),
                f"`{name}` holds text in {column.texts:,} of {profile.rows:,} rows: "
                f"{profile.row(column.first_text)} is {_short(column.example)!r}",
                keras='ValueError at `fit`: "Invalid dtype: object" on JAX, "Failed to convert" on TensorFlow',
                help=_help(data, name, column, profile.rows),
            )


def _broken(subject: Subject, data: Data, profile: Profile) -> Iterator[Finding]:
    """Columns that are not what `encode` and `static` say of them."""
    for name, trouble in profile.broken.items():
        path: Path = ("data", "encode", name) if name in data.encode else ("data", "static")
        place = path if subject.is_written(path) else ("data",)
        yield Finding(place, trouble.message, keras="never sees the column as it is", help=trouble.help)


def _help(data: Data, name: str, column: Column, rows: int) -> str:
    if column.form in _HELP:
        return _HELP[column.form].replace("%s", name)
    few = column.texts > rows / 2 and column.distinct is not None and 1 < column.distinct <= _MOST_CATEGORIES
    if few and any(target.column == name for target in data.target or ()):
        said = f"`target: {{column: {name}, kind: classes, classes: {column.distinct}}}`"
        return f"declare its {column.distinct} classes, {said}"
    if few:
        said = f"`encode: {{{name}: {{one_hot: {column.distinct}}}}}`"
        return f"leave the column out, or encode its {column.distinct} values, {said}"
    return "leave the cells empty where a value is missing, or name another column"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."
