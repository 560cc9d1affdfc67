"""
One argument keeps a recurrent layer from the fast kernels of a GPU.

## What it does
For `runtime: {device: gpu}` names the arguments of `LSTM` and `GRU` that cuDNN's kernels can't do: an activation
other than `tanh`, a recurrent activation other than `sigmoid`, `recurrent_dropout`, `unroll`, no bias, and for `GRU`
`reset_after: false`.

## Why is this bad?
The layer computes step by step instead of all at once: one user measured 17 minutes in place of 40 seconds
(tensorflow/tensorflow#38236).

## Keras
Falls back to the slow loop without a message. Keras 2 used to log that it does.

## Backends
TensorFlow and PyTorch: `LSTM` and `GRU`. JAX: `LSTM` from 3.14 on; a `GRU` is one fused loop there, for which only
`recurrent_dropout`, `unroll` and `reset_after: false` are in the way.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 256, recurrent_dropout: 0.2, input_shape: [100, 8]}
  - Dense: 1
runtime: {seed: 42, backend: tensorflow, device: gpu, deterministic: false}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 256, dropout: 0.2, input_shape: [100, 8]}
  - Dense: 1
runtime: {seed: 42, backend: tensorflow, device: gpu, deterministic: false}
```

## Fix
Shown only: the model changes with the argument.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seqspec.analysis.facts.cudnn import FUSED, obstacles
from seqspec.analysis.facts.declaration import all_layers
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Path, Severity
from seqspec.language.layer import Layer

SEVERITY: Severity = "info"
TIER: Tier = "environment"

_INSTEAD = {"recurrent_dropout": "use `dropout`, which the kernels can do"}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each layer, at the first argument that is in the way."""
    if subject.environment.device != "gpu":
        return
    for path, layer in all_layers(subject):
        found = dict(obstacles(layer, subject.environment.backends)) if layer.type in FUSED else {}
        if found:
            yield _finding(path, layer, found)


def _finding(path: Path, layer: Layer, found: dict[str, Any]) -> Finding:
    argument = next(iter(found))
    names = " and ".join(f"`{each}: {_yaml(getattr(layer, each))}`" for each in found)
    return Finding(
        (*path, argument),
        f"with {names} `{layer.type}` runs without the fast kernels of a GPU",
        label=f"cuDNN needs {_yaml(found[argument])}",
        keras="no message: falls back to a loop over the steps",
        help=_INSTEAD.get(argument, f"write `{argument}: {_yaml(found[argument])}` if the model allows it"),
    )


def _yaml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
