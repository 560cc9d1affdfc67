"""Keras's model against the trace: whatever was promised to the user must be what was built."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seqspec.analysis.inference import Step, Trace
from seqspec.errors import LoweringError
from seqspec.lowering.objects import REPORT


def require_agreement(model: Any, trace: Trace) -> None:
    """
    Compare names, output shapes and weights layer by layer.

    Raises:
        LoweringError: with the first layer that differs and both values.
    """
    if len(model.layers) != len(trace.steps):
        raise LoweringError(f"Keras made {len(model.layers)} layers, and {len(trace.steps)} were inferred", help=REPORT)
    for step, layer in zip(trace.steps, model.layers, strict=True):
        for what, keras, inferred in _differences(step, layer):
            raise LoweringError(
                f"Keras and seqspec disagree on the layer `{step.name}`: {what} {keras} there, {inferred} here",
                help=REPORT,
            )


def _differences(step: Step, layer: Any) -> Iterator[tuple[str, Any, Any]]:
    trained = sum(_size(weight) for weight in layer.weights if weight.trainable)
    pairs = (
        ("name", layer.name, step.name),
        ("output shape", tuple(layer.output.shape), step.output.shape),
        ("parameters", layer.count_params(), step.params),
        ("trainable parameters", trained, step.trainable_params),
    )
    for what, keras, inferred in pairs:
        if inferred is not None and keras != inferred:
            yield what, keras, inferred


def _size(weight: Any) -> int:
    size = 1
    for dim in weight.shape:
        size *= dim
    return size
