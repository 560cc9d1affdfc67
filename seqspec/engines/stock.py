"""Training with Keras's own `fit`, on any backend. Import this only after the backend is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np

from seqspec.engines.course import Course


def fit(model: Any, course: Course, callbacks: Sequence[Any]) -> None:
    """
    Train a compiled model.

    Args:
        model: from `seqspec.lowering.build`.
        course: batches and epochs.
        callbacks: Keras's, or made like them.
    """
    if course.step == 0:
        _fit(model, course, course.batches, course.initial_epoch, course.epochs, list(callbacks))
        return
    model._symbolic_build(data_batch=course.batches[0])  # on TensorFlow metrics would make their variables too late
    epoch, listeners = course.initial_epoch, _Divided(callbacks, model, course)
    _fit(model, course, _Rest(course.batches, course.step), epoch, epoch + 1, listeners)
    if not listeners.over:
        listeners.begin_epoch(model)
        course.batches.epoch = epoch + 1
        _fit(model, course, course.batches, epoch + 1, course.epochs, listeners)


def _fit(model: Any, course: Course, batches: Any, initial_epoch: int, epochs: int, callbacks: Any) -> None:
    given: dict[str, Any] = {"x": batches, "epochs": epochs, "initial_epoch": initial_epoch}
    if course.class_weight is not None:
        given["class_weight"] = course.class_weight
    if course.validation is not None:
        given["validation_data"] = course.validation
    # The batches know their own order: Keras would shuffle whole batches on top.
    model.fit(**given, shuffle=False, callbacks=callbacks, verbose=0)


# Keras begins no epoch in its midst. What is left of one is an epoch for it, and the epochs after that are a second
# training: callbacks and weights take both for one.


class _Rest(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types
    """
    What is left of an epoch.

    Args:
        batches: of the whole one.
        step: the first that is left.
    """

    def __init__(self, batches: Any, step: int) -> None:
        super().__init__()
        self.batches = batches
        self.step = step

    def __len__(self) -> int:
        return len(self.batches) - self.step

    def __getitem__(self, batch: int) -> Any:
        return self.batches[self.step + batch]

    def on_epoch_end(self) -> None:
        self.batches.on_epoch_end()


class _Divided(keras.callbacks.CallbackList):  # type: ignore[misc]  # Keras has no types
    """
    Callbacks that hear of one training, and of whole epochs.

    Args:
        callbacks, model, course: see `fit`.
    """

    def __init__(self, callbacks: Sequence[Any], model: Any, course: Course) -> None:
        params = {"epochs": course.epochs, "steps": len(course.batches)}
        super().__init__(list(callbacks), add_history=True, model=model, **params)
        self.step = course.step
        self.over = False
        self._weights: list[Any] = []

    def begin_epoch(self, model: Any) -> None:
        """On to a whole epoch: the end of a training may have put averages in the place of the weights."""
        self.step = 0
        for variable, value in zip(model.trainable_variables, self._weights, strict=True):
            variable.assign(value)

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        if self.step:
            super().on_train_begin(logs)

    def on_train_batch_begin(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        super().on_train_batch_begin(self.step + batch, logs)

    def on_train_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        super().on_train_batch_end(self.step + batch, logs)

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        super().on_epoch_end(epoch, logs)
        self.over = self.model.stop_training or epoch + 1 == self.params["epochs"]
        if self.step and not self.over:
            self._weights = [np.array(each) for each in self.model.trainable_variables]

    def on_train_end(self, logs: Mapping[str, Any] | None = None) -> None:
        if self.over:
            super().on_train_end(logs)
