"""
The loss applies softmax or sigmoid to what is a probability already.

## What it does
Finds `from_logits: true` where the model ends with `softmax` or `sigmoid`, as an argument or as a layer.

## Why is this bad?
Probabilities lie between 0 and 1, and as logits these are all nearly the same. A sigmoid over a sigmoid never leaves
0.5 to 0.73: the loss stays high, and learning is slow.

## Keras
No error. On TensorFlow it warns, finds what went into the activation, and takes that: the model trains as if nothing
were wrong. On JAX it applies the function twice. So the same spec trains differently on each.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, input_shape: [10, 1]}
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: adam, loss: {BinaryCrossentropy: {from_logits: true}}}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, input_shape: [10, 1]}
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: adam, loss: BinaryCrossentropy}
runtime: {seed: 42}
```

## Fix
Writes `from_logits: false`. Unsafe: on JAX it changes the training, which is the point.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.objective import CROSS_ENTROPIES, Head, expects_logits, find_head, loss_of
from seqspec.analysis.facts.repairs import set_argument, written_path
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Path, Severity
from seqspec.language.named import Named

SEVERITY: Severity = "error"

_LOSS: Path = ("compile", "loss")
_PROBABILITIES = {"hard_sigmoid", "sigmoid", "softmax", "sparse_sigmoid", "sparsemax"}


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the loss; a softmax over one value has a rule of its own."""
    loss, head = loss_of(subject.spec), find_head(subject.trace)
    if loss is None or head is None or loss.type not in CROSS_ENTROPIES or not expects_logits(loss):
        return
    constant = head.activation == "softmax" and head.width == 1
    if head.activation in _PROBABILITIES and not head.is_recurrent and not constant:
        yield _finding(subject, head, loss)


def _finding(subject: Subject, head: Head, loss: Named) -> Finding:
    path = written_path(subject.document, _LOSS)
    where = (*head.path, "activation") if head.has_argument else head.path
    applied = "sigmoid" if loss.type.startswith("Binary") else "softmax"
    return Finding(
        (*path, "from_logits"),
        f"`from_logits: true` applies `{applied}` to the output, and the output is a probability already",
        labels=(Label(where, f"ends with `{head.activation}`", "value" if head.has_argument else "key"),),
        keras="no error: TensorFlow warns and undoes the first one, JAX applies both",
        help="take `from_logits` out, or the activation",
        fix=Fix(
            "write `from_logits: false`",
            "unsafe",
            (set_argument(subject, path, loss, "from_logits", "false"),),
        ),
    )
