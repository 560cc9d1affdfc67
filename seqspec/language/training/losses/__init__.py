"""The losses of `keras.losses`: what training makes small. One module a family, one class a loss."""

from __future__ import annotations

from seqspec.language.training._arguments import in_snake_case

_SHORT = {
    "mse": "MeanSquaredError",
    "mae": "MeanAbsoluteError",
    "mape": "MeanAbsolutePercentageError",
    "msle": "MeanSquaredLogarithmicError",
    "bce": "BinaryCrossentropy",
    "kld": "KLDivergence",
}
ALIASES = {**in_snake_case(__name__), **_SHORT, **{alias.upper(): name for alias, name in _SHORT.items()}}
del ALIASES["categorical_generalized_cross_entropy"]  # Keras does not know it by this name

REFUSED = {
    "Loss": "it is what Keras's losses are built on; choose one of them",
    "LossFunctionWrapper": "it takes a function, and a spec can't run code; choose a loss by its name",
}
