"""
A stateful layer needs batches of one fixed size, in their order.

## What it does
Finds `stateful: true` without a batch size in the input, with another batch size in training or prediction, with
examples that don't fill the last batch, and with `shuffle`, which is on unless it is switched off.

## Why is this bad?
A stateful layer keeps one state for every place in the batch, and example 5 of a batch goes on where example 5 of
the batch before ended. So all batches have the same size, and their order is what the model learns from.

## Keras
Raises ValueError when the model is built without a batch size: "When using `stateful=True` in a RNN, the batch size
must be static". A batch of another size, the last one of an epoch included, raises in training or prediction: "the
batch size of the input sequences must be the same as the batch size of the initial state". Shuffled examples are
accepted in silence.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, stateful: true, input_shape: [10, 1]}
  - Dense: 1
compile: {optimizer: adam, loss: mse}
fit: {batch_size: 16, shuffle: false}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - Input: {shape: [10, 1], batch_size: 16}
  - LSTM: {units: 8, stateful: true}
  - Dense: 1
compile: {optimizer: adam, loss: mse}
fit: {batch_size: 16, shuffle: false}
runtime: {seed: 42}
```

## Fix
Declares the batch size that `fit` takes. Safe: the model could not be built, and no other size would do. Switching
`shuffle` off is unsafe: it changes the training.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.declaration import all_layers, declaration
from seqspec.analysis.facts.repairs import put_in_front, set_argument, set_value
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Edit, Finding, Fix, Label, Path, Replace, Severity
from seqspec.language.layer import Layer
from seqspec.language.layers.core import Input
from seqspec.wording import count

SEVERITY: Severity = "error"

_FIT: Path = ("fit",)
_ARRAYS: Path = ("data", "arrays")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each side of the contract that is not kept."""
    stateful = next(((path, each) for path, each in all_layers(subject) if getattr(each, "stateful", False)), None)
    if stateful is None:
        return
    size = subject.trace.batch_size
    if size is None:
        if subject.trace.input.shape is not None:
            yield _unsized(subject, *stateful)
    else:
        yield from _other_sizes(subject, stateful[0], size)
    if subject.spec.fit.shuffle and subject.is_written(_FIT):
        yield _shuffled(subject, stateful[0])


def _unsized(subject: Subject, path: Path, layer: Layer) -> Finding:
    size = _trained_with(subject)
    edits = _declaring(subject, size) if size else ()
    return Finding(
        (*path, "stateful"),
        f"`{layer.type}` keeps a state for every place in the batch, and the input has no batch size",
        keras="raises ValueError when the model is built: the batch size must be static",
        help=f"start the model with `Input: {{shape: {_shape(subject)}, batch_size: {size or 32}}}`",
        fix=Fix(f"declare the batch size of {size}", "safe", edits) if edits else None,
    )


def _trained_with(subject: Subject) -> int | None:
    """How many examples a batch of training holds, where the spec says so."""
    data = subject.spec.data
    return subject.spec.fit.batch_size or (data.arrays.batch_size if data and data.arrays else None)


def _shape(subject: Subject) -> str:
    shape = (subject.trace.input.shape or ())[1:]
    return f"[{', '.join('null' if size is None else str(size) for size in shape)}]"


def _declaring(subject: Subject, size: int) -> tuple[Edit, ...]:
    path, first = subject.layers[0]
    declared = declaration(subject)
    if isinstance(first, Input):
        if declared is not None and declared.offset:
            return (Replace((*declared.path, 0), str(size)),)
        return (set_argument(subject, path, first, "batch_size", str(size)),)
    added = put_in_front(subject.document, path[:-1], f"Input: {{shape: {_shape(subject)}, batch_size: {size}}}")
    return (Delete(declared.path), *added) if added and declared else added


def _other_sizes(subject: Subject, path: Path, size: int) -> Iterator[Finding]:
    data, label = subject.spec.data, (Label((*path, "stateful"), f"keeps {count(size, 'state')}"),)
    trained = _trained_with(subject)
    if trained is not None and trained != size:
        where = (*_FIT, "batch_size") if subject.spec.fit.batch_size else (*_ARRAYS, "batch_size")
        yield Finding(
            where,
            f"training takes batches of {trained}, and the model has states for {size}",
            labels=label,
            keras="raises an error at the first batch: its size must be that of the state",
            help=f"write {size}, or change the `batch_size` of the input",
            fix=Fix(f"write {size}", "unsafe", (Replace(where, str(size)),)),
        )
    arrays = data.arrays if data else None
    if arrays is None:
        return
    if arrays.samples is not None and _left_over(subject, arrays.samples, size):
        yield Finding(
            (*_ARRAYS, "samples"),
            f"the examples don't fill the last batch: {arrays.samples} are no multiple of {size}",
            labels=label,
            keras="raises an error at the end of the first epoch: the last batch is smaller",
            help="leave out as many examples as are too many",
            severity="warning",
        )
    if arrays.predict_batch_size not in {None, size}:
        yield Finding(
            (*_ARRAYS, "predict_batch_size"),
            f"prediction takes batches of {arrays.predict_batch_size}, and the model has states for {size}",
            labels=label,
            keras="raises an error at the first batch of `predict`: its size must be that of the state",
            help=f"predict {size} at a time, or load the weights into the same model with another `batch_size`",
            severity="warning",
        )


def _left_over(subject: Subject, samples: int, size: int) -> bool:
    """Whether training or validation ends with a smaller batch."""
    training = int(samples * (1 - (subject.spec.fit.validation_split or 0)))
    return any(part % size for part in (training, samples - training))


def _shuffled(subject: Subject, path: Path) -> Finding:
    written = subject.is_written((*_FIT, "shuffle"))
    return Finding(
        (*_FIT, "shuffle") if written else _FIT,
        "training shuffles the examples, and a stateful layer goes on where the batch before ended",
        target="value" if written else "key",
        label="" if written else "`shuffle` is on unless it is switched off",
        labels=(Label((*path, "stateful"), "carries its state from batch to batch"),),
        keras="no error: the state goes on from whatever example happened to come before",
        help="write `shuffle: false`",
        fix=Fix("write `shuffle: false`", "unsafe", (set_value(subject.document, (*_FIT, "shuffle"), "false"),)),
        severity="warning",
    )
