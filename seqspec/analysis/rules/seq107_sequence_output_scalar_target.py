"""
The model gives a value for every time step, and the target is one value for each window.

## What it does
Compares what leaves the model with what the recipe delivers as target, and finds an output that still has the
time axis of the input: a last recurrent layer with `return_sequences: true`, or convolutions without a
pooling behind them.

## Why is this bad?
Every step, the first one included, is trained towards the value after the last. The loss falls, the numbers
look reasonable, and the model has learned something else.

## Keras
No error with mean_squared_error, mean_absolute_error, huber and the other losses on numbers: the target is
repeated over all steps. With targets of shape `(batch,)` it is worse, since every prediction meets the
targets of the other examples. The cross-entropies raise ValueError at the first batch.

## Bad
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  window: {length: 30}
model:
  - LSTM: {units: 64, return_sequences: true}
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
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
  - LSTM: 64
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
runtime: {seed: 42}
```

## Fix
Takes `return_sequences` out of the last recurrent layer. Unsafe: a target for every step (`targets:
each_step`) may be what was meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.alignment import (
    Misfit,
    last_step,
    misfit,
    sequence_keeper,
    shape_after,
    target_label,
    time_source,
)
from seqspec.analysis.facts.objective import BROADCASTING, name_of, unwrapped
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Label, Path, Severity
from seqspec.language.layer import Signal, show
from seqspec.wording import count

SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the last layer."""
    found = misfit(subject)
    if found is None or not found.keeps_time or time_source(subject) is not None:
        return
    step, keeper = last_step(subject), sequence_keeper(subject)
    output = step.path, f"the output is {show(found.output)}"
    # What has to change is underlined: the argument that keeps the steps, if there is one, else the end of the model.
    first, second = (_keeps(keeper), output) if keeper else (output, None)
    yield Finding(
        first[0],
        f"the model gives {_steps(found)}, and the target is {_target(found)} for each {_example(subject)}",
        target="value" if keeper else "key",
        label=first[1],
        labels=(*((Label(*second, "key"),) if second else ()), *target_label(subject, found)),
        keras=_keras(found),
        help=_help(keeper, found),
        fix=_fix(subject, keeper, found) if keeper else None,
    )


def _steps(found: Misfit) -> str:
    if len(found.output) > 3:
        return f"a whole picture, {show(found.output)}"
    steps = found.output[1]
    return count(steps, "time step") if steps is not None else "every time step"


def _target(found: Misfit) -> str:
    if len(found.wanted) == 3 and found.wanted[1] != 1:
        return count(found.wanted[1], "step")
    labels = found.delivery.kind in {"classes", "one_hot", "multi_label", "binary"}
    targets = found.delivery.targets
    return "one label" if labels else "one value" if targets == 1 else count(targets, "value")


def _example(subject: Subject) -> str:
    return "window" if subject.spec.data is not None and subject.spec.data.window else "example"


def _keeps(keeper: Step) -> tuple[Path, str]:
    """Where time steps are kept, and how many."""
    path, _ = unwrapped(keeper.path, keeper.layer)
    steps = keeper.output.shape[1] if keeper.output.shape else None
    every = "all time steps" if steps is None else "the 1 time step" if steps == 1 else f"all {steps:,} time steps"
    return (*path, "return_sequences"), f"keeps {every}: {show(keeper.output.shape)}"


def _keras(found: Misfit) -> str | None:
    if found.loss is None or not found.loss.of_keras:
        return None
    if found.loss.type in BROADCASTING and found.wanted[1:2] in {(1,), found.output[-1:]}:
        return f"no error: `{name_of(found.loss)}` stretches the target, and trains every step towards the same value"
    return "raises an error at the first batch: target and output must have the same shape"


def _help(keeper: Step | None, found: Misfit) -> str:
    if found.delivery.text:
        return "end the encoder with its last step alone, and give that to every step of the decoder: `RepeatVector`"
    if keeper is None:
        return "end the sequence before the last layer: `GlobalAveragePooling1D` or `Flatten`"
    _, inner = unwrapped(keeper.path, keeper.layer)
    return f"take `return_sequences` out of the last `{inner.type}`" + (
        ", or ask for `targets: each_step` in the window" if found.delivery.windowed else ""
    )


def _fix(subject: Subject, keeper: Step, found: Misfit) -> Fix | None:
    """Only where the layers behind it take a vector, and what leaves them then is what is wanted."""
    assert keeper.output.shape is not None  # or the shape of what leaves the model would not be known either
    vector = Signal((keeper.output.shape[0], *keeper.output.shape[2:]), keeper.output.dtype)
    after = shape_after(vector, subject.trace.steps[keeper.index + 1 :])
    if after is None or len(after) != 2:
        return None
    path, inner = unwrapped(keeper.path, keeper.layer)
    return Fix(f"take `return_sequences` out of `{inner.type}`", "unsafe", (Delete((*path, "return_sequences")),))
