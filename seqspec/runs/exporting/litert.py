"""A LiteRT file of built-in operations, for one example at a time, with the scaling inside where it can be held."""

from __future__ import annotations

from pathlib import Path

from seqspec.runs.exporting._child import exported
from seqspec.runs.exporting._subject import Subject

SUFFIX = ".tflite"
_NEEDS = ("tensorflow", "ai_edge_litert")


def write(subject: Subject, path: Path, backend: str | None) -> str:
    """
    Export in a process of its own on TensorFlow, and compare what LiteRT gives with Keras; returns what it is.

    Raises:
        ExportError: a tool is missing, the form can't hold the model, or it gives other numbers than Keras.
    """
    return exported(subject, path, "litert", _NEEDS)
