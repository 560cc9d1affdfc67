"""
The metrics of `keras.metrics`: what is watched beside the loss. One module a family, one class a metric.

`accuracy` and `acc`, written alone, stand for the accuracy that fits the targets: Keras's `compile` picks the binary,
the categorical or the sparse one by their shapes.
"""

from __future__ import annotations

from seqspec.language.training._arguments import in_snake_case

_SHORT = {
    "mse": "MeanSquaredError",
    "mae": "MeanAbsoluteError",
    "mape": "MeanAbsolutePercentageError",
    "msle": "MeanSquaredLogarithmicError",
    "bce": "BinaryCrossentropy",
}
ALIASES = {
    **in_snake_case(__name__),
    **_SHORT,
    **{alias.upper(): name for alias, name in _SHORT.items()},
    "acc": "Accuracy",
}

_NO_TARGETS = "it takes values, not targets and predictions, and raises TypeError at the first step of `fit`"
_NO_CODE = "it takes a function, and a spec can't run code; choose a metric by its name"
_NO_METRIC = "it is what Keras's metrics are built on; choose one of them"
REFUSED = {
    "Mean": _NO_TARGETS,
    "mean": _NO_TARGETS,
    "Sum": _NO_TARGETS,
    "sum": _NO_TARGETS,
    "MeanMetricWrapper": _NO_CODE,
    "mean_metric_wrapper": _NO_CODE,
    "Metric": _NO_METRIC,
    "metric": _NO_METRIC,
}
