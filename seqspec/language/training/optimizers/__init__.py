"""
The optimizers of `keras.optimizers`: what becomes of a gradient. One module a family, one class an optimizer.

Keras reads their names without regard to case, which `named.KINDS` knows; they have no others.
"""

from __future__ import annotations

ALIASES: dict[str, str] = {}

REFUSED = {
    "Optimizer": "it is what Keras's optimizers are built on; choose one of them",
    "MultiOptimizer": "it takes optimizers by patterns on the weights' paths; choose one optimizer for all layers",
    "OptimizerMap": "it belongs to `MultiOptimizer`; choose one optimizer for all layers",
}
