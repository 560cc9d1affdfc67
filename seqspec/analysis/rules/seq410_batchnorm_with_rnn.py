"""
Batch normalisation stands where its statistics say little.

## What it does
Notes BatchNormalization between two recurrent layers over vectors, and anywhere its statistics rest on fewer than
16 numbers: the examples of a batch times their steps or places. A warning with batches of one example, on vectors.

## Why is this bad?
Mean and deviation are taken over batch and time together, so that every step is normalised with those of
others, and in prediction with averages of the past. Of a handful of examples they are mostly chance; of one
there are none.

## Keras
No error. With one example in a batch, a vector leaves the layer as zeros in training, whatever it was.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, return_sequences: true, input_shape: [100, 1]}
  - BatchNormalization
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, return_sequences: true, input_shape: [100, 1]}
  - LayerNormalization
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Fix
None: what to write instead depends on the model; `LayerNormalization` looks at one step of one example.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, prod

from seqspec.analysis.facts.noise import NOISE
from seqspec.analysis.facts.objective import RECURRENT, unwrapped
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Path, Severity
from seqspec.wording import count

SEVERITY: Severity = "info"


def check(subject: Subject, *, batch: float = 16) -> Iterator[Finding]:
    """One finding for each layer; `batch` numbers are enough for a statistic."""
    size = subject.spec.fit.batch_size or subject.trace.batch_size
    seen: set[Path] = set()
    for step in subject.trace.steps:
        if step.layer.type != "BatchNormalization" or step.path in seen:
            continue
        seen.add(step.path)
        if size is not None and size * _places(step) < batch:
            yield _of_a_few(step, size)
        elif _between(subject, step):
            yield _over_time(step)


def _places(step: Step) -> float:
    """How many numbers of one example go into each statistic: its steps, or its rows times its columns."""
    middle = step.input.shape[1:-1] if step.input.shape else ()
    return prod(inf if length is None else length for length in middle)


def _between(subject: Subject, step: Step) -> bool:
    """Whether a recurrent layer stands on both sides, noise left out."""
    if step.input.shape is not None and len(step.input.shape) > 3:
        return False  # frames of a film: rows and columns give each statistic numbers enough
    steps = subject.trace.steps
    before = next((each for each in reversed(steps[: step.index]) if each.layer.type not in NOISE), None)
    behind = next((each for each in steps[step.index + 1 :] if each.layer.type not in NOISE), None)
    return all(each is not None and unwrapped(each.path, each.layer)[1].type in RECURRENT for each in (before, behind))


def _of_a_few(step: Step, size: int) -> Finding:
    nothing = size == 1 and step.input.shape is not None and len(step.input.shape) == 2
    return Finding(
        step.path,
        f"`BatchNormalization` takes its statistics from batches of {count(size, 'example')}",
        target="key",
        keras="no error: everything that leaves it is 0 in training" if nothing
        else "no error: the statistics jump from batch to batch",
        help="take larger batches, or `LayerNormalization`",
        severity="warning" if nothing else None,
    )  # fmt: skip


def _over_time(step: Step) -> Finding:
    return Finding(
        step.path,
        "`BatchNormalization` between recurrent layers mixes the time steps in its statistics",
        target="key",
        keras="no error: one mean for all steps of all examples of a batch",
        help="`LayerNormalization` looks at one step of one example",
    )
