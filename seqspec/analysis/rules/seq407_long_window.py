"""
A recurrent layer walks more time steps than it can remember.

## What it does
Finds SimpleRNN over more than 100 time steps, and LSTM and GRU that read more than 500 and give one vector (a
note). Of a stack only the first layer is told.

## Why is this bad?
What a SimpleRNN saw a hundred steps ago has gone through a hundred multiplications, and the gradient through
as many: it vanishes. LSTM and GRU keep more, and not without end. All of them take their steps one after the
other, so training slows down with the length.

## Keras
No error. In a fresh SimpleRNN over 200 steps of noise a change of the first step changes the output by less
than a thousandth of what the same change of the last step does.

## Bad
```yaml
seqspec: 1
model:
  - SimpleRNN: {units: 50, input_shape: [365, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - Conv1D: {filters: 32, kernel_size: 7, strides: 7, activation: relu, input_shape: [365, 1]}
  - LSTM: {units: 50}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
None: a shorter window, a convolution with strides in front, and a layer that remembers longer are three
different models.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.recurrence import Recurrence, recurrences
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Severity

SEVERITY: Severity = "warning"


def check(subject: Subject, *, simple: float = 100, gated: float = 500) -> Iterator[Finding]:
    """At most one finding: at the first SimpleRNN above `simple` steps, else at an LSTM or GRU above `gated`."""
    found = [each for each in recurrences(subject.trace) if each.steps is not None]
    plain = [each for each in found if each.layer.type == "SimpleRNN" and (each.steps or 0) > simple]
    gates = [each for each in found if each.layer.type != "SimpleRNN" and (each.steps or 0) > gated]
    if plain:
        yield _finding(plain[0], simple)
    elif gates and not any(vars(each.layer)["return_sequences"] for each in gates[-1:]):
        yield _finding(gates[0], gated)


def _finding(each: Recurrence, limit: float) -> Finding:
    simple = each.layer.type == "SimpleRNN"
    return Finding(
        each.path,
        f"`{each.layer.type}` walks {each.steps:,} time steps, and remembers {'some tens' if simple else 'hundreds'}",
        target="key",
        label=f"more than {limit:g} steps",
        keras="no error: what came first hardly changes the output" if simple
        else "no error: the steps are taken one after the other",
        help="take `LSTM` or `GRU`, a shorter window, or a `Conv1D` with `strides` in front" if simple
        else "take a shorter window, or put a `Conv1D` with `strides` or a pooling layer in front",
        severity=None if simple else "info",
    )  # fmt: skip
