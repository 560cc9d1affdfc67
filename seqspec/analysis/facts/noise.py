"""The layers that disturb values while training, and how strongly."""

from __future__ import annotations

from seqspec.language.layer import Layer

DROPPING = {
    "AlphaDropout", "Dropout", "GaussianDropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D",
}  # fmt: skip
NOISE = DROPPING | {"GaussianNoise"}


def rates(layer: Layer) -> tuple[str, ...]:
    """The arguments of a layer that are dropout rates."""
    if layer.type in DROPPING:
        return ("rate",) if "rate" in vars(layer) else ()
    return ("dropout", "recurrent_dropout") if "recurrent_dropout" in vars(layer) else ()


def disturbs(layer: Layer) -> bool:
    """Whether a layer does nothing but disturb what passes through it, and does so at all."""
    return layer.type in NOISE and bool(getattr(layer, "rate", 0) or getattr(layer, "stddev", 0))
