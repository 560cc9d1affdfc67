"""Recurrent layers step by step in the graph, without a loop: what interpreters without TensorFlow's lists can run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seqspec.errors import ExportError

_MOST_STEPS = 256
"""Steps of all recurrent layers together: some 150 of them take half a minute to convert, and half a megabyte."""


def unrolled(model: Any) -> Any:
    """
    A copy of a model, with the same weights, whose recurrent layers are written out step by step.

    Raises:
        ExportError: there are too many steps for that, or the length of the input is open.
    """
    import keras

    steps = sum(map(_steps, model.layers))
    if steps > _MOST_STEPS:
        raise ExportError(f"its recurrent layers take {steps:,} steps, and at most {_MOST_STEPS} can be written out")
    copy = keras.models.clone_model(model, clone_function=_written_out)
    copy.set_weights(model.get_weights())
    return copy


def _steps(layer: Any) -> int:
    """How many steps a layer takes, those of layers inside it included; none where nothing recurs."""
    import keras

    count = sum(1 for _ in _recurrent(keras.saving.serialize_keras_object(layer)))
    if not count:
        return 0
    length = keras.tree.flatten(layer.input)[0].shape[1]  # a mask may stand behind it
    if length is None:
        raise ExportError("the length of its input is open, so its steps can't be written out")
    return count * int(length)


def _written_out(layer: Any) -> Any:
    import keras

    config = keras.saving.serialize_keras_object(layer)
    for inner in _recurrent(config):
        inner["unroll"] = True
    return keras.saving.deserialize_keras_object(config)


def _recurrent(config: Any) -> Iterator[dict[str, Any]]:
    """The arguments of everything that can be written out, wherever it stands; a wrapper's two directions are two."""
    if isinstance(config, dict):
        if "unroll" in config:
            yield config
        for value in config.values():
            yield from _recurrent(value)
    elif isinstance(config, list):
        for value in config:
            yield from _recurrent(value)
