"""
A loss on probabilities stands over outputs that are none.

## What it does
Finds a cross-entropy without `from_logits: true` over a last layer that ends without `sigmoid` or `softmax`:
linear, relu, tanh, or a recurrent layer by itself.

## Why is this bad?
The logarithm of a negative number does not exist, so the loss cuts the outputs off just above 0 and just
below 1. Beyond the cut there is no gradient, and most of a fresh model's outputs lie beyond it.

## Keras
No error: values are clipped to 1e-7 and 1 - 1e-7. The loss starts far too high, jumps, sticks, or is NaN
under relu, where the outputs of an example can all be 0.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 32, input_shape: [100, 1]}
  - Dense: 1
compile: {optimizer: adam, loss: binary_crossentropy}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 32, input_shape: [100, 1]}
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: adam, loss: binary_crossentropy}
runtime: {seed: 42}
```

## Fix
Ends the model with `sigmoid` or `softmax`, as the loss asks. Unsafe: `from_logits: true` on the loss is the
other way.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.alignment import labels_wanted, misfit
from seqspec.analysis.facts.objective import BINARY, CROSS_ENTROPIES, Head, expects_logits, find_head, loss_of, name_of
from seqspec.analysis.facts.repairs import set_argument
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Path, Severity
from seqspec.language.named import Named

SEVERITY: Severity = "error"

_LOSS: Path = ("compile", "loss")
_RANGES = {
    "relu": "from 0 up", "relu6": "from 0 to 6", "softplus": "from 0 up", "exponential": "from 0 up",
    "tanh": "between -1 and 1", "softsign": "between -1 and 1", "hard_tanh": "between -1 and 1",
}  # fmt: skip
_UNBOUNDED = {"celu", "elu", "gelu", "leaky_relu", "linear", "log_softmax", "mish", "selu", "silu", "swish"}
_OTHERS = {"CategoricalGeneralizedCrossEntropy"}  # takes no `from_logits`


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the head."""
    loss, head = loss_of(subject.spec), find_head(subject.trace)
    if loss is None or head is None or loss.type not in CROSS_ENTROPIES or expects_logits(loss):
        return
    if subject.delivery is not None and subject.delivery.kind == "real" and labels_wanted(subject) is not None:
        return  # label-encoding-vs-loss says that the loss is the wrong one
    if (head.is_recurrent or head.activation in _RANGES) and _is_no_output(subject):
        return  # horizon-units-mismatch asks for the layer that is missing
    if head.activation in _RANGES or head.activation in _UNBOUNDED:
        yield _finding(subject, head, loss)


def _is_no_output(subject: Subject) -> bool:
    """Whether a layer stands last that has another width than the target: a hidden one, and the output is missing."""
    found = misfit(subject)
    return found is not None and not found.keeps_time


def _finding(subject: Subject, head: Head, loss: Named) -> Finding:
    wanted = "sigmoid" if loss.type in BINARY else "softmax"
    values = _RANGES.get(head.activation, "anywhere")
    written = head.has_argument and subject.is_written((*head.path, "activation"))
    return Finding(
        (*head.path, "activation") if written else head.path,
        f"`{name_of(loss)}` takes probabilities, and `{head.layer.type}` ends without `{wanted}`",
        target="value" if written else "key",
        label=f"its values lie {values}",
        labels=(Label(_LOSS, "takes values between 0 and 1"),),
        keras="no error: it clips the values to 1e-7 and 1 - 1e-7, beyond which no gradient comes back",
        help=_help(head, loss, wanted),
        fix=_fix(subject, head, wanted),
    )


def _help(head: Head, loss: Named, wanted: str) -> str:
    if head.is_recurrent:
        return f"end the model with a `Dense` that has `activation: {wanted}`"
    logits = "" if loss.type in _OTHERS else f", or `from_logits: true` to `{loss.type}`"
    if not head.has_argument:
        return f"end the model with a layer that has `activation: {wanted}`{logits}"
    return f"give `activation: {wanted}` to `{head.layer.type}`{logits}"


def _fix(subject: Subject, head: Head, wanted: str) -> Fix | None:
    if not head.has_argument or head.is_recurrent:
        return None
    edit = set_argument(subject, head.path, head.layer, "activation", wanted)
    return Fix(f"give it `activation: {wanted}`", "unsafe", (edit,))
