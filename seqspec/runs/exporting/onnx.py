"""An ONNX file, with the scaling inside where the graph can hold it."""

from __future__ import annotations

from pathlib import Path

from seqspec.runs.exporting._child import exported
from seqspec.runs.exporting._subject import Subject

SUFFIX = ".onnx"
_NEEDS = ("tensorflow", "tf2onnx", "onnxruntime")


def write(subject: Subject, path: Path, backend: str | None) -> str:
    """
    Export in a process of its own on TensorFlow, and compare what ONNX Runtime gives with Keras; returns what it is.

    Raises:
        ExportError: a tool is missing, the form can't hold the model, or it gives other numbers than Keras.
    """
    return exported(subject, path, "onnx", _NEEDS)
