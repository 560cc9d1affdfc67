"""
Images are cropped in training only, and a layer behind can't take whole ones.

## What it does
Follows whole images through a model with `RandomCrop`, as they come in validation and prediction, and finds the layer
that refuses them, or whose weights have another size for them.

## Why is this bad?
The model is built and can't be validated. Nor can it predict anything, unless somebody crops the images first.

## Keras
The model is built for the cropped size. `RandomCrop` crops where `training=True`, and hands on images as they are
otherwise: `Dense` behind a `Flatten` raises ValueError at the first validation or prediction, and on JAX, which tries
the model out before it trains, as soon as `fit` starts. A pooling window that is larger than the image gives an empty
output, and `PReLU` stretches an axis of size 1.

## Bad
```yaml
seqspec: 1
model:
  - RandomCrop: {height: 24, width: 24, input_shape: [28, 28, 3]}
  - Conv2D: {filters: 16, kernel_size: 3, activation: relu}
  - Flatten
  - Dense: {units: 10, activation: softmax}
compile: {optimizer: adam, loss: categorical_crossentropy}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - RandomCrop: {height: 24, width: 24, input_shape: [28, 28, 3]}
  - CenterCrop: {height: 24, width: 24}
  - Conv2D: {filters: 16, kernel_size: 3, activation: relu}
  - Flatten
  - Dense: {units: 10, activation: softmax}
compile: {optimizer: adam, loss: categorical_crossentropy}
runtime: {seed: 42}
```

## Fix
By hand: `CenterCrop` or `Resizing` to the same size behind it, or layers that take any size, such as
`GlobalAveragePooling2D`.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.declaration import all_layers
from seqspec.analysis.inference import Step, Trace, changed_inside
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Label, Severity
from seqspec.language.layer import Layer, ShapeError, show
from seqspec.language.layers.core import Identity

SEVERITY: Severity = "error"
TIER: Tier = "shapes"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding, at the first layer that crops."""
    crop = next((path for path, layer in all_layers(subject) if layer.type == "RandomCrop"), None)
    if crop is None or subject.trace.error is not None:
        return
    step = _overwhelmed(subject.trace)
    if step is not None:
        yield Finding(
            crop,
            f"`RandomCrop` crops in training only, and `{step.layer.type}` can't take whole images",
            target="key",
            label="hands on whole images in validation and prediction",
            labels=(Label(step.path, f"is built for {show(step.input.shape)}", "key"),),
            keras="builds it; at the first validation or prediction, on JAX when `fit` starts, raises ValueError or "
            "gives an empty or stretched output",
            help="put `CenterCrop` or `Resizing` to the same size behind it, or pool over whatever size there is",
        )


def _overwhelmed(trace: Trace) -> Step | None:
    """The first layer that can't do outside of training what it is built for."""
    signal = trace.input
    for step in trace.steps:
        try:
            effect = _outside_of_training(step.layer).infer(signal)
        except ShapeError:
            return step
        sizes, built = ([each.shape for each in weights or ()] for weights in (effect.weights, step.weights))
        if effect.weights is not None and sizes != built:
            return step
        signal = effect.output
    return None


def _outside_of_training(layer: Layer) -> Layer:
    """The layer as it works in prediction, where what acts at random hands on what it gets."""
    if layer.type.startswith("Rand") or layer.type in {"AugMix", "CutMix", "MixUp"}:
        return Identity(dtype=layer.dtype)
    inside = changed_inside(layer, lambda inner, _: _outside_of_training(inner))
    return layer.model_copy(update=inside) if inside else layer
