"""Training with Keras's own `fit`, on any backend. Import this only after the backend is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from seqspec.engines.course import Course


def fit(model: Any, course: Course, callbacks: Sequence[Any]) -> None:
    """
    Train a compiled model.

    Args:
        model: from `seqspec.lowering.build`.
        course: batches and epochs.
        callbacks: Keras's, or made like them.
    """
    given: dict[str, Any] = {"x": course.batches, "epochs": course.epochs, "initial_epoch": course.initial_epoch}
    if course.class_weight is not None:
        given["class_weight"] = course.class_weight
    if course.validation is not None:
        given["validation_data"] = course.validation
    # The batches know their own order: Keras would shuffle whole batches on top.
    model.fit(**given, shuffle=False, callbacks=list(callbacks), verbose=0)
