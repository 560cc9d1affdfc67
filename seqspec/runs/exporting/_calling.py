"""A model of Keras called with arrays of NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

Runtime = Callable[["NDArray[Any]"], "NDArray[Any]"]
"""What gives the outputs of examples."""


def called(model: Any, given: NDArray[Any]) -> NDArray[Any]:
    """Its outputs."""
    import keras
    import numpy as np

    return np.asarray(keras.ops.convert_to_numpy(model(given)))
