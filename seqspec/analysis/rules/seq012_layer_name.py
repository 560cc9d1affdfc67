"""
Two layers have the same name, or a name that Keras can't take.

## What it does
Finds a `name` that is given to two layers, or to a layer in a block that is repeated, and names with a `/` in
them.

## Why is this bad?
Keras finds layers and weights by their names, so each name can belong to one layer only.

## Keras
Raises ValueError when the model is made: "All layers added to a Sequential model should have unique names",
and for a `/` when the layer is made.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, return_sequences: true, name: memory, input_shape: [100, 1]}
  - LSTM: {units: 50, name: memory}
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, return_sequences: true, name: memory, input_shape: [100, 1]}
  - LSTM: {units: 50, name: memory_2}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Adds a number to the second name; takes the name out of a repeated block. Unsafe: a name may be known
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Label, Path, Replace, Severity

SEVERITY: Severity = "error"

_KERAS = "raises ValueError when the model is made: all layers should have unique names"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each layer whose name another one has already."""
    first: dict[str, Path] = {}
    reported: set[Path] = set()
    for path, layer in subject.layers:
        if layer.name is None or path in reported:
            continue
        if layer.name not in first:
            first[layer.name] = path
            continue
        reported.add(path)
        yield _again(path, layer.name, first) if path != first[layer.name] else _repeated(path, layer.name)


def _again(path: Path, name: str, first: dict[str, Path]) -> Finding:
    free = next(f"{name}_{number}" for number in count(2) if f"{name}_{number}" not in first)
    return Finding(
        (*path, "name"),
        f"two layers are called `{name}`",
        label="again here",
        labels=(Label((*first[name], "name"), "first here"),),
        keras=_KERAS,
        help="give each layer a name of its own, or none",
        fix=Fix(f"call this one `{free}`", "unsafe", (Replace((*path, "name"), free),)),
    )


def _repeated(path: Path, name: str) -> Finding:
    return Finding(
        (*path, "name"),
        f"the name `{name}` stands in a block that is repeated, so several layers would have it",
        label="the same in every repetition",
        keras=_KERAS,
        help="leave the name out: each layer then gets one of its own",
        fix=Fix("take the name out", "unsafe", (Delete((*path, "name")),)),
    )
