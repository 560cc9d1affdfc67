"""
A part of the data is too short for a single window.

## What it does
Compares `window.length`, `offset` and `horizon` with the rows of each part, where these are known without the
data: parts given in rows, or a series that the spec generates. With a look at the data they are always known. A
validation or test part needs only the rows of the targets, since inputs may reach back (`context: past`); with
`context: own` it needs the whole window. A series of a `group` that is too short for one window is a warning.

## Why is this bad?
There is not one example to train on, or none to judge by.

## Keras
`timeseries_dataset_from_array` gives an empty data set without a word, and `fit` on it ends with one warning,
"Your input ran out of data", and an empty history.

## Bad
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  split: {train: 100, validation: 24, test: 24}
  window: {length: 100, horizon: 12}
model:
  - LSTM: 50
  - Dense: 12
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  split: {train: 200, validation: 24, test: 24}
  window: {length: 100, horizon: 12}
model:
  - LSTM: 50
  - Dense: 12
runtime: {seed: 42}
```

## Fix
By hand: a shorter window, or a longer part.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Label, Path, Severity
from seqspec.language.data import Data
from seqspec.language.recipe.split import PARTS, Backtest, Split
from seqspec.language.recipe.window import Window
from seqspec.wording import count

if TYPE_CHECKING:
    from seqspec.analysis.profile import Groups

SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each part that holds no window."""
    data = subject.spec.data
    if data is None or data.window is None:
        return
    profile = subject.profile
    if profile is not None and profile.groups is not None and profile.groups.short:
        yield _short_groups(profile.groups, data.window)
        if profile.groups.short == profile.groups.count:
            return
    series = profile.groups.parts if profile is not None and profile.groups is not None else {}
    rows = series or (profile.parts if profile is not None and profile.parts else _rows(data))
    short = [part for part in rows if rows[part] < _needed(data.window, part) and (rows[part] or part == "train")]
    if profile is not None and not short:  # of parts that are asked for nothing may be left
        short = [part for part in rows if rows[part] == 0 and data.parts.sizes.get(part)]
    for part in short:
        yield _finding(subject, data.window, part, rows[part], _needed(data.window, part), bool(series))


def _short_groups(groups: Groups, window: Window) -> Finding:
    total = "more than 100,000" if groups.count is None else f"{groups.count:,}"
    every = groups.short == groups.count
    series = f"all {total} series" if every else f"{groups.short:,} of {total} series"
    return Finding(
        ("data", "group"),
        f"{series} are shorter than a window, which needs {count(window.rows, 'row')}",
        label=f"`{groups.shortest}` has {count(groups.rows, 'row')}",
        keras="knows no series",
        help="make the window shorter; series that are too short are left out",
        severity="error" if every else "warning",
    )


def _rows(data: Data) -> dict[str, int]:
    """The rows of each part, as far as they are known without the data."""
    split, total = data.parts, data.source.count if data.source else None
    if split.backtest is not None:
        return _rows_of_folds(split, split.backtest, total)
    sizes: dict[str, int] = {}
    for part in PARTS:
        size = getattr(split, part)
        if isinstance(size, int):
            sizes[part] = size
        elif isinstance(size, float) and total is not None:
            sizes[part] = int(size * total)
    others = [part for part in PARTS[1:] if getattr(split, part)]
    if total is not None and split.train is None and all(part in sizes for part in others):
        sizes["train"] = max(total - sum(sizes[part] for part in others) - split.gap * len(others), 0)
    return sizes


def _rows_of_folds(split: Split, backtest: Backtest, total: int | None) -> dict[str, int]:
    """The folds are the test part; training ends before the first one."""
    size = split.validation or 0
    validation = size if isinstance(size, int) else None if total is None else int(float(size) * total)
    sizes = {"test": backtest.windows * backtest.step}
    if total is not None and validation is not None:
        gaps = split.gap * (2 if validation else 1)
        sizes = {"train": max(total - sizes["test"] - validation - gaps, 0), "validation": validation, **sizes}
    return sizes


def _needed(window: Window, part: str) -> int:
    fed_back = 0 if part == "train" else window.fed_back
    return fed_back + (window.rows if _holds_whole_windows(window, part) else window.steps)


def _holds_whole_windows(window: Window, part: str) -> bool:
    return part == "train" or window.context == "own"


def _finding(subject: Subject, window: Window, part: str, rows: int, needed: int, series: bool) -> Finding:
    path: Path = ("data", "split", part)
    written = subject.is_written(path)
    most = " of a series at the most" if series else ""
    whole = _holds_whole_windows(window, part)
    made_of = f"{window.length:,} in and {needed - window.length:,} to the last target" if whole else "its targets"
    return Finding(
        path if written else ("data", "window"),
        f"the {_NAMES[part]} part has {count(rows, 'row')}{most}, and a window needs {needed:,}",
        target="value" if written else "key",
        label=count(rows, "row"),
        labels=(Label(("data", "window"), f"{count(needed, 'row')}: {made_of}"),) if written else (),
        keras="no error: an empty data set, one warning that the input ran out of data, and an empty history",
        help="make the window shorter, or the part longer",
    )


_NAMES = {"train": "training", "validation": "validation", "test": "test"}
