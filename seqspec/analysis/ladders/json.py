"""
For programs: the keys are a contract. A size that is not known is null, and the batch axis always is.

`layers` holds one object a layer: `index`, `type`, `name`; `output_shape`, `dtype`, `mask`; `sees` is `all`, `so far`
or `window`, and `reach` how many steps of the input that are; `params`, `trainable_params`, `macs` (multiply-adds for
one example). Of the whole model: `total_params`, `trainable_params`, `macs`, `output_shape`, `param_bytes`, and
`activation_bytes` for one batch of `batch_size`.
"""

from __future__ import annotations

import json
from typing import Any

from seqspec.analysis.ladder import Ladder, Rung
from seqspec.language.layer import Shape


def render(ladder: Ladder) -> str:
    """One object."""
    return json.dumps(_content(ladder), indent=2) + "\n"


def _content(ladder: Ladder) -> dict[str, Any]:
    trace = ladder.trace
    return {
        "layers": [_layer(rung) for rung in ladder.rungs],
        "total_params": trace.params,
        "trainable_params": trace.trainable_params,
        "macs": trace.macs,
        "output_shape": _sizes(trace.output.shape),
        "batch_size": ladder.batch_size,
        "param_bytes": ladder.param_bytes,
        "activation_bytes": _times(trace.activation_bytes, ladder.batch_size),
    }


def _layer(rung: Rung) -> dict[str, Any]:
    step = rung.step
    return {
        "index": step.index,
        "type": step.layer.type,
        "name": step.name,
        "output_shape": _sizes(step.output.shape),
        "dtype": step.output.dtype,
        "mask": step.output.mask,
        "sees": rung.sight,
        "reach": rung.extent,
        "params": step.params,
        "trainable_params": step.trainable_params,
        "macs": step.macs,
    }


def _times(number: int | None, factor: int) -> int | None:
    return None if number is None else number * factor


def _sizes(shape: Shape | None) -> list[int | None] | None:
    return None if shape is None else [None, *shape[1:]]
