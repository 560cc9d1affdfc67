"""
The last activation can't reach values that the target has.

## What it does
Holds the values that the end of the model can give against those of the target, as the recipe scales or declares
them, where numbers are predicted. Warns of `relu` at the end, too, unless the target is known to stay above 0; of
`sigmoid` and `tanh` where arrays are declared without the range of the target, unless that is the input over again; and
of a hinge loss, which pulls towards -1 and 1, over an activation that never goes below 0.

## Why is this bad?
A `sigmoid` never gives 1.5, and a `relu` never gives -1, however long it is trained: the model settles at the end of
its range. A `relu` that starts below 0 for all examples gives 0 forever, since no gradient comes back.

## Keras
No error: the loss stops falling, and all predictions may be 0.

## Bad
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  window: {length: 30}
  scale: standard
model:
  - LSTM: 16
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: adam, loss: mse}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  window: {length: 30}
  scale: standard
model:
  - LSTM: 16
  - Dense: 1
compile: {optimizer: adam, loss: mse}
runtime: {seed: 42}
```

## Fix
Takes the activation out. Unsafe: the model is another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from seqspec.analysis.facts.alignment import repeats_input
from seqspec.analysis.facts.objective import DISTANCES, HINGES, Head, find_head, loss_of, name_of
from seqspec.analysis.facts.target_range import VALUES, Range, target_range
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Label, Severity
from seqspec.language.named import Named

SEVERITY: Severity = "warning"

_LOSSES = DISTANCES | {"MeanAbsolutePercentageError"}


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the activation of the head."""
    loss, head = loss_of(subject.spec), find_head(subject.trace)
    if loss is None or head is None or head.activation not in VALUES:
        return
    numbers = subject.delivery is not None and subject.delivery.kind == "real"
    if loss.type in HINGES and VALUES[head.activation][0] == 0 and not numbers:
        yield _never_negative(subject, head, loss)
    if loss.type not in _LOSSES:
        return
    if head.activation == "softmax" or _predicts_labels(subject) or not subject.spec.values_known:
        return
    target = target_range(subject)
    if target is not None and target.leaves(*VALUES[head.activation]):
        yield _out_of_reach(subject, head, target)
    elif head.activation == "relu" and not head.is_recurrent and (target is None or target.low is None):
        yield _may_die(subject, head)
    elif target is None and _is_open(subject, head):
        yield _may_be_beyond(subject, head)


def _predicts_labels(subject: Subject) -> bool:
    return subject.delivery is not None and subject.delivery.kind != "real"


def _is_open(subject: Subject, head: Head) -> bool:
    """Whether numbers of any size may be asked of an activation that has two ends."""
    bounded = VALUES[head.activation][1] < inf and not head.is_recurrent
    data = subject.spec.data
    declared = data is not None and data.arrays is not None and data.arrays.target is not None
    return bounded and declared and not repeats_input(subject)


def _may_be_beyond(subject: Subject, head: Head) -> Finding:
    low, high = VALUES[head.activation]
    return Finding(
        (*head.path, "activation") if _is_written(subject, head) else head.path,
        f"`{head.activation}` gives values between {low:g} and {high:g}, and nothing says that the target stays there",
        target="value" if _is_written(subject, head) else "key",
        keras="no error: the model settles at the end of its range",
        help=f"{_help(head)}; where it does, declare its `min` and `max`",
        fix=_fix(subject, head),
    )


def _never_negative(subject: Subject, head: Head, loss: Named) -> Finding:
    return Finding(
        (*head.path, "activation") if _is_written(subject, head) else head.path,
        f"`{name_of(loss)}` pulls one class towards -1, and `{head.activation}` gives no value below 0",
        target="value" if _is_written(subject, head) else "key",
        labels=(Label(("compile", "loss"), "pulls towards -1 and 1"),),
        keras="no error: it counts labels of 0 as -1, which no output comes near",
        help="write `tanh`, or `binary_crossentropy` for the loss",
    )


def _out_of_reach(subject: Subject, head: Head, target: Range) -> Finding:
    low, high = VALUES[head.activation]
    given = f"from {low:g} up" if high == inf else f"between {low:g} and {high:g}"
    return Finding(
        (*head.path, "activation") if _is_written(subject, head) else head.path,
        f"`{head.activation}` gives values {given}, and the target {target.text}",
        target="value" if _is_written(subject, head) else "key",
        labels=(Label(target.path, f"the target {target.text}"),) if subject.is_written(target.path) else (),
        keras="no error: the model settles at the end of its range",
        help=_help(head),
        fix=_fix(subject, head),
    )


def _may_die(subject: Subject, head: Head) -> Finding:
    return Finding(
        (*head.path, "activation") if _is_written(subject, head) else head.path,
        "a number is predicted, and `relu` never gives one below 0",
        target="value" if _is_written(subject, head) else "key",
        keras="no error: where it starts below 0 for all examples, it gives 0 forever, as no gradient comes back",
        help=f"{_help(head)}; `softplus` keeps a number above 0 and has a gradient everywhere",
        fix=_fix(subject, head),
    )


def _is_written(subject: Subject, head: Head) -> bool:
    return head.has_argument and subject.is_written((*head.path, "activation"))


def _help(head: Head) -> str:
    if head.is_recurrent:
        return "end the model with a `Dense`, which has no activation unless it is given one"
    return "take the activation out: a number needs none"


def _fix(subject: Subject, head: Head) -> Fix | None:
    if head.is_recurrent or head.layer.type == "Activation" or not _is_written(subject, head):
        return None
    return Fix("take the activation out", "unsafe", (Delete((*head.path, "activation")),))
