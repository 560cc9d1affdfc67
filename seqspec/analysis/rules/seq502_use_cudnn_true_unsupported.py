"""
`use_cudnn: true` where cuDNN can't do it.

## What it does
Finds `use_cudnn: true` on a layer with an argument that cuDNN's kernels can't do, and on the device `cpu`. A `GRU` on
JAX is another matter: it is one fused loop on every device, which Keras takes for such a kernel.

## Why is this bad?
Keras takes it as an order and stops, while `auto` uses the kernels wherever they can be used.

## Keras
Raises ValueError, not when the layer is made but when it is first called: `use_cudnn=True was specified, but cuDNN is
not supported for this layer configuration`.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, use_bias: false, use_cudnn: true, input_shape: [100, 8]}
  - Dense: 1
compile: {optimizer: adam, loss: mse}
runtime: {seed: 42, device: cpu}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, use_cudnn: auto, input_shape: [100, 8]}
  - Dense: 1
compile: {optimizer: adam, loss: mse}
runtime: {seed: 42, device: cpu}
```

## Fix
Writes `use_cudnn: auto`. Safe: the model computes the same, and runs everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.cudnn import FUSED, obstacles
from seqspec.analysis.facts.declaration import all_layers
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Replace, Severity
from seqspec.language.layer import Layer

SEVERITY: Severity = "error"
TIER: Tier = "environment"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each layer."""
    for path, layer in all_layers(subject):
        if layer.type not in FUSED or getattr(layer, "use_cudnn", None) is not True:
            continue
        reason = _reason(subject, layer)
        if reason is not None:
            at = (*path, "use_cudnn")
            yield Finding(
                at,
                f"`use_cudnn: true` can't be done: {reason}",
                label="an order, not a wish",
                keras="raises ValueError when the layer is first called: cuDNN is not supported",
                help="write `use_cudnn: auto`: the kernels are used wherever they can be",
                fix=Fix("write `use_cudnn: auto`", "safe", (Replace(at, "auto"),)),
            )


def _reason(subject: Subject, layer: Layer) -> str | None:
    backends = subject.environment.backends
    for argument, needed in obstacles(layer, backends):
        said = str(needed).lower() if isinstance(needed, bool) else needed
        return f"cuDNN's kernels need `{argument}: {said}`"
    fused_anywhere = layer.type == "GRU" and "jax" in backends
    return "`runtime.device` is `cpu`" if subject.environment.device == "cpu" and not fused_anywhere else None
