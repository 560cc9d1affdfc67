"""
Images are mixed, and their targets are not.

## What it does
Finds `CutMix` and `MixUp` in a model.

## Why is this bad?
An image that is half a cat and half a dog has a target that says cat. What makes these two layers work is that targets
are mixed in the same measure; without it they teach what is wrong, the more so the more they mix.

## Keras
No error. The layers mix targets only where they get images and labels together, in a data pipeline; inside a model
they get the images alone, and each target stays that of its own image.

## Bad
```yaml
seqspec: 1
model:
  - MixUp: {alpha: 0.2, input_shape: [32, 32, 3]}
  - Conv2D: {filters: 16, kernel_size: 3, activation: relu}
  - GlobalAveragePooling2D
  - Dense: {units: 10, activation: softmax}
compile: {optimizer: adam, loss: categorical_crossentropy}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - RandomFlip: {mode: horizontal, input_shape: [32, 32, 3]}
  - Conv2D: {filters: 16, kernel_size: 3, activation: relu}
  - GlobalAveragePooling2D
  - Dense: {units: 10, activation: softmax}
compile: {optimizer: adam, loss: categorical_crossentropy}
runtime: {seed: 42}
```

## Fix
By hand: take a layer that changes each image by itself, such as `RandomFlip`, `RandomErasing` or `AugMix`.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.declaration import all_layers
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Severity

SEVERITY: Severity = "warning"

_MIXING = {"CutMix", "MixUp"}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each layer that mixes."""
    for path, layer in all_layers(subject):
        if layer.type in _MIXING:
            yield Finding(
                path,
                f"`{layer.type}` mixes images, and their targets are not mixed",
                target="key",
                label="sees no targets here",
                keras="no error: trains mixed images against the target of one of them",
                help="take a layer that changes each image by itself, such as `RandomErasing` or `AugMix`",
            )
