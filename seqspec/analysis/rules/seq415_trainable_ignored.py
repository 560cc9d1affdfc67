"""
A layer is declared frozen, and Keras goes on training the weights inside it.

## What it does
Finds `trainable: false` on a layer whose weights belong to another one inside of it: on TimeDistributed, Bidirectional,
SpectralNormalization, Sequential, and on ConvLSTM1D, 2D and 3D.

## Why is this bad?
The spec says that weights stay as they are, and training changes them. No figure of the layer itself shows it:
`layer.trainable_weights` is empty, and the model trains them nevertheless.

## Keras
No error: a layer that is made with `trainable=False` freezes the weights of its own alone, and not those of the layers
inside. LSTM, GRU and SimpleRNN hand the argument on to their cell; ConvLSTM does not. Set later, as
`layer.trainable = False` in Python, it reaches all of them.

## Bad
```yaml
seqspec: 1
model:
  - TimeDistributed: {layer: {Conv1D: {filters: 8, kernel_size: 3}}, trainable: false, input_shape: [10, 20, 1]}
  - GlobalAveragePooling2D
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - TimeDistributed: {layer: {Conv1D: {filters: 8, kernel_size: 3, trainable: false}}, input_shape: [10, 20, 1]}
  - GlobalAveragePooling2D
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Writes it on the layers inside: unsafe, for what was trained is frozen then. None for ConvLSTM.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.declaration import all_layers, with_inner
from seqspec.analysis.facts.repairs import set_argument
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Path, Severity
from seqspec.language.layer import Layer

SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each layer that is frozen in words alone."""
    for path, layer in all_layers(subject):
        if layer.trainable or layer.freezes:
            continue
        trained = [(where, inner) for where, inner in with_inner(path, layer) if _goes_on(inner, layer)]
        if trained:
            yield _finding(subject, path, layer, trained)


def _goes_on(inner: Layer, frozen: Layer) -> bool:
    """Whether a layer has weights that are trained, whatever the one around it says."""
    holds = type(inner).weights is not Layer.weights
    return holds and (inner is frozen or inner.trainable or not inner.freezes)


def _finding(subject: Subject, path: Path, layer: Layer, trained: list[tuple[Path, Layer]]) -> Finding:
    here = (*path, "trainable")
    names = " and ".join(dict.fromkeys(f"`{inner.type}`" for _, inner in trained))
    alone = trained[0][1] is layer
    can_freeze = all(inner.freezes for _, inner in trained)
    return Finding(
        here,
        f"`trainable: false` has no effect on `{layer.type}`"
        if alone
        else f"`trainable: false` of `{layer.type}` does not reach {names} inside",
        target="key",
        keras="no error: training changes the weights",
        help=f"write it on {names}" if can_freeze else "set `layer.trainable = False` in Python, after `seqspec.build`",
        fix=_fix(subject, here, trained) if can_freeze else None,
    )


def _fix(subject: Subject, here: Path, trained: list[tuple[Path, Layer]]) -> Fix:
    edits = (set_argument(subject, path, inner, "trainable", "false") for path, inner in trained)
    return Fix("write it on what is inside", "unsafe", (Delete(here), *edits))
