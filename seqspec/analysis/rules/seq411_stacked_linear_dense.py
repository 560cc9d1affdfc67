"""
Two Dense layers follow each other with nothing in between, and are one.

## What it does
Notes a `Dense` without activation right before another one, noise left out, where the first is not narrower than
what lies on both sides of it.

## Why is this bad?
A matrix after a matrix is a matrix: the first layer adds weights and no power. A narrower one is a bottleneck,
and means something.

## Keras
No error. What two such layers compute, one Dense with the product of their kernels computes, too.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 25
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: {units: 25, activation: relu}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Gives the first layer `activation: relu`. Unsafe: another model is trained.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from seqspec.analysis.facts.noise import NOISE
from seqspec.analysis.facts.objective import unwrapped
from seqspec.analysis.facts.repairs import set_argument
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Path, Severity
from seqspec.language.layers.core import Dense

SEVERITY: Severity = "info"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each Dense that the next one makes superfluous."""
    seen: set[Path] = set()
    steps = [step for step in subject.trace.steps if step.layer.type not in NOISE]
    for step, following in pairwise(steps):
        if step.path not in seen and _is_superfluous(step, following):
            seen.add(step.path)
            yield _finding(subject, step, following)


def _is_superfluous(step: Step, following: Step) -> bool:
    first, second = (unwrapped(each.path, each.layer)[1] for each in (step, following))
    if not isinstance(first, Dense) or not isinstance(second, Dense) or first.activation not in {None, "linear"}:
        return False
    width = _width(step.output.shape)
    around = _width(step.input.shape), _width(following.output.shape)
    return width is not None and None not in around and width >= min(each or 0 for each in around)


def _width(shape: tuple[int | None, ...] | None) -> int | None:
    return shape[-1] if shape else None


def _finding(subject: Subject, step: Step, following: Step) -> Finding:
    path, layer = unwrapped(step.path, step.layer)
    edit = set_argument(subject, path, layer, "activation", "relu")
    return Finding(
        path,
        "this `Dense` has no activation, and the next one makes it superfluous",
        target="key",
        labels=(Label(following.path, "could do the work of both", "key"),),
        keras="no error: two matrices in a row are one",
        help="give it an activation such as `relu`, or take it out",
        fix=Fix("set `activation: relu`", "unsafe", (edit,)),
    )
