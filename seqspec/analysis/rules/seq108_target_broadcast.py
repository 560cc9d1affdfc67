"""
Output and target differ in size, and the loss stretches one over the other in silence.

## What it does
Compares what leaves the model with the target that is declared, under a loss on numbers, where one of the two
sizes is 1.

## Why is this bad?
One output against five targets learns their mean; five outputs against one target all learn the same. The
loss falls as it would in a model that is right.

## Keras
No error with mean_squared_error, mean_absolute_error, huber and the other losses on numbers, in any epoch.
Sizes that can't be stretched raise at the first batch, with the sizes of the batch and no name of a layer.

## Bad
```yaml
seqspec: 1
data:
  arrays:
    input: {shape: [20, 4]}
    target: {shape: [5], kind: real}
model:
  - LSTM: 32
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  arrays:
    input: {shape: [20, 4]}
    target: {shape: [5], kind: real}
model:
  - LSTM: 32
  - Dense: 5
compile: {optimizer: adam, loss: mean_squared_error}
runtime: {seed: 42}
```

## Fix
Gives the last layer as many units as the target has values. Unsafe: the target may be what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.alignment import last_step, misfit, stretches, target_label, units_fix
from seqspec.analysis.facts.objective import name_of
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Severity
from seqspec.language.layer import show
from seqspec.wording import count

SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the last layer; a recipe with a window is horizon-units-mismatch's."""
    found = misfit(subject)
    if found is None or found.loss is None or not stretches(subject, found):
        return
    step, loss = last_step(subject), name_of(found.loss)
    yield Finding(
        step.path,
        f"the model gives {show(found.output)} and the target is {show(found.wanted)}; `{loss}` does not mind",
        target="key",
        label=f"the output is {show(found.output)}",
        labels=target_label(subject, found),
        keras=f"no error: `{loss}` stretches the shorter one, and every epoch trains towards something else",
        help=f"give the last layer {count(found.wanted[-1], 'unit')}, or declare the target as it is",
        fix=units_fix(subject, found),
    )
