"""
The process that exports and compares: `python -m seqspec.runs.exporting._worker RUN OUT FORM BACKEND`.

Its last line is JSON: how far the export is from Keras, or what went wrong.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seqspec.errors import ExportError, SeqspecError
from seqspec.lowering.reading.archive import read_config
from seqspec.lowering.reading.text import write
from seqspec.runs import folder as files
from seqspec.runs.exporting._graph import around, examples, obstacle
from seqspec.runs.exporting._unrolling import unrolled
from seqspec.runs.folder import RunFolder
from seqspec.runs.opening import read_spec, trained

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOLERANCE = 1e-5
_BATCHES = (1, 5)

Runtime = Callable[["NDArray[Any]"], "NDArray[Any]"]


def main(run: str, out: str, form: str, backend: str) -> int:
    """Export and compare."""
    try:
        told = _export(RunFolder.open(Path(run)), Path(out), form, backend)
    except SeqspecError as error:
        told = {"error": error.message}
    except Exception as error:  # whatever a converter raises is told, and not shown
        told = {"error": str(error).strip().partition("\n")[0] or type(error).__name__}
    print(json.dumps(told))
    return int("error" in told)


def _export(folder: RunFolder, out: Path, form: str, backend: str) -> dict[str, Any]:
    spec, trace = read_spec(folder)
    model = trained(folder, spec, trace, backend)
    wrapped = form != "keras" and obstacle(spec) is None
    columns = folder.read_json(files.RECIPE)["columns"] if wrapped else None
    served = around(model, spec, columns) if columns is not None else model
    by_name = {each["column"]: each for each in columns or []}
    features = [by_name[name] for name in spec.data.feature_columns] if columns is not None and spec.data else None
    given = [examples(served, count, features) for count in _BATCHES]
    expected = [_called(served, each) for each in given]  # a model has to be called once before it is exported
    if form == "litert":
        model = unrolled(model)
        served = around(model, spec, columns) if columns is not None else model
    runtime = _FORMS[form](served, out)
    apart = max(_distance(runtime(each), there) for each, there in zip(given, expected, strict=True))
    if not apart <= TOLERANCE:
        raise ExportError(f"what is exported gives other numbers than Keras, {apart:.2g} apart")
    return {"difference": apart, "rows": sum(map(len, given))}


def _called(model: Any, given: NDArray[Any]) -> NDArray[Any]:
    import keras
    import numpy as np

    return np.asarray(keras.ops.convert_to_numpy(model(given)))


def _distance(found: NDArray[Any], expected: NDArray[Any]) -> float:
    """The largest difference, in units of the values where those are large."""
    import numpy as np

    return float((np.abs(found - expected) / np.maximum(1, np.abs(expected))).max())


def _saved_model(model: Any, out: Path) -> Runtime:
    """Written, and loaded again by TensorFlow alone."""
    import numpy as np

    tensorflow: Any = import_module("tensorflow")
    model.export(str(out), format="tf_saved_model", verbose=False)
    served = tensorflow.saved_model.load(str(out))
    return lambda given: np.asarray(served.serve(given))


def _onnx(model: Any, out: Path) -> Runtime:
    """Written, and run by ONNX Runtime."""
    import numpy as np

    onnxruntime: Any = import_module("onnxruntime")
    model.export(str(out), format="onnx", verbose=False)
    session = onnxruntime.InferenceSession(str(out), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda given: np.asarray(session.run(None, {name: given})[0])


def _litert(model: Any, out: Path) -> Runtime:
    """Written with built-in operations only, for as many examples as go in at once, and run by LiteRT."""
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


def _keras(model: Any, out: Path) -> Runtime:
    """A copy that is there already, loaded by stock Keras once all in it is known to be Keras's own."""
    import keras

    _require_stock(config := read_config(out))
    write(config, out.name)
    loaded = keras.models.load_model(out, compile=False, safe_mode=True)
    return lambda given: _called(loaded, given)


def _require_stock(value: Any) -> None:
    """Nothing that Keras would make an object of is anybody else's."""
    if isinstance(value, dict):
        home = value.get("module")
        if isinstance(home, str) and home.partition(".")[0] not in {"keras", "builtins"}:
            raise ExportError("the model file holds an object that is none of Keras's own")
        for each in value.values():
            _require_stock(each)
    elif isinstance(value, list):
        for each in value:
            _require_stock(each)


_FORMS: dict[str, Callable[[Any, Path], Runtime]] = {
    "keras": _keras,
    "litert": _litert,
    "onnx": _onnx,
    "saved_model": _saved_model,
}

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
