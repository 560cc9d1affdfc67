"""
A callback watches a figure that training does not produce.

## What it does
Holds `monitor` against the figures of an epoch: `loss`, the metrics by the names they are written with, and
all of them with `val_` in front where there is validation data.

## Why is this bad?
Early stopping that never stops and a best model that is never chosen look exactly like those that work.

## Keras
`val_loss` without validation: a warning in every epoch, EarlyStopping never stops, ReduceLROnPlateau never
acts, and ModelCheckpoint with `save_best_only` saves every epoch. A name that it does not know raises
ValueError after the first epoch: "Keras isn't able to automatically determine whether that metric should be
maximized or minimized". Metrics are known by the name as written: `mae` gives `val_mae`, not
`val_mean_absolute_error`.

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
compile: {optimizer: adam, loss: mean_squared_error, metrics: [mae]}
fit: {epochs: 100, callbacks: [{EarlyStopping: {monitor: val_mean_absolute_error}}]}
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
compile: {optimizer: adam, loss: mean_squared_error, metrics: [mae]}
fit: {epochs: 100, callbacks: [{EarlyStopping: {monitor: val_mae}}]}
runtime: {seed: 42}
```

## Fix
Writes the name that the same metric has here: safe. Writes `loss` for `val_loss`, or the nearest name:
unsafe.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.figures import figures, gives_rate, known_as
from seqspec.analysis.facts.repairs import set_argument, written_path
from seqspec.analysis.facts.validation import validates
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Path, Severity
from seqspec.language.named import Named
from seqspec.language.problems import nearest

SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each callback that watches what is not there."""
    spec = subject.spec
    for index, callback in enumerate(spec.fit.callbacks):
        monitor = getattr(callback, "monitor", None)
        if monitor is None or not getattr(callback, "save_best_only", True):
            continue
        path = written_path(subject.document, ("fit", "callbacks", index))
        finding = _finding(subject, path, callback, monitor)
        if finding is not None:
            yield finding


def _finding(subject: Subject, path: Path, callback: Named, monitor: str) -> Finding | None:
    produced = figures(subject.spec)
    of_validation, base = monitor.startswith("val_"), monitor.removeprefix("val_")
    validated = validates(subject.spec)
    if monitor == "learning_rate" and gives_rate(subject.spec):
        return None
    if produced is None or base in produced:
        if not of_validation or validated is not False:
            return None
        return _without_validation(subject, path, callback, monitor)
    return _unknown(subject, path, callback, monitor, produced, validated)


def _without_validation(subject: Subject, path: Path, callback: Named, monitor: str) -> Finding:
    training = monitor.removeprefix("val_")
    edit = set_argument(subject, path, callback, "monitor", training)
    how = "data.split.validation" if subject.spec.data and not subject.spec.data.arrays else "fit.validation_split"
    return Finding(
        (*path, "monitor"),
        f"`{callback.type}` watches `{monitor}`, and there is no validation data",
        target="value" if subject.is_written((*path, "monitor")) else "key",
        label="" if subject.is_written((*path, "monitor")) else f"watches `{monitor}` unless told otherwise",
        keras=_in_silence(callback),
        help=f"set some data aside (`{how}: 0.1`), or watch `{training}`",
        fix=Fix(f"watch `{training}`", "unsafe", (edit,)),
    )


def _in_silence(callback: Named) -> str:
    never = {
        "EarlyStopping": "and it never stops",
        "ReduceLROnPlateau": "and the rate never changes",
        "ModelCheckpoint": "and every epoch is saved as if it were the best",
    }
    return f"a warning in every epoch, {never.get(callback.type, 'and nothing happens')}"


def _unknown(
    subject: Subject, path: Path, callback: Named, monitor: str, produced: dict[str, str], validated: bool | None
) -> Finding:
    prefix = "val_" if monitor.startswith("val_") and validated is not False else ""
    base = monitor.removeprefix("val_")
    same = known_as(base, produced)
    guess = same or nearest(base, produced)
    guess = f"{prefix}{guess}" if guess else None
    if not monitor.startswith("val_") and monitor.startswith("val"):  # `valloss`
        guess = nearest(monitor, [f"val_{name}" for name in produced]) or guess
    meant = f"; did you mean `{guess}`?" if guess else ""
    listed = ", ".join(f"`{prefix}{name}`" for name in sorted(produced))
    auto = getattr(callback, "mode", "auto") == "auto"
    return Finding(
        (*path, "monitor"),
        f"no figure is called `{monitor}`{meant}",
        target="value",
        keras="raises ValueError after the first epoch: it can't tell whether more is better" if auto
        else _in_silence(callback),
        help=f"an epoch gives {listed}",
        fix=_fix(subject, path, callback, guess, same is not None) if guess else None,
    )  # fmt: skip


def _fix(subject: Subject, path: Path, callback: Named, name: str, same: bool) -> Fix:
    edit = set_argument(subject, path, callback, "monitor", name)
    return Fix(f"watch `{name}`", "safe" if same else "unsafe", (edit,))
