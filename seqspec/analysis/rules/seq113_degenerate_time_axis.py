"""
A recurrent layer reads sequences of a single step.

## What it does
Finds a recurrent layer whose input has one time step and several features: the first one, once. Layers that carry
their state from batch to batch (`stateful`), decoders behind `RepeatVector` and single words of an `Embedding` may
well have one step.

## Why is this bad?
With one step there is nothing to remember: the layer is a `Dense` with gates, and its recurrent weights are never
used. Where the features are the past of one series, the axes are swapped: `[1, 30]` is one step of 30 features, and
`[30, 1]` is 30 steps of one.

## Keras
No error. The recurrent weights are multiplied with a state of zeros and get no gradient.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 32, input_shape: [1, 30]}
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 32, input_shape: [30, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Swaps the two sizes, where no recipe says what is delivered. Unsafe: the data have to be laid out likewise.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.declaration import Declaration, contradictions, declaration
from seqspec.analysis.facts.objective import RECURRENT, unwrapped
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Replace, Severity
from seqspec.language.layer import show
from seqspec.wording import count

SEVERITY: Severity = "warning"

_SINGLE = {"Embedding", "RepeatVector"}
"""The layers that give a single step on purpose."""


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the first recurrent layer."""
    step = next((step for step in subject.trace.steps if unwrapped(step.path, step.layer)[1].type in RECURRENT), None)
    if step is None or not _is_single(step) or contradictions(subject):
        return
    if not any(before.layer.type in _SINGLE for before in subject.trace.steps[: step.index]):
        yield _finding(subject, step)


def _is_single(step: Step) -> bool:
    shape, stateful = step.input.shape, getattr(unwrapped(step.path, step.layer)[1], "stateful", False)
    return shape is not None and len(shape) == 3 and shape[1] == 1 and shape[2] != 1 and not stateful


def _finding(subject: Subject, step: Step) -> Finding:
    declared = declaration(subject)
    swapped = declared if declared is not None and declared.sizes[:1] == (1,) and len(declared.sizes) == 2 else None
    if subject.delivery is not None:
        swapped = None
    return Finding(
        step.path,
        f"`{step.layer.type}` reads sequences of a single step: there is nothing to remember",
        target="key",
        label=f"gets {show(step.input.shape)}: one step of {_features(step)}",
        keras="no error: a layer over one step is a `Dense` with gates, and its recurrent weights are never used",
        help=_help(subject, step, declared),
        fix=_fix(swapped) if swapped else None,
    )


def _features(step: Step) -> str:
    features = step.input.shape[2] if step.input.shape else None
    return "features" if features is None else count(features, "feature")


def _help(subject: Subject, step: Step, declared: Declaration | None) -> str:
    data = subject.spec.data
    if data is not None and data.window is not None and data.window.length == 1:
        return "write a longer `window`, or take `Dense` for rows that stand by themselves"
    if declared is not None and declared.sizes[:1] == (1,):
        return "where the features are the past of one series, write steps first and features last: `[steps, 1]`"
    return "leave more than one step: make the pooling or the stride before it smaller"


def _fix(declared: Declaration) -> Fix:
    sizes = ["null" if size is None else str(size) for size in reversed(declared.sizes)]
    edits = tuple(Replace(declared.size_path(axis), size) for axis, size in enumerate(sizes))
    return Fix(f"write `[{', '.join(sizes)}]`", "unsafe", edits)
