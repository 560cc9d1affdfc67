"""
The state of a recurrent layer has no bounds, and every step may make it larger.

## What it does
Finds `relu`, `elu`, `selu`, `gelu`, `leaky_relu`, `linear`, `exponential`, `softplus` and their kin as
`activation` of SimpleRNN, LSTM and GRU. A warning from 30 steps on, where gradients are not clipped; a note
else. A SimpleRNN of `relu` units that starts from the identity was made for this, and is left alone.

## Why is this bad?
`tanh` holds the state between -1 and 1 at every step. Without it the state is multiplied by the same weights
a hundred times over, and so is the gradient: one unlucky batch, and the loss is no longer a number.

## Keras
No error. With targets around 100 and plain SGD, `relu` over 100 steps makes the loss of SimpleRNN, LSTM and GRU
NaN within two epochs, where with `tanh` it falls. On a GPU the fast kernels are not used, and nothing is said.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, activation: relu, input_shape: [100, 1]}
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, activation: tanh, input_shape: [100, 1]}
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
runtime: {seed: 42}
```

## Fix
Writes `tanh`. Unsafe: another model is trained.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.objective import UNBOUNDED
from seqspec.analysis.facts.optimization import optimization
from seqspec.analysis.facts.recurrence import Recurrence, recurrences
from seqspec.analysis.facts.repairs import set_argument
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Severity
from seqspec.language.layer import Layer
from seqspec.wording import count

SEVERITY: Severity = "warning"


def check(subject: Subject, *, steps: float = 30) -> Iterator[Finding]:
    """One finding for each recurrent layer; a note below `steps` time steps and where gradients are clipped."""
    trained = optimization(subject)
    clipped = trained is not None and trained.clips
    for each in recurrences(subject.trace):
        activation = vars(each.layer)["activation"] or "linear"
        if activation in UNBOUNDED and not _starts_as_identity(each.layer, activation):
            harmless = clipped or each.steps is None or each.steps < steps
            yield _finding(subject, each, activation, "info" if harmless else None)


def _starts_as_identity(layer: Layer, activation: str) -> bool:
    """The form of Le, Jaitly and Hinton (2015): relu, and a recurrent kernel that starts as the identity."""
    initializer = vars(layer)["recurrent_initializer"]
    return layer.type == "SimpleRNN" and activation == "relu" and getattr(initializer, "type", None) == "Identity"


def _finding(subject: Subject, each: Recurrence, activation: str, severity: Severity | None) -> Finding:
    over = f" over {count(each.steps, 'time step')}" if each.steps else ""
    return Finding(
        (*each.path, "activation"),
        f"`{activation}` does not bound the state of `{each.layer.type}`{over}",
        label="may grow at every step",
        keras="no error: the loss may become NaN in any epoch, and GPUs use their slow kernels",
        help="write `tanh`, or clip the gradients: `clipnorm: 1.0`",
        fix=Fix("write `tanh`", "unsafe", (set_argument(subject, each.path, each.layer, "activation", "tanh"),)),
        severity=severity,
    )
