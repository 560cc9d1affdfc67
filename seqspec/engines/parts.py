"""
Over how many cores a batch is worth sharing: a model of what a step costs, in place of a timing.

Its figures were fitted to 133 stacks of recurrent layers, of 8 to 512 units, on two cores of a server. For 35 of 40
others it rightly says whether one core or two are faster; with the other five a step takes 11 % longer (median), and
27 % at most. Measure it where you are with `python -m tests.benchmarks.parts`. More than two cores were never
measured.
"""

from __future__ import annotations

from seqspec.analysis.facts.declaration import with_inner
from seqspec.analysis.inference import Step, Trace
from seqspec.language.layer import Layer
from seqspec.language.spec import Spec

_MACS_A_SECOND = 120e9  # of one core, in the small products of recurrent layers
_BYTES_A_SECOND = 8e9  # read and written between them
_PASSES = 3  # forward, and backward the gradients of inputs and of weights
_HANDOVER = 0.6e-3  # seconds a step for each part beside the first
_EXCHANGE = 8e-9  # seconds a step for each weight: its gradient there, its value back
_FEWEST_ROWS = 8  # fewer cost the same: a product reads all weights, however few rows it has
_LARGE = 400_000  # weights of a layer whose products XLA shares over the cores itself


def best_parts(trace: Trace, batch: int, cores: int) -> int:
    """
    The number of parts with which a step takes least time.

    Loops over time steps cost every part the same, and don't matter here, nor do products so large that all cores
    work on them in any case; small products and what lies between them get shorter with the rows of a part, and every
    part costs an exchange of gradients and weights.

    Args:
        trace: says the work of one example; where it does not know, the batch stays in one piece.
        batch: examples in a step.
        cores: parts at most.
    """
    if trace.macs is None or trace.activation_bytes is None or trace.params is None:
        return 1
    macs = sum(step.macs or 0 for step in trace.steps if (step.params or 0) <= _LARGE)
    example = _PASSES * (macs / _MACS_A_SECOND + trace.activation_bytes / _BYTES_A_SECOND)
    extra = _HANDOVER + _EXCHANGE * trace.params
    rows = {parts: max(-(-batch // parts), _FEWEST_ROWS) for parts in range(1, min(cores, batch) + 1)}
    return min(rows, key=lambda parts: rows[parts] * example + (parts - 1) * extra)


def has_large_products(trace: Trace) -> bool:
    """Whether there are products that take all cores, however a batch is cut."""
    return any((step.macs or 0) > 0 and (step.params or 0) > _LARGE for step in trace.steps)


def whole_batch(spec: Spec, trace: Trace) -> str | None:
    """Why a batch can't be cut, if so: because its examples bear on one another, or on those of the next one."""
    if trace.batch_size is not None:
        return "the input fixes how many examples it takes"
    if spec.runtime.precision == "mixed_float16":
        return "`mixed_float16` scales the loss as it goes"
    if trace.output.mask:
        return "its loss leaves out the steps that are masked"
    loss = spec.compile.loss if spec.compile else None
    if loss is not None and loss.whole_batch:
        return f"`{loss.type}` looks at all examples of a batch"
    if loss is not None and loss.reduction == "sum" and any(map(_penalties, _layers(trace))):
        return "penalties on weights count once a batch, and `reduction: sum` once an example"
    return next((reason for step in trace.steps if (reason := _tie(step))), None)


def _tie(step: Step) -> str | None:
    """What ties examples together in a layer, if anything does."""
    for _, inner in with_inner(step.path, step.layer):
        if inner.whole_batch and inner.trainable and step.layer.trainable:
            return f"`{inner.type}` has weights that no gradient changes"
        if inner.activity_regularizer is not None or inner.type == "ActivityRegularization":
            return f"`{inner.type}` has a penalty on what leaves it"
        axes = getattr(inner, "axis", None)
        if 0 in (axes if isinstance(axes, list | tuple) else (axes,)):
            return f"`{inner.type}` works along the axis of examples"
    return None


def _layers(trace: Trace) -> list[Layer]:
    return [layer for step in trace.steps for _, layer in with_inner(step.path, step.layer)]


def _penalties(layer: Layer) -> list[str]:
    return [name for name in layer.model_fields_set if name.endswith("_regularizer") and getattr(layer, name)]
