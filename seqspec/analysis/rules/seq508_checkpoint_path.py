"""
Two checkpoints are saved under one name, and the later one is all that is left.

## What it does
Finds a second ModelCheckpoint that saves the same thing: the whole model, or the weights. Names are seqspec's
own, one for each of the two. Notes `save_best_only` with a `save_freq` in batches on a validation figure.

## Why is this bad?
Whoever keeps the best and the last model finds one file in the run folder, and can't tell which it is.

## Keras
Writes what it is told to the path that it is told; of two callbacks with one path the one listed last wins, at
every epoch. Validation figures are known at the end of an epoch only: with `save_freq: 2` and `save_best_only`
on `val_loss` it warns, and saves every time.

## Bad
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  window: {length: 30}
model:
  - LSTM: 50
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
fit:
  epochs: 100
  callbacks:
    - ModelCheckpoint: {monitor: val_loss, save_best_only: true}
    - ModelCheckpoint
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  window: {length: 30}
model:
  - LSTM: 50
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
fit:
  epochs: 100
  callbacks:
    - ModelCheckpoint: {monitor: val_loss, save_best_only: true}
runtime: {seed: 42}
```

## Fix
None: which of the two is meant is not known.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.repairs import written_path
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Label, Path, Severity
from seqspec.language.training.callbacks import ModelCheckpoint

SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each checkpoint that overwrites another one, and for each that can't know what is best."""
    first: dict[bool, Path] = {}
    for index, callback in enumerate(subject.spec.fit.callbacks):
        if not isinstance(callback, ModelCheckpoint):
            continue
        path = written_path(subject.document, ("fit", "callbacks", index))
        before = first.setdefault(callback.save_weights_only, path)
        if before is not path:
            yield _overwritten(path, before)
        if callback.save_best_only and callback.save_freq != "epoch" and callback.monitor.startswith("val_"):
            yield _blind(path, callback.monitor)


def _overwritten(path: Path, before: Path) -> Finding:
    return Finding(
        path,
        "this `ModelCheckpoint` saves under the same name as the one before it",
        target="key",
        labels=(Label(before, "saves there, too", "key"),),
        keras="no error: what is saved last is left",
        help="keep one of them, or give one `save_weights_only: true`",
    )


def _blind(path: Path, monitor: str) -> Finding:
    return Finding(
        (*path, "save_freq"),
        f"`{monitor}` is known at the end of an epoch only, and this saves in between",
        keras="warns, and saves every time as if it were the best",
        help="take `save_freq` out",
    )
