"""
A layer can't take the shape that it gets.

## What it does
Follows the shapes through the model, and reports the first layer that can't work with what arrives, with all
shapes up to there. What has a more telling rule is reported by that one: a sequence that ended too early is
SEQ105, a length that is not known SEQ110, a window wider than its input SEQ115. Finds `from_data` where nothing
declares the size, too.

## Why is this bad?
The model can't be built. What comes after the layer is not known, and is not checked.

## Keras
Raises ValueError when the model is built, at the same layer, in other words: "expected ndim=2, found ndim=3",
"The total size of the tensor must be unchanged".

## Bad
```yaml
seqspec: 1
model:
  - Conv1D: {filters: 64, kernel_size: 5, input_shape: [30, 1]}
  - MaxPooling1D: 2
  - Reshape: [14, 64]
  - LSTM: 8
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - Conv1D: {filters: 64, kernel_size: 5, input_shape: [30, 1]}
  - MaxPooling1D: 2
  - Reshape: [-1, 64]
  - LSTM: 8
  - Dense: 1
runtime: {seed: 42}
```

## Fix
By hand: the ladder of shapes shows where the sizes come from. Before `RepeatVector`, takes `return_sequences` out of
the encoder; unsafe, since a pooling layer would do, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from seqspec.analysis.facts.declaration import declaration, with_inner
from seqspec.analysis.facts.layout import counts_batch
from seqspec.analysis.facts.objective import RECURRENT
from seqspec.analysis.facts.refusals import is_misdeclared, refusal
from seqspec.analysis.facts.sequence import ids_of_ids, length_end, sequence_end
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Path, Severity
from seqspec.language.layer import FROM_DATA, show

SEVERITY: Severity = "error"

_DECLARED = {
    "input_dim": "`tokens: {max_tokens: 64}`, or the number of ids of a category: `encode: {COLUMN: {ids: 5}}`",
    "n": "the `window` of the recipe",
    "units": "the classes of the target: `target: {column: COLUMN, kind: classes, classes: 4}`",
}
_DECLARED_OF_TEXT = {
    "input_dim": "the tokens of the input: `tokens: {max_tokens: 64}`",
    "n": "how long a predicted text can be: `tokens: {target: {max_length: 20}}`",
    "units": "the tokens of what is predicted: `tokens: {max_tokens: 64}`",
}


def check(subject: Subject) -> Iterator[Finding]:
    """The first layer that fails, if no other rule explains it, and every size left to data that declare none."""
    step = subject.trace.error
    left = tuple(_sizes_left(subject))
    if step is not None and not _is_told_elsewhere(subject, step):
        if not _waits_for_data(subject, step, left):
            yield _without_sequence(subject, step) or refusal(subject, step, _hint(subject, step))
        elif not left:
            yield _undeclared(subject, step)
    if subject.spec.data is not None or "data" not in subject.spec.broken:
        yield from (_left_to_data(subject, path) for path in left)


def _is_told_elsewhere(subject: Subject, step: Step) -> bool:
    """Whether another rule knows why, or the input is declared wrongly and what the recipe delivers would do."""
    if step.error is not None and step.error.code is not None:
        return True
    causes = (sequence_end(subject.trace, step), length_end(subject.trace, step), ids_of_ids(subject.trace, step))
    return any(causes) or counts_batch(subject) is not None or is_misdeclared(subject, step)


def _hint(subject: Subject, step: Step) -> str | None:
    """A first layer without a time axis: nearly always an `input_shape` that counts the features only."""
    shape = step.input.shape
    declared = declaration(subject)
    if step.error is None or step.error.needs_rank != 3 or shape is None or declared is None:
        return None
    if len(shape) == 2 and step.index == 0:
        return f"declare steps and features, as in `[{_written(shape[1])}, 1]`"
    return None


def _without_sequence(subject: Subject, step: Step) -> Finding | None:
    """A layer on vectors right behind a recurrent one that is told to return its sequence: the code of a decoder."""
    before = subject.trace.steps[step.index - 1] if step.index else None
    if before is None or step.layer.type != "RepeatVector" or before.layer.type not in RECURRENT:
        return None
    path = (*before.path, "return_sequences")
    title = f"take `return_sequences` out of `{before.layer.type}`"
    return replace(refusal(subject, step, title), fix=Fix(title, "unsafe", (Delete(path),)))


def _written(size: int | None) -> str:
    return "null" if size is None else str(size)


# ------------------------------------------------------------------------------------------------ sizes left to data


def _waits_for_data(subject: Subject, step: Step, left: tuple[Path, ...]) -> bool:
    """Whether the layer fails only because of a size that is the recipe's, and not one declared as `null`."""
    unknown = step.input.shape is not None and step.input.shape[-1] is None
    if not unknown or step.error is None or step.error.needs_rank is not None:
        return False
    shape = subject.trace.input.shape
    return bool(left) or (declaration(subject) is None and shape is not None and shape[-1] is None)


def _sizes_left(subject: Subject) -> Iterator[Path]:
    """Every `from_data` that the recipe does not answer."""
    for step in subject.trace.steps:
        for path, layer in with_inner(step.path, step.layer):
            yield from ((*path, field) for field in _DECLARED if vars(layer).get(field) == FROM_DATA)


def _undeclared(subject: Subject, step: Step) -> Finding:
    where = "`encode: {COLUMN: {one_hot: 3}}`, `tokens: {max_tokens: 64}`"
    if subject.is_written(("data", "arrays")):
        where = "the last size of `shape` in `data.arrays.input`"
    return Finding(
        step.path,
        f"the shapes from `{step.layer.type}` on can't be checked: the recipe does not declare how many values it gets",
        target="key",
        label=f"gets {show(step.input.shape)}",
        help=f"declare the capacity in the recipe: {where}",
        severity="info",
    )


def _left_to_data(subject: Subject, path: Path) -> Finding:
    field = str(path[-1])
    if field == "units" and subject.delivery is not None and subject.delivery.classes is not None:
        said = "`units: from_data` is the number of classes, which only the last layer has to know"
        return Finding(path, said, help="write the number")
    data = subject.spec.data
    recipe, declared = (
        data is not None or subject.spec.fragment,
        _DECLARED_OF_TEXT if data and data.tokens else _DECLARED,
    )
    said = "the recipe declares no such size" if recipe else "there is no recipe"
    declare = f"declare {declared[field]}"
    return Finding(
        path,
        f"`{field}: {FROM_DATA}` asks the recipe, and {said}",
        help=f"{declare}; or write the number" if recipe else f"write the number, or a recipe, and {declare}",
        severity="info" if subject.spec.fragment else None,
    )
