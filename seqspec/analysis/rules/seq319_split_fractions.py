"""
The sizes of the parts are no fractions, or add up to more than there is.

## What it does
Finds fractions below 0 or from 1 up (20.0 for 20 per cent), parts that together leave nothing to train on,
negative numbers of rows, and a `fit.validation_split` outside of 0 and 1. Whole numbers are rows: `test: 500`
is 500 rows. With a look at the data it finds parts that ask for more rows than the file has, too.

## Why is this bad?
There is no such part, or nothing is left for the others.

## Keras
`validation_split` is not checked. On TensorFlow 20 "trains" on nothing: one warning that the input ran out of
data, and an epoch with a `val_loss` and no `loss`. On JAX it ends in StopIteration. 1.0 raises ValueError.

## Bad
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  split: {validation: 0.1, test: 20.0}
  window: {length: 30}
model:
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  split: {validation: 0.1, test: 0.2}
  window: {length: 30}
model:
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Divides by 100 what looks like per cent. Unsafe: rows may have been meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Path, Replace, Severity
from seqspec.language.recipe.split import Split

SEVERITY: Severity = "error"

_FIT: Path = ("fit", "validation_split")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each size that can't be one, or one for all of them where only their sum is wrong."""
    data, validation = subject.spec.data, subject.spec.fit.validation_split
    if validation is not None and not 0 <= validation < 1:
        yield _not_a_fraction(_FIT, "validation_split", validation, _keras(validation))
    if data is None or data.split is None:
        return
    wrong = [*_wrong_sizes(data.split)]
    yield from wrong
    if not wrong:
        wrong = [*_too_much(data.split)]
        yield from wrong
    trouble = subject.profile.split_trouble if subject.profile else None
    if trouble is not None and not wrong:
        yield Finding(("data", "split"), trouble.message, help=trouble.help)


def _wrong_sizes(split: Split) -> Iterator[Finding]:
    for part, size in split.sizes.items():
        path: Path = ("data", "split", part)
        if isinstance(size, int) and size < 0:
            said = f"the {part} part can't have {size:,} rows"
            yield Finding(path, said, help="write 0 for a part that is not wanted")
        elif isinstance(size, float) and not _is_fraction(size, part):
            yield _not_a_fraction(path, part, size, None)


def _is_fraction(size: float, part: str) -> bool:
    return 0 <= size < 1 or (part == "train" and size == 1)


def _not_a_fraction(path: Path, key: str, size: float, keras: str | None) -> Finding:
    percent = 1 <= size < 100 and size != 1
    fraction = f"{size / 100:g}"
    rows = "" if key == "validation_split" else f", or {size:.0f} without a point for rows"
    return Finding(
        path,
        f"`{key}: {size}` is no fraction of the data",
        label="has to lie between 0 and 1",
        keras=keras,
        help=f"write {fraction} for {size:g} per cent{rows}" if percent else "write a fraction such as 0.2",
        fix=Fix(f"write {fraction}", "unsafe", (Replace(path, fraction),)) if percent else None,
    )


def _keras(size: float) -> str:
    if size == 1:
        return "raises ValueError at `fit`: not enough samples to split"
    return "no check: TensorFlow trains on nothing and warns that the input ran out of data, JAX ends in StopIteration"


def _too_much(split: Split) -> Iterator[Finding]:
    fractions = {part: size for part, size in split.sizes.items() if isinstance(size, float)}
    total = sum(fractions.values())
    if not fractions or (total <= 1 + 1e-9 if split.train is not None else total < 1 - 1e-9):
        return
    *others, last = fractions
    yield Finding(
        ("data", "split", last),
        f"the parts add up to {total:g}" + ("" if split.train is not None else ", and nothing is left to train on"),
        labels=tuple(Label(("data", "split", part), "and this") for part in others),
        help="let the fractions add up to less than 1"
        if split.train is None
        else "let the fractions add up to 1 or less",
    )
