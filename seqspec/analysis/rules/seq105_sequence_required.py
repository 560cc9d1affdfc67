"""
A layer needs a sequence, and the layers before it have ended the sequence.

## What it does
Finds a layer that reads time steps (recurrent, convolution, pooling, TimeDistributed) behind one that gives a
single vector, and shows which layer ended the sequence: a recurrent layer with `return_sequences: false`,
which is the default, or Flatten, or a global pooling.

## Why is this bad?
A stack of recurrent layers hands a sequence on from layer to layer. Only the last one may sum it up.

## Keras
Raises ValueError when the model is built, and speaks of axes, not of the layer at fault: "Input 0 with name
'None' of layer 'lstm_1' is incompatible with the layer: expected ndim=3, found ndim=2. Full shape received:
(None, 50)".

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, return_sequences: true, input_shape: [100, 1]}
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Sets `return_sequences: true` on the layer that ends the sequence. Unsafe: the author may have meant
`RepeatVector`, which feeds a decoder with the summary.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.alignment import shape_after
from seqspec.analysis.facts.objective import unwrapped
from seqspec.analysis.facts.repairs import set_argument
from seqspec.analysis.facts.sequence import sequence_end
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Severity
from seqspec.language.layer import Signal, show

SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding: after it no shape is known."""
    step = subject.trace.error
    if step is None or step.error is None:
        return
    producer = sequence_end(subject.trace, step)
    if producer is not None:
        yield _finding(subject, step, producer)


def _finding(subject: Subject, step: Step, producer: Step) -> Finding:
    assert step.error is not None
    _, inner = unwrapped(producer.path, producer.layer)
    sums_up = hasattr(inner, "return_sequences")
    needed = "(batch, steps, features)" if len(step.input.shape or ()) == 2 else "the steps, too"
    consumer = step.path, f"gets {show(step.input.shape)}, needs {needed}"
    ends = f"gives {show(producer.output.shape)}{', because `return_sequences` is false' if sums_up else ''}"
    # What has to change is underlined: the layer that could give a sequence, or the one that asks for what nobody has.
    first, second = ((producer.path, ends), consumer) if sums_up else (consumer, (producer.path, ends))
    return Finding(
        first[0],
        _message(step, producer, sums_up),
        target="key",
        label=first[1],
        labels=(Label(second[0], second[1], "key"),) if first[0] != second[0] else (),
        keras=step.error.keras,
        help=_help(inner.type, sums_up),
        fix=_fix(subject, step, producer) if sums_up else None,
    )


def _message(step: Step, producer: Step, sums_up: bool) -> str:
    before, after = producer.layer.type, step.layer.type
    if producer.path == step.path:
        return f"`{after}` needs a sequence, and `{before}` of the repetition before gives only its last step"
    if sums_up:
        return f"`{before}` gives only its last step, and `{after}` after it needs a sequence"
    return f"`{after}` needs a sequence, and `{before}` before it ends the sequence"


def _help(producer: str, sums_up: bool) -> str:
    if sums_up:
        return f"set `return_sequences: true` on that `{producer}`, or put `RepeatVector` between encoder and decoder"
    return f"put `{producer}` behind the last layer that reads time steps, or `Reshape: [steps, features]` behind it"


def _fix(subject: Subject, step: Step, producer: Step) -> Fix | None:
    """Only where the layers in between and the one at fault then take what they get."""
    if producer.path == step.path or producer.input.shape is None or producer.output.shape is None:
        return None
    path, inner = unwrapped(producer.path, producer.layer)
    sequence = Signal((*producer.input.shape[:2], *producer.output.shape[1:]), producer.output.dtype)
    if shape_after(sequence, subject.trace.steps[producer.index + 1 : step.index + 1]) is None:
        return None
    edit = set_argument(subject, path, inner, "return_sequences", "true")
    return Fix(f"set `return_sequences: true` on `{inner.type}`", "unsafe", (edit,))
