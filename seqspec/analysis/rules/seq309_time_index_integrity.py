"""
The rows are not in the order of time, or time has gaps, repeats or dates that can't be read.

## What it does
Reads the column that `time` names, each series of a `group` by itself. An error where a row has no time, where a
date can't be read or follows another format than the one given, where dates and numbers are mixed, where a row is
earlier than the one before, where one does not follow at the `frequency` of the recipe, and where numbers are taken
for dates. A warning for rows with the time of the row before, and for gaps: steps of more than one and a half times
the usual one. Weekends and holidays in a series of working days are no gaps. Where hardly any two steps are equal
(`regular`) there is a note instead.

## Why is this bad?
A window counts rows, and means time. Over a gap "the next value" is that of next week; in rows out of order the
past of a window holds what comes after it.

## Keras
Never sees the time. Windows run over gaps and out of order, and the score of a model that has seen the future is
good.

## Data
```csv
date,price
2024-01-01,104
2024-01-02,106
2024-01-04,103
2024-01-03,107
2024-01-05,105
2024-01-06,109
```

## Bad
```yaml
seqspec: 1
data:
  source: {csv: series.csv}
  target: price
  time: date
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
By hand: sort the file by time, fill its gaps, or say how its dates are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seqspec.analysis.facts.columns import looked_at, many
from seqspec.analysis.facts.series import are_several, start_again
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Path, Severity
from seqspec.language.data import Data
from seqspec.language.recipe.time import Time

if TYPE_CHECKING:
    from seqspec.analysis.profile import Profile, Timeline

SEVERITY: Severity = "error"
TIER: Tier = "data"

_TIME: Path = ("data", "time")
_NO_FORMAT = "write all of them in that way, or say with `format` how they are written"


def check(subject: Subject, *, regular: float = 0.5) -> Iterator[Finding]:
    """At most one finding: the gravest."""
    looked = looked_at(subject)
    if looked is None:
        return
    (data, profile), given = looked, looked[0].time
    if given is None or profile.time is None:
        return
    time = profile.time
    error = _unreadable(given, time, profile) if time.unreadable or time.mixed else _out_of_order(data, time, profile)
    error = error or _no_dates(data, given, time) or _astray(given, time, profile)
    if error is not None:
        yield error
    elif data.window is not None and not time.back and not are_several(data, profile):
        yield from _uneven(time, given, regular, profile)


def _unreadable(given: Time, time: Timeline, profile: Profile) -> Finding:
    if time.mixed:
        said = f"`{given.column}` holds dates in some rows and numbers in others"
        return Finding(_TIME, said, help="write all of them in one way")
    row, cells = profile.row(time.first_unreadable, given.column), many(time.unreadable, "row")
    if not time.example:
        said, help = f"{row} has no time, one of {cells} without", "fill the cells in, or take the rows out"
    elif given.format is not None:
        said = f"{row} is {time.example!r}, one of {cells} that do not follow the format `{given.format}`"
        help = "correct the format, or the rows"
    else:
        said = f"{row} is {time.example!r}, one of {cells} that can't be read as dates such as 2019-01-31"
        help = f"say how they are written: `time: {{column: {given.column}, format: '{time.written}'}}`"
        help = help if time.written and time.unreadable == profile.rows else _NO_FORMAT
    return Finding(_TIME, said, help=help)


def _out_of_order(data: Data, time: Timeline, profile: Profile) -> Finding | None:
    if not time.back or (data.window is not None and start_again(data, time)):
        return None
    name = data.time.column if data.time else ""
    return Finding(
        _TIME,
        f"{profile.row(time.first_back, name)} is {time.here}, earlier than the row before, {time.before}",
        label=f"{many(time.back, 'row')} out of order",
        keras="never sees the time: the past of a window holds what comes after it",
        help=f"sort the file by `{name}`",
    )


def _no_dates(data: Data, given: Time, time: Timeline) -> Finding | None:
    """What the recipe takes for dates and are numbers, or the other way round."""
    held = "dates" if time.dates else "numbers"
    if given.frequency is not None and time.dates != isinstance(given.frequency, str):
        said = f"`{given.column}` holds {held}, and its frequency is {given.frequency}"
        return Finding((*_TIME, "frequency"), said, help=f"write {'`1D`' if time.dates else 'a number'}")
    if given.column in data.encode and not time.dates:
        said = f"`{given.column}` holds numbers, and fields are taken from dates"
        return Finding(("data", "encode", given.column), said, help="take it out of `encode`")
    return None


def _astray(given: Time, time: Timeline, profile: Profile) -> Finding | None:
    if not time.astray:
        return None
    where = profile.row(time.first_astray, given.column)
    return Finding(
        (*_TIME, "frequency"),
        f"{where} is {time.came}, and the row before is {time.after}: that is not the frequency {given.frequency}",
        label=f"{many(time.astray, 'row')} off it",
        keras="never sees the time: windows count rows",
        help=f"{time.expected} was to follow: add or take out rows, or take `frequency` out",
    )


def _uneven(time: Timeline, given: Time, regular: float, profile: Profile) -> Iterator[Finding]:
    name = given.column
    have = "has" if time.same == 1 else "have"
    if time.same:
        yield Finding(
            _TIME,
            f"{many(time.same, 'row')} of `{name}` {have} the time of the row before, the first in "
            f"{profile.row(time.first_same)}",
            keras="never sees the time: the two count as one after the other",
            help="take repeated rows out, or name the column that tells series apart with `group`",
            severity="warning",
        )
    elif time.regular < regular and time.step:
        yield Finding(
            _TIME,
            f"the steps of `{name}` differ, and windows count rows, not time",
            help="bring the rows to equal steps, or give the model the time since the row before",
            severity="info",
        )
    elif time.gaps:
        yield Finding(
            _TIME,
            f"`{name}` has {many(time.gaps, 'gap')}, the first before {profile.row(time.first_gap)}: {time.gap} where "
            f"{time.step} is usual",
            keras="never sees the time: windows run over the gap as if it were not there",
            help="add the missing rows with empty cells, and say what becomes of them with `missing`",
            severity="warning",
        )
