"""
Two things set the learning rate, and one of them is not let.

## What it does
Finds ReduceLROnPlateau or LearningRateScheduler beside an optimizer whose learning rate is a schedule, and
ReduceLROnPlateau beside LearningRateScheduler (a warning).

## Why is this bad?
The rate of a schedule can't be set from outside, which Keras finds out when it is first tried. A plateau may
come after hours. Of two callbacks the scheduler wins: it sets the rate anew before every epoch.

## Keras
With a schedule, LearningRateScheduler raises TypeError at the start of the first epoch, and ReduceLROnPlateau
at the end of the first plateau: "its learning rate is not settable". Beside LearningRateScheduler,
ReduceLROnPlateau lowers the rate without effect, and says nothing.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
compile:
  optimizer: {Adam: {learning_rate: {CosineDecay: {initial_learning_rate: 0.001, decay_steps: 1000}}}}
  loss: mean_squared_error
fit: {epochs: 100, callbacks: [{ReduceLROnPlateau: {monitor: loss}}]}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
compile: {optimizer: {Adam: 0.001}, loss: mean_squared_error}
fit: {epochs: 100, callbacks: [{ReduceLROnPlateau: {monitor: loss}}]}
runtime: {seed: 42}
```

## Fix
Takes the callback out. Unsafe: the schedule may be what should go.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.optimization import Optimization, optimization
from seqspec.analysis.facts.repairs import written_path
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Label, Path, Severity
from seqspec.language.named import Named

SEVERITY: Severity = "error"

_WHEN = {
    "LearningRateScheduler": "raises TypeError at the start of the first epoch: the learning rate is not settable",
    "ReduceLROnPlateau": "raises TypeError after the first plateau: the learning rate is not settable",
}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each callback that can't set the rate."""
    trained, schedulers = optimization(subject), list(_callbacks(subject, "LearningRateScheduler"))
    for index, callback, path in [*schedulers, *_callbacks(subject, "ReduceLROnPlateau")]:
        if trained is not None and trained.schedule is not None:
            yield _against_a_schedule(subject, index, callback, path, trained)
        elif callback.type == "ReduceLROnPlateau" and schedulers:
            yield _overruled(subject, index, path, schedulers[0][2])


def _callbacks(subject: Subject, type: str) -> Iterator[tuple[int, Named, Path]]:
    for index, callback in enumerate(subject.spec.fit.callbacks):
        if callback.type == type:
            yield index, callback, written_path(subject.document, ("fit", "callbacks", index))


def _against_a_schedule(subject: Subject, index: int, callback: Named, path: Path, trained: Optimization) -> Finding:
    return Finding(
        path,
        f"`{callback.type}` sets the learning rate, and a schedule does",
        target="key",
        labels=(Label((*trained.path, "learning_rate"), "the schedule, which nothing else can set"),),
        keras=_WHEN[callback.type],
        help="take one of them out",
        fix=_fix(subject, index),
    )


def _overruled(subject: Subject, index: int, path: Path, scheduler: Path) -> Finding:
    return Finding(
        path,
        "`ReduceLROnPlateau` lowers a learning rate that `LearningRateScheduler` sets anew before every epoch",
        target="key",
        labels=(Label(scheduler, "sets the rate in every epoch", "key"),),
        keras="no error: what was lowered is overwritten before the next epoch",
        help="take one of them out",
        fix=_fix(subject, index),
        severity="warning",
    )


def _fix(subject: Subject, index: int) -> Fix:
    alone = len(subject.spec.fit.callbacks) == 1
    return Fix("take it out", "unsafe", (Delete(("fit", "callbacks") if alone else ("fit", "callbacks", index)),))
