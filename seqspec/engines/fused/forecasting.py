"""Outputs of many examples, forward only: batches of one shape, which the cores work off by separate calls."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from typing import Any

import jax
import numpy as np
from jax.sharding import SingleDeviceSharding
from numpy.typing import NDArray

from seqspec.engines.fused.attachment import attached
from seqspec.engines.fused.compilation import compiled

ROWS = 64
"""Examples in a batch, where memory allows, as measured: fewer cost more calls, and more do not fit into the caches."""


class Forward:
    """
    A model's outputs, with the face that Keras's own model has for them.

    Every batch has the same shape, the last one filled up, and is computed by the same program on each core: an answer
    depends neither on what else is asked nor on how many cores there are.

    Args:
        model: a built Keras model on the JAX backend whose batch size is open. Its weights are taken as they are now.
        rows: examples in a batch.
        devices: where batches are computed; on all devices where they are not given.
    """

    def __init__(self, model: Any, rows: int = ROWS, devices: list[Any] | None = None) -> None:
        self.rows = rows
        self.devices = jax.local_devices() if devices is None else devices
        self._model = model
        variables = model.trainable_variables, model.non_trainable_variables
        # Copies, because Keras's own loops use the memory of theirs up.
        self._values = [[np.array(variable.value) for variable in some] for some in variables]
        self._programs: dict[Any, Any] = {}
        self._placed: dict[Any, Any] = {}

    def predict_on_batch(self, inputs: NDArray[Any]) -> NDArray[Any]:
        """
        The outputs for any number of examples.

        Args:
            inputs: `[n, *input shape]`, `n` at least 1.

        Returns:
            `[n, *output shape]`.
        """
        batches = [self._filled(inputs[start : start + self.rows]) for start in range(0, len(inputs), self.rows)]
        devices = self.devices[: len(batches)]
        self._prepare(devices, batches[0])
        waiting = [self._start(device, batch) for device, batch in zip(cycle(devices), batches, strict=False)]
        return np.concatenate([np.asarray(outputs) for outputs in waiting])[: len(inputs)]

    def _filled(self, batch: NDArray[Any]) -> NDArray[Any]:
        missing = self.rows - len(batch)
        return np.concatenate([batch, np.repeat(batch[-1:], missing, axis=0)]) if missing else batch

    def _start(self, device: Any, batch: NDArray[Any]) -> Any:
        """Outputs to come: the call returns before they are there, and calls on other devices go on meanwhile."""
        return self._programs[_key(device, batch)](*self._placed[device], jax.device_put(batch, device))

    def _prepare(self, devices: list[Any], batch: NDArray[Any]) -> None:
        """Compile for each device, all at the same time, and put the weights there."""
        new = [device for device in devices if _key(device, batch) not in self._programs]
        if not new:
            return
        with attached(self._model):
            lowered = [self._lowered(device, batch) for device in new]
        with ThreadPoolExecutor(len(new)) as pool:
            programs = pool.map(compiled, lowered)
        self._programs.update(zip((_key(device, batch) for device in new), programs, strict=True))
        self._placed.update({device: jax.device_put(self._values, device) for device in new})

    def _lowered(self, device: Any, batch: NDArray[Any]) -> Any:
        on = SingleDeviceSharding(device)
        shapes = jax.tree.map(
            lambda array: jax.ShapeDtypeStruct(array.shape, array.dtype, sharding=on),  # type: ignore[no-untyped-call]
            [*self._values, batch],
        )
        return jax.jit(self._outputs).lower(*shapes)

    def _outputs(self, trainable: list[Any], non_trainable: list[Any], batch: Any) -> Any:
        outputs, _ = self._model.stateless_call(trainable, non_trainable, batch, training=False)
        return outputs


def _key(device: Any, batch: NDArray[Any]) -> Any:
    return device, batch.shape, batch.dtype
