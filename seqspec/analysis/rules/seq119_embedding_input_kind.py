"""
An Embedding gets something else than ids.

## What it does
Finds an `Embedding` behind a layer that computes fractions, one whose columns the recipe scales, and one that gets a
vector at every step, such as one-hot rows, so that its output has an axis more than the next layer takes.

## Why is this bad?
An Embedding looks a row up for a whole number. It can't look up 0.37, and a one-hot row is no number but a thousand.

## Keras
No error for fractions: they are cut to whole numbers, so that 0.1 and 0.9 take the same row. A vector at every step
gives a tensor of rank 4, and the next layer raises ValueError: "expected ndim=3, found ndim=4".

## Bad
```yaml
seqspec: 1
model:
  - Embedding: {input_dim: 50, output_dim: 16, input_shape: [20, 50]}
  - LSTM: 8
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - Embedding: {input_dim: 50, output_dim: 16, input_shape: [20]}
  - LSTM: 8
  - Dense: 1
runtime: {seed: 42}
```

## Fix
By hand: ids in place of vectors, or `Dense` in place of the `Embedding`, which does the same for one-hot rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.declaration import declaration
from seqspec.analysis.facts.ids import computes, reads_ids
from seqspec.analysis.facts.sequence import ids_of_ids, ladder
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Label, Path, Severity
from seqspec.language.data import Data
from seqspec.language.layer import show
from seqspec.language.recipe.scale import EVERY

SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding: a vector where an id belongs, a layer that computes, or a recipe that does."""
    failing = subject.trace.error
    vectors = ids_of_ids(subject.trace, failing) if failing else None
    if failing is not None and vectors is not None:
        yield _of_vectors(subject, failing, vectors)
        return
    computed = _computed(subject)
    if computed is not None:
        yield _of_fractions(*computed)
    elif (step := reads_ids(subject)) is not None and (where := _scaled(subject)) is not None:
        yield _of_scaled(step, where)


def _of_vectors(subject: Subject, failing: Step, step: Step) -> Finding:
    assert failing.error is not None
    declared = declaration(subject)
    return Finding(
        step.path,
        f"`{step.layer.type}` looks an id up, and gets a vector at every step",
        target="key",
        label=f"gets {show(step.input.shape)}, gives {show(step.output.shape)}",
        labels=(Label(declared.path, "declared here"),) if declared and declared.path[:-1] != step.path else (),
        keras=failing.error.keras,
        help=f"hand over ids, `[steps]`, or write `Dense` for one-hot rows; shapes: {ladder(subject.trace, failing)}",
    )


def _computed(subject: Subject) -> tuple[Step, Step] | None:
    """An Embedding with the layer before it that gives fractions."""
    before = None
    for step in subject.trace.steps:
        if step.layer.type == "Embedding" and before is not None:
            return step, before
        if computes(step):
            before = step
    return None


def _of_fractions(step: Step, before: Step) -> Finding:
    # What has to change is underlined: a layer that only scales the ids, else the Embedding that comes too late.
    first, second = (before, step) if before.weights == () and before.index == 0 else (step, before)
    return Finding(
        first.path,
        f"`{step.layer.type}` looks whole numbers up, and `{before.layer.type}` gives fractions",
        target="key",
        labels=(Label(second.path, "looks ids up" if second is step else "computes fractions", "key"),),
        keras="no error: fractions are cut to whole numbers, and no gradient comes back through them",
        help=f"take `{before.layer.type}` out: ids are no amounts"
        if first is before
        else f"put `{step.layer.type}` first, right behind the ids",
    )


def _scaled(subject: Subject) -> Path | None:
    """Where the recipe makes fractions of what goes in."""
    data = subject.spec.data
    if data is None:
        return None
    if data.arrays is not None:
        low, high = data.arrays.input.min, data.arrays.input.max
        whole = all(bound is None or bound == int(bound) for bound in (low, high))
        unit = (low, high) == (0, 1) and data.arrays.input.dtype.startswith("float") and _rows(subject) > 2
        return None if whole and not unit else ("data", "arrays", "input")
    return next((path for path in _scaling(data)), None)


def _rows(subject: Subject) -> int:
    step = reads_ids(subject)
    rows = getattr(step.layer, "input_dim", 0) if step else 0
    return rows if isinstance(rows, int) else 0


def _scaling(data: Data) -> Iterator[Path]:
    ids = {column for column, encoding in data.encode.items() if encoding.ids} | {*data.texts}  # which are not scaled
    columns = [column for column in data.feature_columns if column not in ids]
    if any(data.scaler(column).kind != "none" for column in columns):
        yield ("data", "scale")
    if columns and {*columns, EVERY} & set(data.log1p):
        yield ("data", "log1p")
    if columns and data.window is not None and data.window.normalize != "none":
        yield ("data", "window", "normalize")


def _of_scaled(step: Step, where: Path) -> Finding:
    return Finding(
        step.path,
        f"`{step.layer.type}` looks whole numbers up, and the recipe delivers fractions",
        target="key",
        labels=(Label(where, "makes fractions" if where[1] != "arrays" else "holds fractions"),),
        keras="no error: fractions are cut to whole numbers, and all values between 0 and 1 take the row of 0",
        help="leave ids unscaled, or write `Dense` for numbers",
    )
