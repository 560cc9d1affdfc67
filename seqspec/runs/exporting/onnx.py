"""An ONNX file, with the scaling inside where the graph can hold it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from seqspec.runs.exporting._calling import Runtime
from seqspec.runs.exporting._child import exported
from seqspec.runs.exporting._subject import Subject

SUFFIX = ".onnx"
_NEEDS = ("tensorflow", "tf2onnx", "onnxruntime")


def write(subject: Subject, path: Path, backend: str | None) -> str:
    """
    Export in a process of its own on TensorFlow, and compare what ONNX Runtime gives with Keras; returns what it is.

    Raises:
        ExportError: another backend than TensorFlow is asked for, a tool is missing, the form can't hold the model, or
            it gives other numbers than Keras.
    """
    return exported(subject, path, "onnx", _NEEDS, "onnx", backend, beside=True)


def runtime(model: Any, out: Path) -> Runtime:
    """Write it, and run it by ONNX Runtime."""
    import numpy as np

    onnxruntime: Any = import_module("onnxruntime")
    model.export(str(out), format="onnx", verbose=False)
    session = onnxruntime.InferenceSession(str(out), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda given: np.asarray(session.run(None, {name: given})[0])
