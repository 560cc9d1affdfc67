"""A SavedModel, as TensorFlow Serving reads it, with the scaling inside where the graph can hold it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from seqspec.runs.exporting._calling import Runtime
from seqspec.runs.exporting._child import exported
from seqspec.runs.exporting._subject import Subject

SUFFIX = "-saved-model"
_NEEDS = ("tensorflow",)


def write(subject: Subject, path: Path, backend: str | None) -> str:
    """
    Export in a process of its own on TensorFlow, and compare what is loaded again with Keras; returns what it is.

    Raises:
        ExportError: another backend than TensorFlow is asked for, it is missing, the form can't hold the model, or
            it gives other numbers than Keras.
    """
    return exported(subject, path, "saved_model", _NEEDS, "tensorflow", backend)


def runtime(model: Any, out: Path) -> Runtime:
    """Write it, and load it again by TensorFlow alone."""
    import numpy as np

    tensorflow: Any = import_module("tensorflow")
    model.export(str(out), format="tf_saved_model", verbose=False)
    served = tensorflow.saved_model.load(str(out)).signatures["serving_default"]  # what TensorFlow Serving calls
    (name,) = served.structured_input_signature[1]

    def run(given: Any) -> Any:
        (answers,) = served(**{name: tensorflow.constant(given)}).values()
        return np.asarray(answers)

    return run
