"""A SavedModel, as TensorFlow Serving reads it, with the scaling inside where the graph can hold it."""

from __future__ import annotations

from pathlib import Path

from seqspec.runs.exporting._child import exported
from seqspec.runs.exporting._subject import Subject

SUFFIX = "-saved-model"
_NEEDS = ("tensorflow",)


def write(subject: Subject, path: Path, backend: str | None) -> str:
    """
    Export in a process of its own on TensorFlow, and compare what is loaded again with Keras; returns what it is.

    Raises:
        ExportError: TensorFlow is missing, the form can't hold the model, or it gives other numbers than Keras.
    """
    return exported(subject, path, "saved_model", _NEEDS)
