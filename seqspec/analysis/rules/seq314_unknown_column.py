"""
The recipe names a column that the file does not have.

## What it does
Holds `target`, `features`, `time` and `group` against the names in the file's first row. Says so where a name
differs only in upper and lower case, in spaces or in a byte order mark; where the whole row was read as one
name, since the columns are separated by another sign; and where the first row holds no names at all.

## Why is this bad?
There is no such data, and the name that was meant is easily overlooked: a space at its end can't be seen.

## Keras
Never sees the file. pandas raises KeyError when the script gets there.

## Data
```csv
Date,Price
2024-01-01,104
2024-01-02,106
2024-01-03,103
2024-01-04,107
```

## Bad
```yaml
seqspec: 1
data:
  source: {csv: series.csv}
  target: price
  split: {train: 3, test: 1}
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
  target: Price
  split: {train: 3, test: 1}
  scale: standard
  window: {length: 2}
model:
  - LSTM: 50
  - Dense: 1
fit: {epochs: 2}
runtime: {seed: 42}
```

## Fix
Writes the name as it stands in the file. Safe where the two differ in case, in spaces or in a mark: the recipe
could not be run, and nothing else can be meant.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from seqspec.analysis.facts import headers
from seqspec.analysis.facts.columns import looked_at, place_of, rename_column
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Path, Severity
from seqspec.language.data import Data

if TYPE_CHECKING:
    from seqspec.analysis.profile import Profile

SEVERITY: Severity = "error"
TIER: Tier = "data"

_SOURCE: Path = ("data", "source")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each column, or one for all of them where none can be there."""
    looked = looked_at(subject)
    if looked is None:
        return
    data, profile = looked
    named = [column for column in _named(data) if profile.header.count(column) != 1]
    whole = _no_names(profile) if named and not set(named) & set(profile.header) else None
    if whole is not None:
        yield whole
        return
    yield from (_finding(subject, profile, column) for column in named)


def _named(data: Data) -> list[str]:
    others = [data.time.column if data.time else None, data.group]
    return list(dict.fromkeys([*data.columns, *(column for column in others if column is not None)]))


def _no_names(profile: Profile) -> Finding | None:
    """The mistake that hides all columns at once."""
    if mark := headers.separator_of(profile.header):
        return Finding(
            _SOURCE,
            f"the first row of `{profile.path}` is a single name, {profile.header[0]!r}",
            help=f"the columns seem to be separated by {mark!r}: write "
            f"`csv: {{path: {profile.path}, separator: {json.dumps(mark)}}}`",
        )
    if headers.are_numbers(profile.header):
        said = f"the first row of `{profile.path}` holds numbers, not names"
        return Finding(_SOURCE, said, help="add a first row with the names of the columns")
    return None


def _finding(subject: Subject, profile: Profile, column: str) -> Finding:
    path = place_of(subject, column)
    times = profile.header.count(column)
    if times:
        said = f"`{profile.path}` has {times} columns called `{column}`"
        return Finding(path, said, help="rename one of them in the file")
    message = f"`{profile.path}` has no column `{column}`"
    variant = headers.variant_of(column, profile.header)
    if variant is not None:
        said = f"{message}, but {variant!r}: {headers.difference(variant, column)}"
        return Finding(path, said, help=f"write `{_yaml(variant)}`", fix=_rename(subject, column, variant, "safe"))
    guess = headers.guess(column, profile.header)
    return Finding(
        path,
        f"{message}; did you mean `{guess}`?" if guess else message,
        help=f"it has {headers.listed(profile.header)}",
        fix=_rename(subject, column, guess, "unsafe") if guess else None,
    )


def _rename(subject: Subject, column: str, name: str, applicability: str) -> Fix | None:
    edits = rename_column(subject, column, _yaml(name))
    return Fix(f"write `{_yaml(name)}`", "safe" if applicability == "safe" else "unsafe", edits) if edits else None


def _yaml(name: str) -> str:
    """A name as YAML: in quotes where it needs them."""
    return name if name.isidentifier() and name.isascii() else json.dumps(name)
