"""
A metric can't count what it is given.

## What it does
Finds metrics on probabilities and numbers, such as `Precision`, `AUC` and `mae`, beside class numbers, metrics on
class numbers beside one-hot labels, `R2Score` and `F1Score` over a sequence, and a callback that watches an `F1Score`
which is one figure for each class. Finds metrics that pick the
likeliest class where there is one output, and `binary_accuracy` where one class of several is picked. Notes
`Precision`, `Recall` and `AUC` over one-hot labels, which mix all classes.

## Why is this bad?
Training with the loss alone works, and stops at the first batch because of what was only meant to be looked at.

## Keras
Raises at the first batch, in words about shapes: "got incompatible shapes for broadcasting: (1, 8), (1, 40)",
"FBetaScore expects 2D inputs". A callback on a figure for each class raises after an epoch: "The truth value of an
array with more than one element is ambiguous". `categorical_accuracy` beside class numbers is no error and no figure.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, input_shape: [10, 1]}
  - Dense: {units: 5, activation: softmax}
compile: {optimizer: adam, loss: sparse_categorical_crossentropy, metrics: [Precision]}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, input_shape: [10, 1]}
  - Dense: {units: 5, activation: softmax}
compile: {optimizer: adam, loss: sparse_categorical_crossentropy, metrics: [accuracy]}
runtime: {seed: 42}
```

## Fix
By hand: `accuracy`, which Keras suits to the labels, or one-hot labels.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.alignment import labels_wanted
from seqspec.analysis.facts.figures import figure
from seqspec.analysis.facts.objective import (
    BINARY,
    CATEGORICAL,
    HINGES,
    SPARSE,
    find_head,
    loss_of,
    name_of,
    quantiles_of,
)
from seqspec.analysis.facts.repairs import written_path
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Label, Path, Severity
from seqspec.language.named import Named

SEVERITY: Severity = "error"

_MIXING = {
    "AUC", "Precision", "PrecisionAtRecall", "Recall", "RecallAtPrecision", "SensitivityAtSpecificity",
    "SpecificityAtSensitivity",
}  # fmt: skip
_PICKING = {
    "CategoricalAccuracy", "SparseCategoricalAccuracy", "SparseTopKCategoricalAccuracy", "TopKCategoricalAccuracy",
}  # fmt: skip
_FLAT = {"F1Score", "FBetaScore", "R2Score"}
"""These take two axes, batch and outputs."""
_ONE_HOT = _MIXING | {
    "BinaryAccuracy", "BinaryCrossentropy", "BinaryIoU", "CategoricalAccuracy", "CategoricalCrossentropy",
    "CategoricalHinge", "F1Score", "FBetaScore", "FalseNegatives", "FalsePositives", "Hinge", "KLDivergence",
    "LogCoshError", "MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanSquaredError",
    "MeanSquaredLogarithmicError", "R2Score", "RootMeanSquaredError", "SquaredHinge", "TopKCategoricalAccuracy",
    "TrueNegatives", "TruePositives",
}  # fmt: skip
_NUMBERED = {"SparseCategoricalAccuracy", "SparseCategoricalCrossentropy", "SparseTopKCategoricalAccuracy"}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each metric that can't count, and one for each callback that can't compare."""
    loss, compiled, output = loss_of(subject.spec), subject.spec.compile, subject.trace.output.shape
    if loss is None or compiled is None or output is None or labels_wanted(subject) is not None:
        return
    for key in ("metrics", "weighted_metrics"):
        for index, metric in enumerate(getattr(compiled, key)):
            finding = _finding(subject, ("compile", key, index), metric, loss)
            if finding is not None:
                yield finding
            elif metric.type in {"F1Score", "FBetaScore"} and metric.average is None and output[-1] != 1:
                yield from _watched(subject, metric)


def _finding(subject: Subject, path: Path, metric: Named, loss: Named) -> Finding | None:
    output = subject.trace.output.shape or ()
    quantiles = quantiles_of(loss) or 1
    if quantiles > 1:
        return _of_quantiles(path, metric, quantiles)
    if metric.type in _FLAT and len(output) > 2:
        return _of_a_sequence(path, metric)
    if output[-1:] == (1,) and metric.type in _PICKING and loss.type in BINARY | HINGES:
        return _of_one_output(path, metric)
    if output[-1:] == (1,) or output[-1:] == (None,):
        return None
    if loss.type in SPARSE and metric.type in _ONE_HOT:
        return _beside_numbers(path, metric, loss)
    if loss.type in CATEGORICAL and metric.type in _NUMBERED:
        return _beside_one_hot(path, metric, loss)
    if loss.type in CATEGORICAL and metric.type == "BinaryAccuracy":
        return _of_easy_noes(path, metric)
    if loss.type in CATEGORICAL and _mixes(subject, metric):
        return _mixing(path, metric)
    return None


