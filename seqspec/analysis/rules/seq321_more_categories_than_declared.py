"""
A column has more categories than the recipe declares.

## What it does
Counts the different values of each column under `encode` with `ids` or `one_hot` in the training part, and of a target
whose `classes` are texts, and holds them against the number that is declared there. Values that only later rows have
need one more number among `ids` and classes, and none with `one_hot`, where features become a row of zeros; where the
number of classes is not declared there is none to spare. Notes columns with fewer values than declared, too, and
texts of which more than a fifth of the tokens have no number in the training part (`unknown`).

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
from typing import TYPE_CHECKING

from seqspec.analysis.facts.columns import figures, looked_at, many, place_of
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Path, Replace, Severity
from seqspec.language.data import Data
from seqspec.language.texts import tokens_path

if TYPE_CHECKING:
    from seqspec.analysis.profile import Profile

SEVERITY: Severity = "error"
TIER: Tier = "data"

_LABELS = {"classes", "one_hot"}


def check(subject: Subject, *, unknown: float = 0.2) -> Iterator[Finding]:
    """One finding for each column."""
    looked = looked_at(subject)
    if looked is None:
        return
    data, profile = looked
    yield from _newcomers(subject, data, profile)
    yield from _unknown(data, profile, unknown)
    rooms = _rooms(subject, data)
    for name, column in figures(profile, list(rooms)):
        path, declared = rooms[name]
        key = path[-1]
        if column.distinct == declared or (key == "classes" and not column.texts):
            continue  # labels that are numbers stay what they are
        if column.distinct is None:
            said = f"`{name}` has more than 1,000 categories, and {declared:,} are declared"
            yield from [Finding(path, said, help="leave the column out, or declare more")] if declared <= 1000 else []
            continue
        later = column.unseen or 0
        spare = later and (key != "one_hot" or name in data.target_columns)
        needed = column.distinct - later + (1 if spare else 0)
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


def _newcomers(subject: Subject, data: Data, profile: Profile) -> Iterator[Finding]:
    """Classes of later rows only, where nobody has declared how many there are: every number is taken."""
    free = [each.column or "" for each in data.target or [] if data.kind(each) in _LABELS and not data.classes(each)]
    for name, column in figures(profile, free):
        if column.texts and column.unseen and column.distinct is not None:
            number, first = many(column.unseen, "value"), column.unseen_example
            yield Finding(
                place_of(subject, name),
                f"`{name}` has {number} that the training part lacks, such as `{first}`, and no number for it",
                keras="never sees the categories",
                help=f"write `classes: {column.distinct - column.unseen + 1}`, or give the training part a row of it",
            )


def _unknown(data: Data, profile: Profile, most: float) -> Iterator[Finding]:
    """Texts of which much has no number."""
    for name, share in profile.unknown.items():
        if share > most and (tokens := data.tokens_of(name)) is not None:
            yield Finding(
                ("data", *tokens_path(data, name, "max_tokens")),
                f"{share:.0%} of the tokens of `{name}` are out of vocabulary, with `max_tokens: {tokens.max_tokens}`",
                keras="no error: all of them are the same number to the model",
                help="make room for more, or make tokens of smaller pieces",
                severity="warning",
            )


def _rooms(subject: Subject, data: Data) -> dict[str, tuple[Path, int]]:
    """Where each column is declared to have how many categories."""
    found: dict[str, tuple[Path, int]] = {}
    for index, target in enumerate(data.target or []):
        path: Path = ("data", "target", index, "classes")
        if target.column is not None and target.classes is not None and target.column not in data.texts:
            found[target.column] = path if subject.is_written(path) else ("data", "target", "classes"), target.classes
    for name, encoding in data.encode.items():
        if encoding.categories is not None:
            found[name] = ("data", "encode", name, "ids" if encoding.ids else "one_hot"), encoding.categories
    return found
