"""
A metric for classes watches a model that predicts numbers.

## What it does
Finds `accuracy` and the other metrics on classes (precision, recall, AUC, ...) beside a loss on numbers,
unless the target is declared as labels or the model ends with `sigmoid` or `softmax`.

## Why is this bad?
How often is 152.7 exactly right? The figure is 0, or noise, and says nothing about the model.

## Keras
No error. `accuracy` over one unit becomes BinaryAccuracy whatever the loss is: a prediction above 0.5 counts
as 1, and is right where the target is exactly 1. For most series it prints 0.0 in every epoch.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error, metrics: [accuracy]}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error, metrics: [mae]}
runtime: {seed: 42}
```

## Fix
Writes `mae`. Safe, since a metric changes nothing in the model, unless a callback watches it.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.objective import REGRESSION, ends_unread, find_head, loss_of, name_of
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Finding, Fix, Label, Path, Replace, Severity
from seqspec.language.named import Named

SEVERITY: Severity = "warning"

_ON_CLASSES = {
    "AUC", "Accuracy", "BinaryAccuracy", "BinaryCrossentropy", "BinaryIoU", "CategoricalAccuracy",
    "CategoricalCrossentropy", "F1Score", "FBetaScore", "FalseNegatives", "FalsePositives", "IoU", "MeanIoU",
    "OneHotIoU", "OneHotMeanIoU", "Precision", "PrecisionAtRecall", "Recall", "RecallAtPrecision",
    "SensitivityAtSpecificity", "SparseCategoricalAccuracy", "SparseCategoricalCrossentropy",
    "SparseTopKCategoricalAccuracy", "SpecificityAtSensitivity", "TopKCategoricalAccuracy", "TrueNegatives",
    "TruePositives",
}  # fmt: skip


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each metric on classes, where numbers are predicted."""
    loss, compiled = loss_of(subject.spec), subject.spec.compile
    if loss is None or compiled is None or loss.type not in REGRESSION or _may_predict_classes(subject):
        return
    for key in ("metrics", "weighted_metrics"):
        metrics = getattr(compiled, key)
        for index, metric in enumerate(metrics):
            if metric.type in _ON_CLASSES:
                yield _finding(subject, ("compile", key, index), metric, loss)


def _may_predict_classes(subject: Subject) -> bool:
    if "data" in subject.spec.broken or ends_unread(subject.spec, subject.trace):
        return True
    if subject.delivery is not None and subject.delivery.kind != "real":
        return True
    head = find_head(subject.trace)
    return head is not None and head.activation in {"hard_sigmoid", "sigmoid", "softmax"}


def _finding(subject: Subject, path: Path, metric: Named, loss: Named) -> Finding:
    return Finding(
        path,
        f"`{name_of(metric)}` counts right answers, and `{name_of(loss)}` trains on numbers",
        labels=(Label(("compile", "loss"), "a loss on numbers"),),
        keras=_keras(subject, metric),
        help="watch `mae` or `root_mean_squared_error` instead",
        fix=_fix(subject, path, metric),
    )


def _keras(subject: Subject, metric: Named) -> str:
    output = subject.trace.output.shape
    if metric.written in {"accuracy", "acc"} and output is not None and output[-1] == 1:
        return "no error: takes a prediction above 0.5 for 1 and any other for 0, and waits for targets that equal it"
    return "no error, and a figure without a meaning"


def _fix(subject: Subject, path: Path, metric: Named) -> Fix:
    names = {name_of(each) for each in getattr(subject.spec.compile, str(path[1]))}
    watched = any(str(getattr(each, "monitor", "")).endswith(name_of(metric)) for each in subject.spec.fit.callbacks)
    title, edit = (
        ("take it out", Delete(path))
        if names & {"mae", "mean_absolute_error", "MeanAbsoluteError"}
        else ("write `mae`", Replace(path, "mae"))
    )
    return Fix(title, "unsafe" if watched else "safe", (edit,))