def _of_quantiles(path: Path, metric: Named, quantiles: int) -> Finding:
    return Finding(
        path,
        f"`{name_of(metric)}` compares one number with the truth, and the model gives {quantiles} quantiles of it",
        labels=(Label(("compile", "loss"), "takes quantiles"),),
        keras="stretches the truth over all quantiles, or raises at the first batch, in words about shapes",
        help="take it out: a run is judged by its middle quantile, too",
    )


def _of_a_sequence(path: Path, metric: Named) -> Finding:
    return Finding(
        path,
        f"`{name_of(metric)}` takes one row for each example, and the model gives a sequence",
        keras="raises ValueError at the first batch: expects 2D inputs with shape (batch_size, output_dim)",
        help="take it out, or end the sequence before the last layer",
    )


def _beside_numbers(path: Path, metric: Named, loss: Named) -> Finding:
    silent = metric.type == "CategoricalAccuracy"
    return Finding(
        path,
        f"`{name_of(metric)}` takes a column for each class, and `{name_of(loss)}` takes class numbers",
        labels=(Label(("compile", "loss"), "takes class numbers"),),
        keras="no error, and a figure without a meaning"
        if silent
        else "raises at the first batch, in words about shapes",
        help="watch `accuracy`, or make the labels one-hot and write `categorical_crossentropy`",
    )


def _beside_one_hot(path: Path, metric: Named, loss: Named) -> Finding:
    return Finding(
        path,
        f"`{name_of(metric)}` takes class numbers, and `{name_of(loss)}` takes a column for each class",
        labels=(Label(("compile", "loss"), "takes one-hot columns"),),
        keras="raises at the first batch, in words about shapes",
        help=f"write `{name_of(metric).replace('sparse_', '').replace('Sparse', '')}`",
    )


def _of_one_output(path: Path, metric: Named) -> Finding:
    return Finding(
        path,
        f"`{name_of(metric)}` picks the largest of several outputs, and there is one",
        keras="no error, and a figure without a meaning",
        help="watch `accuracy`, or `binary_accuracy`",
    )


def _of_easy_noes(path: Path, metric: Named) -> Finding:
    return Finding(
        path,
        f"`{name_of(metric)}` judges each class by itself, and one class of several is picked",
        keras="no error: most outputs are easy noes, and the figure is flattering",
        help="watch `accuracy`, which asks whether the right class is the likeliest",
        severity="warning",
    )


def _mixes(subject: Subject, metric: Named) -> bool:
    """Whether a metric on yes and no counts all classes of a softmax together, and nobody told it to."""
    head = find_head(subject.trace)
    asked = getattr(metric, "multi_label", False) or getattr(metric, "class_id", None) is not None
    return metric.type in _MIXING and not asked and head is not None and head.activation == "softmax"


def _mixing(path: Path, metric: Named) -> Finding:
    curve = metric.type == "AUC"
    return Finding(
        path,
        f"`{name_of(metric)}` counts the outputs of all classes together",
        keras="no error: every output of every example is one yes or no",
        help="give it `multi_label: true`, and it is the mean over the classes"
        if curve
        else "give it a `class_id`, or watch `F1Score` with `average: macro`",
        severity="info",
    )


def _watched(subject: Subject, metric: Named) -> Iterator[Finding]:
    """Callbacks that watch a metric which gives one figure for each class."""
    name = figure(metric)
    for index, callback in enumerate(subject.spec.fit.callbacks):
        if str(getattr(callback, "monitor", "")).removeprefix("val_") != name:
            continue
        yield Finding(
            (*written_path(subject.document, ("fit", "callbacks", index)), "monitor"),
            f"`{callback.type}` watches `{name}`, which is one figure for each class",
            keras="raises ValueError after an epoch: the truth value of an array is ambiguous",
            help=f"write `{{{metric.type}: {{average: macro}}}}` in the metrics",
        )
