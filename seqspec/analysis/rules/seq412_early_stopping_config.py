"""
Early stopping is set so that it never stops, or stops before anything else could help.

## What it does
Finds an EarlyStopping whose `patience` is not used up before the last epoch, and one that gives up before a
ReduceLROnPlateau on the same figure has lowered the rate. Where the best weights are restored at the end, one
that never stops is a note: it still does that.

## Why is this bad?
What never stops saves no time and guards against nothing. A rate that is lowered when training stops anyway is
never used.

## Keras
No error. Over 5 epochs without progress a `patience` of 3 stops after the fourth, one of 5 never. With equal
`patience` both callbacks act at the end of the same epoch, and no step is made at the lower rate.

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
fit: {epochs: 20, callbacks: [{EarlyStopping: {patience: 50}}]}
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
fit: {epochs: 200, callbacks: [{EarlyStopping: {patience: 50}}]}
runtime: {seed: 42}
```

## Fix
None: fewer epochs to wait and more epochs to train are both ways out.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.repairs import written_path
from seqspec.analysis.facts.validation import validates
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Label, Path, Severity
from seqspec.language.training.callbacks import EarlyStopping, ReduceLROnPlateau
from seqspec.wording import count

SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Finding]:
    """Findings on each EarlyStopping; one that never stops has no other."""
    if subject.spec.fragment or subject.spec.broken & {"fit", "fit.epochs", "fit.callbacks"}:
        return
    for path, stopping in _stoppings(subject):
        last = subject.spec.fit.epochs - subject.spec.fit.initial_epoch
        if stopping.start_from_epoch + stopping.patience >= last and stopping.baseline is None:
            yield _never(path, stopping, last)
            continue
        yield from _too_early(subject, path, stopping)


def _stoppings(subject: Subject) -> Iterator[tuple[Path, EarlyStopping]]:
    for index, callback in enumerate(subject.spec.fit.callbacks):
        unseen = getattr(callback, "monitor", "").startswith("val_") and validates(subject.spec) is False  # SEQ214
        if isinstance(callback, EarlyStopping) and not unseen:
            yield written_path(subject.document, ("fit", "callbacks", index)), callback


def _never(path: Path, stopping: EarlyStopping, epochs: int) -> Finding:
    keeps = stopping.restore_best_weights
    return Finding(
        (*path, "patience") if "patience" in stopping.model_fields_set else path,
        f"`EarlyStopping` waits {count(stopping.patience, 'epoch')} of {epochs}, and never stops",
        target="value" if "patience" in stopping.model_fields_set else "key",
        labels=(Label(("fit", "epochs"), "ends before"),) if epochs > 1 else (),
        keras="no error: trains to the last epoch, and then takes the best weights" if keeps
        else "no error: trains to the last epoch",
        help="wait for fewer epochs, or train for more",
        severity="info" if keeps else None,
    )  # fmt: skip


def _too_early(subject: Subject, path: Path, stopping: EarlyStopping) -> Iterator[Finding]:
    for index, callback in enumerate(subject.spec.fit.callbacks):
        same = isinstance(callback, ReduceLROnPlateau) and callback.monitor == stopping.monitor
        if not same or callback.patience < stopping.patience:
            continue
        plateau = written_path(subject.document, ("fit", "callbacks", index))
        yield Finding(
            path,
            f"training stops after {count(stopping.patience, 'epoch')} without progress, "
            f"and the rate is lowered after {callback.patience}",
            target="key",
            labels=(Label(plateau, "comes too late", "key"),),
            keras="no error: no step is made at the lower rate",
            help="give `ReduceLROnPlateau` less patience than `EarlyStopping`",
        )
