"""
The sizes of the input shape stand in the wrong places.

## What it does
Finds an input shape that counts the batch or the examples, so that there is one axis too many or a size that belongs
to the file, and one that names the features before the steps while the recipe delivers steps first.

## Why is this bad?
An input shape says what one example looks like: `[steps, features]`. How many examples there are is no part of it.

## Keras
Raises ValueError when the model is built where there is an axis too many: "expected ndim=3, found ndim=4". With the
right number of axes it raises at the first batch, or, where only the steps are wrong, never.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, input_shape: [1000, 30, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, input_shape: [30, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Takes the first size out, or writes the shape of the recipe. Unsafe: only the author knows what the sizes stand for.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.declaration import Declaration, contradictions
from seqspec.analysis.facts.layout import counts_batch, counts_examples, swaps_axes
from seqspec.analysis.facts.refusals import refusal
from seqspec.analysis.facts.repairs import set_argument
from seqspec.analysis.facts.sequence import ladder
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Edit, Finding, Fix, Label, Path, Replace, Severity
from seqspec.language.layer import Dim, show

SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the declared shape."""
    axis, swapped, extra = counts_examples(subject), swaps_axes(subject), counts_batch(subject)
    if axis is not None:
        yield _examples(subject, axis)
    elif swapped is not None:
        yield _swapped(subject, swapped)
    elif extra is not None and subject.trace.error is not None:
        yield _batch(subject, extra, subject.trace.error)


def _examples(subject: Subject, axis: int) -> Finding:
    found = contradictions(subject)[0]
    declared = found.declared
    return Finding(
        declared.size_path(axis),
        f"{declared.sizes[axis]} is the number of examples, and no size of one of them",
        labels=_recipe(("data", "arrays", "samples"), f"there are {declared.sizes[axis]} examples"),
        keras="raises at the first batch, or never where a layer works at any length",
        help=f"the recipe delivers `{_written(found.delivered)}`, batch axis left out"
        + ("; a recurrent layer needs steps and features" if len(found.delivered) == 1 else ""),
    )


def _swapped(subject: Subject, declared: Declaration) -> Finding:
    delivered = contradictions(subject)[0].delivered
    edits = tuple(Replace(declared.size_path(axis), _size(size)) for axis, size in enumerate(delivered))
    where: Path = ("data", "window") if subject.is_written(("data", "window")) else ("data", "arrays", "input", "shape")
    return Finding(
        declared.path,
        f"the input shape names features before steps: the recipe delivers `{_written(delivered)}`",
        labels=_recipe(where, f"the recipe delivers {show((None, *delivered))}") if subject.is_written(where) else (),
        keras="raises at the first batch, in the first layer: the sizes of a matrix product differ",
        help="write steps first and features last",
        fix=Fix(f"write `{_written(delivered)}`", "unsafe", edits),
    )


def _batch(subject: Subject, declared: Declaration, step: Step) -> Finding:
    said = refusal(subject, step)
    return Finding(
        declared.path,
        f"the input shape has an axis too many for `{step.layer.type}`: the batch is no part of it",
        labels=(Label(step.path, said.label, "key"),),
        keras=said.keras,
        help=f"leave the number of examples out; shapes up to here: {ladder(subject.trace, step)}",
        fix=Fix("take the first size out", "unsafe", (_without_first(subject, declared),)),
    )


def _without_first(subject: Subject, declared: Declaration) -> Edit:
    if declared.offset:
        return Delete(declared.size_path(0))
    path, layer = subject.layers[0]
    return set_argument(subject, path, layer, str(declared.path[-1]), _written(declared.sizes[1:]))


def _recipe(path: Path, text: str) -> tuple[Label, ...]:
    return (Label(path, text),)


def _written(sizes: tuple[Dim, ...]) -> str:
    return f"[{', '.join(map(_size, sizes))}]"


def _size(size: Dim) -> str:
    return "null" if size is None else str(size)
