"""
A layer needs a sequence of known length, and the length is not known.

## What it does
Finds weights that would depend on an unknown number of time steps: `Flatten`, `Permute` or `Reshape` puts the time
axis where the next layer has to know a size. Warns of `unroll: true` over an unknown number of steps, too.

## Why is this bad?
Recurrent layers and convolutions work at any length, `Flatten` with `Dense` behind it only at one. A weight matrix
has a size, or it can't be made.

## Keras
Raises ValueError when the model is built: "Shapes used to initialize variables must be fully-defined (no `None`
dimensions). Received: shape=(None, 1)". An unrolled layer builds and trains as long as every batch has one length,
and is compiled again for every other.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, return_sequences: true, input_shape: [null, 1]}
  - Flatten
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, return_sequences: true, input_shape: [null, 1]}
  - GlobalAveragePooling1D
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Writes the length that the recipe delivers, where there is one. Unsafe: the model was meant to take any length.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.declaration import declaration
from seqspec.analysis.facts.objective import unwrapped
from seqspec.analysis.facts.refusals import refusal
from seqspec.analysis.facts.sequence import length_end
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Replace, Severity
from seqspec.language.layer import show

SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Finding]:
    """The layer that needs the length, if one does, else every layer that is to be unrolled without it."""
    step = subject.trace.error
    cause = length_end(subject.trace, step) if step is not None else None
    if step is not None and cause is not None:
        yield _finding(subject, step, cause)
    yield from _unrolled(subject)


def _finding(subject: Subject, step: Step, cause: Step) -> Finding:
    said = refusal(subject, step)
    return Finding(
        cause.path,
        f"`{step.layer.type}` has weights for every time step since `{cause.layer.type}`, "
        "and how many steps there are is not known",
        target="key",
        label=f"gets {show(cause.input.shape)}",
        labels=(Label(step.path, f"gets {show(step.input.shape)}", "key"), *_declared(subject)),
        keras="raises ValueError when the model is built: shapes used to initialize variables must be fully-defined",
        help="; ".join((_help(subject, cause), str(said.help).rpartition("; ")[2])),
        fix=_fix(subject),
    )


def _declared(subject: Subject) -> tuple[Label, ...]:
    declared = declaration(subject)
    return (Label(declared.path, "the length is left open here"),) if declared and None in declared.sizes else ()


def _help(subject: Subject, cause: Step) -> str:
    where = "in the input shape"
    if subject.is_written(("data", "tokens")) and declaration(subject) is None:
        where = "`max_length` in `tokens`"
    return f"say how many steps there are, {where}, or put `GlobalAveragePooling1D` in place of `{cause.layer.type}`"


def _fix(subject: Subject) -> Fix | None:
    declared, delivery = declaration(subject), subject.delivery
    if declared is None or declared.sizes.count(None) != 1 or delivery is None or delivery.input.shape is None:
        return None
    axis, delivered = declared.sizes.index(None), delivery.input.shape[1:]
    if len(delivered) != len(declared.sizes) or delivered[axis] is None:
        return None
    title = f"write the {delivered[axis]} steps of the recipe"
    return Fix(title, "unsafe", (Replace(declared.size_path(axis), str(delivered[axis])),))


def _unrolled(subject: Subject) -> Iterator[Finding]:
    """Layers that would be written out step by step, were the number of steps known."""
    open_ended = {
        step.path: unwrapped(step.path, step.layer)
        for step in subject.trace.steps
        if step.input.shape is not None and step.input.shape[1:2] == (None,) and step.layer.type != "TimeDistributed"
    }
    for path, layer in open_ended.values():
        if getattr(layer, "unroll", False):
            yield Finding(
                (*path, "unroll"),
                f"`{layer.type}` can't be unrolled: how many steps there are is not known",
                keras="builds, trains while every batch has one length, and is compiled anew for each other length",
                help="take `unroll` out, or say how many steps there are in the input shape",
                severity="warning",
            )
