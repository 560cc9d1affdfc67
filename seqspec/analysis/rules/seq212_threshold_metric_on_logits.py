"""
A metric draws its line at a probability of one half, and the model gives logits.

## What it does
Finds `accuracy`, `BinaryAccuracy`, `Precision`, `Recall` and other metrics with a threshold of 0.5, and `AUC`, where
the loss has `from_logits: true` and the model ends without an activation.

## Why is this bad?
A logit of 0.4 is a yes, and a threshold of 0.5 takes it for a no. The figure is wrong wherever the model is in
doubt, and nothing else about the training is.

## Keras
No error. `accuracy` over one unit is `BinaryAccuracy` with a threshold of 0.5, whatever the loss says.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, input_shape: [10, 1]}
  - Dense: 1
compile: {optimizer: adam, loss: {BinaryCrossentropy: {from_logits: true}}, metrics: [accuracy]}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, input_shape: [10, 1]}
  - Dense: 1
compile:
  optimizer: adam
  loss: {BinaryCrossentropy: {from_logits: true}}
  metrics: [{BinaryAccuracy: {threshold: 0.0, name: accuracy}}]
runtime: {seed: 42}
```

## Fix
Draws the line at 0, or tells `AUC` of the logits. Safe: the model and its training stay as they are, and so does the
name of the figure.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.objective import CROSS_ENTROPIES, expects_logits, find_head, loss_of, name_of
from seqspec.analysis.facts.repairs import set_argument, written_path
from seqspec.analysis.facts.target_range import VALUES
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Edit, Finding, Fix, Label, Path, Replace, Severity
from seqspec.language.named import Named

SEVERITY: Severity = "warning"

_LINES = {"BinaryAccuracy": "threshold", "BinaryIoU": "threshold"} | dict.fromkeys(
    ("FalseNegatives", "FalsePositives", "Precision", "Recall", "TrueNegatives", "TruePositives"), "thresholds"
)
"""The argument that says where a metric draws its line."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each metric that takes logits for probabilities."""
    loss, compiled, head = loss_of(subject.spec), subject.spec.compile, find_head(subject.trace)
    if loss is None or compiled is None or head is None or loss.type not in CROSS_ENTROPIES:
        return
    if not expects_logits(loss) or head.activation in VALUES:
        return
    for key in ("metrics", "weighted_metrics"):
        for index, metric in enumerate(getattr(compiled, key)):
            if _draws_a_line(metric, subject):
                yield _finding(subject, ("compile", key, index), metric)


def _draws_a_line(metric: Named, subject: Subject) -> bool:
    if metric.type == "AUC":
        return not getattr(metric, "from_logits", False)
    if metric.type in _LINES:
        return getattr(metric, _LINES[metric.type]) in {None, 0.5} if _is_single(metric) else False
    output = subject.trace.output.shape
    return metric.written in {"accuracy", "acc"} and output is not None and output[-1] == 1


def _is_single(metric: Named) -> bool:
    return not isinstance(getattr(metric, _LINES[metric.type]), list)


def _finding(subject: Subject, path: Path, metric: Named) -> Finding:
    curve = metric.type == "AUC"
    return Finding(
        path,
        f"`{name_of(metric)}` takes probabilities, and the model gives logits",
        labels=(Label(("compile", "loss"), "takes logits"),),
        keras="no error: it draws its lines between 0 and 1" if curve else "no error: it draws the line at 0.5",
        help="write `from_logits: true`" if curve else "draw the line at 0, where a logit is a half",
        fix=Fix("tell it" if curve else "draw it at 0", "safe", (_edit(subject, path, metric),)),
    )


def _edit(subject: Subject, path: Path, metric: Named) -> Edit:
    if metric.type == "Accuracy":
        return Replace(path, f"{{BinaryAccuracy: {{threshold: 0.0, name: {metric.written}}}}}")
    argument, value = ("from_logits", "true") if metric.type == "AUC" else (_LINES[metric.type], "0.0")
    return set_argument(subject, written_path(subject.document, path), metric, argument, value)
