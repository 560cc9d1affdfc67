"""One layer as it is written, and what it does to an input."""

from __future__ import annotations

from typing import Any

import pytest

from seqspec.language.layer import Effect, Layer, ShapeError, Signal
from seqspec.language.named import read


def decoded(value: Any) -> Layer:
    """A layer from its written form."""
    layer = read("layer", value)
    assert isinstance(layer, Layer)
    return layer


def effect(value: Any, *shape: int | None, dtype: str = "float32", mask: bool = False) -> Effect:
    """What a layer does to an input, whose batch axis is left out here."""
    return decoded(value).infer(Signal((None, *shape), dtype, mask))


def refusal(value: Any, *shape: int | None, dtype: str = "float32", mask: bool = False) -> ShapeError:
    """Why a layer does not take an input."""
    with pytest.raises(ShapeError) as caught:
        effect(value, *shape, dtype=dtype, mask=mask)
    return caught.value
