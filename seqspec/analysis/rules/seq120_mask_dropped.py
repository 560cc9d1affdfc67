"""
A layer loses the mask, so that padding counts from there on.

## What it does
Follows the mask of `mask_zero` and `Masking` through the model, and shows the first layer that it does not get past:
convolutions, poolings, `Flatten` and the other layers that move values. A recurrent layer and
`GlobalAveragePooling1D` use the mask up, which is what it is for.

## Why is this bad?
The mask says which steps are real. Behind the layer that loses it, padding is averaged, maximised and learned from
like everything else, and the result depends on how long the padding is.

## Keras
Goes on with a warning of Python, once: "Layer 'conv1d' (of type Conv1D) was passed an input with a mask attached to
it. However, this layer does not support masking and will therefore destroy the mask information".

## Bad
```yaml
seqspec: 1
model:
  - Embedding: {input_dim: 1000, output_dim: 16, mask_zero: true, input_shape: [20]}
  - Conv1D: {filters: 32, kernel_size: 3}
  - GlobalMaxPooling1D
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - Embedding: {input_dim: 1000, output_dim: 16, mask_zero: true, input_shape: [20]}
  - Dense: 32
  - GlobalAveragePooling1D
  - Dense: 1
runtime: {seed: 42}
```

## Fix
By hand: `GlobalAveragePooling1D` in place of `Flatten` and `GlobalMaxPooling1D`, the mask behind the convolutions, or
no mask at all.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.inference import Step, Trace
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Label, Path, Severity
from seqspec.language.layer import Layer, Signal
from seqspec.language.layers.wrappers import Sequential

SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the first layer that loses the mask."""
    for step in subject.trace.steps:
        loser = _loser(step.path, step.layer, step.input) if step.error is None else None
        if loser is not None:
            yield _finding(subject.trace, step, *loser)
            return


def _loser(path: Path, layer: Layer, signal: Signal) -> tuple[Path, Layer] | None:
    """The layer that loses the mask of what enters, inside a block too; None where none does."""
    if isinstance(layer, Sequential):
        return _inner_loser(path, layer, signal)
    lost = signal.mask and layer.mask == "drops" and not layer.output_mask(signal.mask)
    return (path, layer) if lost else None


def _inner_loser(path: Path, block: Sequential, signal: Signal) -> tuple[Path, Layer] | None:
    for index, layer in enumerate(block.layers):
        loser = _loser((*path, "layers", index, layer.type), layer, signal)
        if loser is not None:
            return loser
        signal = layer.infer(signal).output
    return None


def _finding(trace: Trace, step: Step, path: Path, layer: Layer) -> Finding:
    source = _source(trace, step)
    return Finding(
        path,
        f"`{layer.type}` loses the mask, and padding counts from here on",
        target="key",
        labels=(Label(source, "the mask comes from here"),) if source else (),
        keras="goes on with a warning: this layer does not support masking and will destroy the mask information",
        help=_help(layer),
    )


def _source(trace: Trace, step: Step) -> Path | None:
    """What made the mask: the last layer before that gives one and gets none."""
    for before in reversed(trace.steps[: step.index]):
        if before.output.mask and not before.input.mask:
            return (*before.path, "mask_zero") if before.layer.type == "Embedding" else before.path
    return None


def _help(layer: Layer) -> str:
    if layer.type in {"Flatten", "GlobalMaxPooling1D"}:
        return f"put `GlobalAveragePooling1D`, which leaves padding out, in place of `{layer.type}`, or drop the mask"
    return f"put a layer that heeds the mask before `{layer.type}`, make the mask behind it, or drop the mask"
