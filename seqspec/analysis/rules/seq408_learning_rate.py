"""
The learning rate is far from what this optimizer can use.

## What it does
Finds rates above 0.03 under optimizers that scale their steps themselves, such as Adam, and above 1 under SGD;
an error from 1 up under the former. Finds rates below 0.000001 under all. Of a schedule the largest rate counts.
A rate of 0 or less is no rate at all (SEQ008).

## Why is this bad?
Adam moves every weight by about the learning rate at every step, whatever the gradient. Weights start between
-0.3 and 0.3 or so, so that a rate of 1 throws away what they are in one step. With a rate below a millionth
nothing happens in any number of epochs that somebody will wait for.

## Keras
No error for any positive number. The first step of `Adam(10)` moves every weight by 10.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
compile: {optimizer: {Adam: 10}, loss: mean_squared_error}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
compile: {optimizer: {Adam: 0.001}, loss: mean_squared_error}
runtime: {seed: 42}
```

## Fix
Writes the optimizer's default. Unsafe: another rate may be meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.optimization import Optimization, optimization
from seqspec.analysis.facts.repairs import set_argument
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Path, Severity
from seqspec.language.named import Named

SEVERITY: Severity = "warning"

_HOPELESS = 1.0
# Their steps have about the size of the rate. Adadelta and Adafactor are at home with 1, and Muon with a tenth.
_SCALING = {"Adam", "AdamW", "Adamax", "Lamb", "Lion", "Nadam", "RMSprop", "ScheduleFreeAdamW"}
_PLAIN = {"SGD"}
_STARTS = ("initial_learning_rate", "warmup_target")


def check(subject: Subject, *, scaling: float = 0.03, plain: float = 1.0, least: float = 1e-6) -> Iterator[Finding]:
    """At most one finding: a rate above `scaling` or `plain`, as the optimizer is, or one below `least`."""
    trained = optimization(subject)
    if trained is None:
        return
    path, rate = _highest(trained)
    name = trained.optimizer.type
    limit = scaling if name in _SCALING else plain if name in _PLAIN else None
    if rate is not None and limit is not None and rate > limit:
        yield _too_high(subject, trained, path, rate)
    elif rate is not None and rate < least:
        yield _too_low(subject, trained, path, rate)


def _highest(trained: Optimization) -> tuple[Path, float | None]:
    """The largest rate that is ever used, and where it stands."""
    path = (*trained.path, "learning_rate")
    if trained.schedule is None:
        return path, trained.rate
    path = (*path, trained.schedule.type)
    rates = [((*path, name), value) for name in _STARTS if (value := getattr(trained.schedule, name, None))]
    values = getattr(trained.schedule, "values", None) or []
    rates += [((*path, "values", index), value) for index, value in enumerate(values)]
    return max(rates, key=lambda each: each[1]) if rates else (path, None)


def _too_high(subject: Subject, trained: Optimization, path: Path, rate: float) -> Finding:
    scales = trained.optimizer.type in _SCALING
    return Finding(
        path,
        f"a learning rate of {rate:g} is far too high for `{trained.optimizer.type}`",
        keras=f"no error: every weight moves by about {rate:g} at the first step" if scales
        else "no error: the loss grows, and may become NaN in the first epoch",
        help=_help(trained.optimizer),
        fix=_fix(subject, trained),
        severity="error" if scales and rate >= _HOPELESS else None,
    )  # fmt: skip


def _too_low(subject: Subject, trained: Optimization, path: Path, rate: float) -> Finding:
    return Finding(
        path,
        f"with a learning rate of {rate:g} the weights hardly move",
        keras="no error: the loss stays nearly as it is",
        help=_help(trained.optimizer),
        fix=_fix(subject, trained),
    )


def _help(optimizer: Named) -> str:
    return f"`{optimizer.type}` starts from {_default(optimizer):g} unless told otherwise"


def _default(optimizer: Named) -> float:
    default: float = type(optimizer).model_fields["learning_rate"].default
    return default


def _fix(subject: Subject, trained: Optimization) -> Fix | None:
    if trained.schedule is not None:
        return None
    text = f"{_default(trained.optimizer):g}"
    edit = set_argument(subject, trained.path, trained.optimizer, "learning_rate", text)
    return Fix(f"write {text}", "unsafe", (edit,))
