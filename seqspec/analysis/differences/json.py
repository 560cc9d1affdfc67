"""
For programs: the keys are a contract. Of each pair the first is what was there before.

`same` says whether anything changed. `layers` holds one object for each layer that did: `change` is `changed`, `added`
or `removed`; `type`; pairs of `index`, `name` and `params`; `arguments`, a pair by path; `weights_fit`. Of the whole
model: pairs of `input_shape` and `output_shape` (null where they stayed), `total_params`, `trainable_params` and
`macs`; `weights_fit`; and `settings`, a pair by path, such as `fit.epochs`.
"""

from __future__ import annotations

import json
from typing import Any

from seqspec.analysis.difference import Difference, LayerChange
from seqspec.analysis.inference import Step


def render(difference: Difference) -> str:
    """One object."""
    return json.dumps(_content(difference), indent=2, default=str) + "\n"


def _content(difference: Difference) -> dict[str, Any]:
    return {
        "same": not difference,
        "layers": [_layer(change) for change in difference.layers],
        "input_shape": difference.input,
        "output_shape": difference.output,
        "settings": difference.settings,
        "total_params": difference.params,
        "trainable_params": difference.trainable_params,
        "macs": difference.macs,
        "weights_fit": difference.weights_fit,
    }


def _layer(change: LayerChange) -> dict[str, Any]:
    return {
        "change": change.kind,
        "type": change.step.layer.type,
        "index": [_index(change.before), _index(change.after)],
        "name": [change.before.name if change.before else None, change.after.name if change.after else None],
        "arguments": change.arguments,
        "params": change.params,
        "weights_fit": change.weights_fit,
    }


def _index(step: Step | None) -> int | None:
    return None if step is None else step.index
