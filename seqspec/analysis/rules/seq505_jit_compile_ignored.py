"""
`jit_compile: true` where Keras has to leave it out.

## What it does
Finds `jit_compile: true` beside `run_eagerly: true`, and on TensorFlow and a GPU beside an `LSTM` or `GRU` that runs on
cuDNN's kernels.

## Why is this bad?
The model runs without XLA although the spec asks for it, and nobody who reads the spec knows. `auto` does what can be
done.

## Keras
Warns `Disabling jit_compile` or `Model doesn't support jit_compile=True. Proceeding with jit_compile=False`, and goes
on.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 8]}
  - Dense: 1
compile: {optimizer: adam, loss: mse, run_eagerly: true, jit_compile: true}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 8]}
  - Dense: 1
compile: {optimizer: adam, loss: mse, run_eagerly: true, jit_compile: auto}
runtime: {seed: 42}
```

## Fix
Writes `jit_compile: auto`. Safe: Keras runs the same without it.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.cudnn import FUSED, obstacles
from seqspec.analysis.facts.declaration import all_layers
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Replace, Severity

SEVERITY: Severity = "warning"
TIER: Tier = "environment"
_AT = ("compile", "jit_compile")


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding."""
    given = subject.spec.compile
    if given is None or given.jit_compile is not True:
        return
    reason = "`run_eagerly: true` compiles nothing" if given.run_eagerly else _kernels(subject)
    if reason:
        yield Finding(
            _AT,
            f"`jit_compile: true` is left out: {reason}",
            label="without effect",
            keras="warns, and goes on with `jit_compile=False`",
            help="write `jit_compile: auto`",
            fix=Fix("write `jit_compile: auto`", "safe", (Replace(_AT, "auto"),)),
        )


def _kernels(subject: Subject) -> str | None:
    here = subject.environment
    if here.backends != ("tensorflow",) or here.device != "gpu":
        return None
    for _, layer in all_layers(subject):
        if layer.type in FUSED and getattr(layer, "use_cudnn", False) and not any(obstacles(layer)):
            return f"XLA can't compile the kernels of `{layer.type}`"
    return None
