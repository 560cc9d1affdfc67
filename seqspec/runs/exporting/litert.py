"""A LiteRT file of built-in operations, for one example at a time, with the scaling inside where it can be held."""

from __future__ import annotations

import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seqspec.errors import ExportError
from seqspec.runs.exporting._calling import Runtime
from seqspec.runs.exporting._child import exported
from seqspec.runs.exporting._graph import examples
from seqspec.runs.exporting._subject import Subject
from seqspec.runs.exporting._unrolling import unrolled

if TYPE_CHECKING:
    from numpy.typing import NDArray

SUFFIX = ".tflite"
_NEEDS = ("tensorflow", "ai_edge_litert")


def write(subject: Subject, path: Path, backend: str | None) -> str:
    """
    Export in a process of its own on TensorFlow, and compare what LiteRT gives with Keras; returns what it is.

    Raises:
        ExportError: another backend than TensorFlow is asked for, a tool is missing, the form can't hold the model, or
            it gives other numbers than Keras.
    """
    return exported(subject, path, "litert", _NEEDS, "litert", backend, beside=True)


def prepared(model: Any) -> Any:
    """The model with its recurrent layers written out step by step, as LiteRT runs no loops of TensorFlow."""
    return unrolled(model)


def runtime(model: Any, out: Path) -> Runtime:
    """Write it with built-in operations only, for as many examples as go in at once, and run it by LiteRT."""
    import keras
    import numpy as np

    tensorflow: Any = import_module("tensorflow")
    model(examples(model, 1, None))
    shape = (model.input_shape[0] or 1, *model.input_shape[1:])
    if None in shape:
        raise ExportError(f"what goes in is {shape}, and LiteRT takes no open sizes")
    signature = [keras.InputSpec(shape=shape, dtype=model.inputs[0].dtype)]
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        model.export(folder, format="tf_saved_model", verbose=False, input_signature=signature)
        out.write_bytes(tensorflow.lite.TFLiteConverter.from_saved_model(folder).convert())
    interpreter = import_module("ai_edge_litert.interpreter").Interpreter(model_path=str(out))
    interpreter.allocate_tensors()
    given_at, found_at = (
        each()[0]["index"] for each in (interpreter.get_input_details, interpreter.get_output_details)
    )

    def run(given: NDArray[Any]) -> NDArray[Any]:
        found = []
        for first in range(0, len(given), shape[0]):
            interpreter.set_tensor(given_at, given[first : first + shape[0]])
            interpreter.invoke()
            found.append(interpreter.get_tensor(found_at))
        return np.concatenate(found)

    return run
