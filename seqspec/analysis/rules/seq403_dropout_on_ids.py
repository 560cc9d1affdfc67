"""
Ids are disturbed before they are looked up, and then they are other ids.

## What it does
Finds dropout, noise and normalisation between the input and an `Embedding`.

## Why is this bad?
An id is a name, not an amount. Scaled or set to 0 it is the name of something else, so the model learns from
texts that nobody wrote.

## Keras
With an input of whole numbers `Dropout` raises at the first batch of training. With the default float32 input it
is silent: in training some ids become 0 and the others are scaled up, and `Embedding` cuts off the decimals.
Noise and normalisation are silent with both.

## Bad
```yaml
seqspec: 1
model:
  - Input: [60]
  - Dropout: 0.2
  - Embedding: {input_dim: 5000, output_dim: 64}
  - LSTM: 32
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - Input: [60]
  - Embedding: {input_dim: 5000, output_dim: 64}
  - SpatialDropout1D: 0.2
  - LSTM: 32
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Exchanges the layer and the `Embedding`. Unsafe: another model is trained.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.noise import NOISE, disturbs
from seqspec.analysis.inference import Step, Trace
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Edit, Finding, Fix, Label, Path, Replace, Severity
from seqspec.language.document import Document
from seqspec.language.layer import is_float
from seqspec.language.layers.core import Embedding

SEVERITY: Severity = "error"

_NORMALIZING = {
    "BatchNormalization", "GroupNormalization", "LayerNormalization", "RMSNormalization", "UnitNormalization",
}  # fmt: skip
_PASSING = {"Cropping1D", "Flatten", "Identity", "Permute", "RepeatVector", "Reshape", "ZeroPadding1D"}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each layer that disturbs what an Embedding looks up."""
    for step in subject.trace.steps:
        if isinstance(step.layer, Embedding):
            yield from (_finding(subject, each, step) for each in _disturbing(subject.trace, step))


def _disturbing(trace: Trace, embedding: Step) -> Iterator[Step]:
    """The layers right before an Embedding that leave no id as it is."""
    for step in reversed(trace.steps[: embedding.index]):
        if disturbs(step.layer) or step.layer.type in _NORMALIZING:
            yield step
        elif step.layer.type not in _PASSING | NOISE:
            return


def _finding(subject: Subject, step: Step, embedding: Step) -> Finding:
    edits = _exchange(subject.document, step.path[:2], embedding.path[:2]) if _adjacent(step, embedding) else ()
    return Finding(
        step.path,
        f"`{step.layer.type}` changes the ids that `Embedding` looks up",
        target="key",
        label="here they are still ids",
        labels=(Label(embedding.path, "here they become vectors", "key"),),
        keras=_keras(subject.trace, step),
        help=f"put `{step.layer.type}` behind `Embedding`",
        fix=Fix("exchange the two", "unsafe", edits) if edits else None,
    )


def _adjacent(step: Step, embedding: Step) -> bool:
    """Whether the two stand side by side in `model` itself, and neither declares the input."""
    declares = step.layer.input_shape is not None or embedding.layer.input_shape is not None
    return embedding.index == step.index + 1 and len(step.path) == len(embedding.path) == 3 and not declares


def _keras(trace: Trace, step: Step) -> str:
    if step.layer.type == "Dropout" and not is_float(trace.input.dtype):
        return "raises an error at the first batch of training: it drops numbers with decimals only"
    return "no error: `Embedding` cuts the decimals off, and looks up other rows"


def _exchange(document: Document, one: Path, other: Path) -> tuple[Edit, ...]:
    """Let two items of `model` change places; nothing where one of them takes more than one line."""
    texts = [_text(document, path) for path in (one, other)]
    return (Replace(one, texts[1]), Replace(other, texts[0])) if texts[0] and texts[1] else ()


def _text(document: Document, path: Path) -> str:
    """An item as it is written on its one line; empty where it takes several."""
    place = document.locate(path)
    span = place.span
    return place.source.lines[span.line - 1][span.column - 1 : span.end_column - 1] * (span.line == span.end_line)
