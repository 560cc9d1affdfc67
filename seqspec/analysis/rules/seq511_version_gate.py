"""
A name or an argument that some of the declared versions of Keras do not have.

## What it does
Holds layers, optimizers, losses, metrics and the rest, with the arguments that are written, against the versions that
`runtime.keras` allows.

## Why is this bad?
The spec says that it runs on a version, and there it can't be built.

## Keras
Older versions raise ValueError or AttributeError when the object is made: they do not know the name, or the argument.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, return_sequences: true, input_shape: [100, 8]}
  - AdaptiveAveragePooling1D: 4
  - Flatten
  - Dense: 1
runtime: {seed: 42, keras: ">=3.9,<3.16"}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, return_sequences: true, input_shape: [100, 8]}
  - AdaptiveAveragePooling1D: 4
  - Flatten
  - Dense: 1
runtime: {seed: 42, keras: ">=3.13,<3.16"}
```

## Fix
None is applied: ask for the later versions, or do without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Path, Severity
from seqspec.language.named import Named

SEVERITY: Severity = "error"
TIER: Tier = "environment"

# Read from the sources at the release tags 3.0.0 to 3.15.0: the first minor version with a name, or with an argument.
_ADDED = {
    1: "MelSpectrogram",
    2: "CategoryEncoding.sparse GRU.use_cudnn LSTM.use_cudnn Dice",
    3: "Resizing.pad_to_aspect_ratio Resizing.fill_mode Resizing.fill_value *.loss_scale_factor "
    "*.gradient_accumulation_steps Tversky",
    4: "Dice.axis loss.dtype",
    5: "ZeroPadding1D.data_format Lamb",
    6: "AutoContrast RandomFlip.data_format Solarization",
    7: "MaxNumBoundingBoxes STFTSpectrogram Circle ConcordanceCorrelation PearsonCorrelation STFT "
    "SparseTopKCategoricalAccuracy.from_sorted_ids celu hard_shrink hard_tanh log_sigmoid soft_shrink squareplus "
    "tanh_shrink",
    8: "Equalization MixUp RandAugment RandomColorDegeneration RandomColorJitter RandomContrast.value_range "
    "RandomGrayscale RandomHue RandomPosterization RandomSaturation RandomSharpness RandomShear Tversky.axis "
    "sparse_plus sparsemax",
    9: "AugMix CutMix RMSNormalization RandomErasing RandomGaussianBlur RandomInvert RandomPerspective "
    "Resizing.antialias",
    10: "Dense.lora_alpha EinsumDense.lora_alpha Embedding.lora_alpha RandomElasticTransform Muon "
    "CategoricalGeneralizedCrossEntropy SparseCategoricalCrossentropy.axis sparse_sigmoid",
    11: "Conv1DTranspose.output_padding Conv2DTranspose.output_padding Conv3DTranspose.output_padding",
    12: "ReversibleEmbedding",
    13: "AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D AdaptiveMaxPooling1D "
    "AdaptiveMaxPooling2D AdaptiveMaxPooling3D Muon.adam_weight_decay Muon.rms_rate TerminateOnNaN.raise_error",
    14: "BatchNormalization.renorm BatchNormalization.renorm_clipping BatchNormalization.renorm_momentum "
    "ContrastLimitedAdaptiveHistogramEqualization IntegerLookup.oov_method IntegerLookup.salt ScheduleFreeAdamW "
    "SparseCategoricalCrossentropy.ignore_class",
    15: "initializer.input_axes initializer.output_axes",
}
_SINCE = {name: minor for minor, names in _ADDED.items() for name in names.split()}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each name, and for each argument that is written, where the spec declares its versions."""
    if not subject.environment.declared:
        return
    for path, named in _names(subject):
        for at, what, minor in _additions(path, named):
            if subject.environment.may_be((3, 0), (3, minor)):
                yield Finding(
                    at,
                    f"{what} came with Keras 3.{minor}, and {subject.environment.keras} may be older",
                    target="key",
                    label=f"since 3.{minor}",
                    keras="older versions raise an error when it is made",
                    help=f'write `keras: ">=3.{minor}"` in `runtime`, or do without',
                )


def _additions(path: Path, named: Named) -> Iterator[tuple[Path, str, int]]:
    """What is younger than Keras 3.0: the name itself, or some of its arguments."""
    if named.type in _SINCE:
        yield path, f"`{named.type}`", _SINCE[named.type]
    for argument in sorted(named.model_fields_set):
        value = getattr(named, argument)
        for key in (f"{named.type}.{argument}", f"{named.kind}.{argument}", f"*.{argument}"):
            if key in _SINCE:
                yield (*path, argument), f"`{argument}` of `{named.type}`", _SINCE[key]
                break
        if isinstance(value, str) and argument.endswith("activation") and value in _SINCE:
            yield (*path, argument), f"the activation `{value}`", _SINCE[value]


def _names(subject: Subject) -> Iterator[tuple[Path, Named]]:
    """Everything in the spec that Keras knows by a name, with where it is written; what is repeated comes once."""
    seen: set[Path] = set()
    for path, layer in subject.layers:
        if path not in seen:
            seen.add(path)
            yield from _within(path[:-1], layer)
    for section in ("compile", "fit"):
        yield from _within((section,), getattr(subject.spec, section))


def _within(path: Path, value: object) -> Iterator[tuple[Path, Named]]:
    if isinstance(value, Named):
        path = (*path, value.type)
        yield path, value
    if isinstance(value, BaseModel):
        for field in sorted(value.model_fields_set):
            yield from _within((*path, field), getattr(value, field))
    elif isinstance(value, list):
        yield from _inside(path, value)


def _inside(path: Path, items: Iterable[object]) -> Iterator[tuple[Path, Named]]:
    for index, item in enumerate(items):
        yield from _within((*path, index), item)
