"""
A callback looks for the worst epoch instead of the best, or can't tell which that is.

## What it does
Holds the `mode` of EarlyStopping, ReduceLROnPlateau and ModelCheckpoint against the figure that they watch: `min` is
wrong for an accuracy, `max` for a loss. Finds `mode: auto` for a count, such as `FalsePositives`, for which Keras
knows no direction.

## Why is this bad?
With the wrong direction training stops while it gets better, and the epoch that is kept is the worst one.

## Keras
No error for a wrong `mode`: it is taken at its word. With `auto` each metric says itself which way it gets better;
one that does not raises ValueError after the first epoch: "Keras isn't able to automatically determine whether that
metric should be maximized or minimized".

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, input_shape: [10, 1]}
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: adam, loss: binary_crossentropy, metrics: [accuracy]}
fit:
  epochs: 50
  validation_split: 0.2
  callbacks: [{EarlyStopping: {monitor: val_accuracy, mode: min, restore_best_weights: true}}]
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, input_shape: [10, 1]}
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: adam, loss: binary_crossentropy, metrics: [accuracy]}
fit:
  epochs: 50
  validation_split: 0.2
  callbacks: [{EarlyStopping: {monitor: val_accuracy, restore_best_weights: true}}]
runtime: {seed: 42}
```

## Fix
Writes the direction in which the figure gets better. Unsafe: the training stops elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.figures import figures
from seqspec.analysis.facts.repairs import set_argument, written_path
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Path, Severity
from seqspec.language.named import KINDS, Named

SEVERITY: Severity = "warning"

_BETTER_MORE = {"TrueNegatives", "TruePositives"}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each callback that looks the wrong way; a figure that is not there has a rule of its own."""
    produced = figures(subject.spec) or {}
    for index, callback in enumerate(subject.spec.fit.callbacks):
        monitor, mode = getattr(callback, "monitor", None), getattr(callback, "mode", None)
        name = str(monitor).removeprefix("val_")
        if monitor is None or name not in produced or not getattr(callback, "save_best_only", True):
            continue
        path = written_path(subject.document, ("fit", "callbacks", index))
        better = _better(produced[name])
        if mode == "auto" and better is None:
            yield _undecided(subject, path, callback, monitor, produced[name])
        elif mode not in {"auto", None, better} and better is not None:
            yield _wrong_way(subject, path, callback, monitor, better)


def _better(metric: str) -> str | None:
    """Which way a figure gets better; that of no metric is the loss."""
    better: str | None = getattr(KINDS["metric"].load(metric), "better", None) if metric else "min"
    return better


def _wrong_way(subject: Subject, path: Path, callback: Named, monitor: str, better: str) -> Finding:
    more = "more" if better == "max" else "less"
    edit = set_argument(subject, path, callback, "mode", better)
    return Finding(
        (*path, "mode"),
        f"`{callback.type}` takes the worst `{monitor}` for the best: {more} of it is better",
        keras="no error: it is taken at its word",
        help=f"write `mode: {better}`, or leave `mode` out",
        fix=Fix(f"write `mode: {better}`", "unsafe", (edit,)),
    )


def _undecided(subject: Subject, path: Path, callback: Named, monitor: str, metric: str) -> Finding:
    better = "max" if metric in _BETTER_MORE else "min"
    edit = set_argument(subject, path, callback, "mode", better)
    return Finding(
        (*path, "monitor"),
        f"`{callback.type}` can't tell whether more of `{monitor}` is better",
        keras="raises ValueError after the first epoch: it can't tell whether it should be maximized or minimized",
        help=f"write `mode: {better}`",
        fix=Fix(f"write `mode: {better}`", "unsafe", (edit,)),
        severity="error",
    )
