"""
The process that exports, on TensorFlow: `python -m seqspec.runs.exporting._worker RUN OUT FORM`.

Its last line is JSON: how far the export is from Keras, or what went wrong.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seqspec.errors import ExportError, SeqspecError
from seqspec.runs import folder as files
from seqspec.runs.exporting._graph import around, examples, obstacle
from seqspec.runs.folder import RunFolder
from seqspec.runs.opening import read_spec, trained

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOLERANCE = 1e-5
_BATCHES = (1, 5)

Runtime = Callable[["NDArray[Any]"], "NDArray[Any]"]


def main(run: str, out: str, form: str) -> int:
    """Export and compare."""
    try:
        told = _export(RunFolder.open(Path(run)), Path(out), form)
    except SeqspecError as error:
        told = {"error": error.message}
    except Exception as error:  # whatever a converter raises is told, and not shown
        told = {"error": str(error).strip().partition("\n")[0] or type(error).__name__}
    print(json.dumps(told))
    return int("error" in told)


def _export(folder: RunFolder, out: Path, form: str) -> dict[str, Any]:
    import numpy as np

    spec, trace = read_spec(folder)
    model = trained(folder, spec, trace, "tensorflow")
    columns = folder.read_json(files.RECIPE)["columns"] if obstacle(spec) is None else None
    served = around(model, spec, columns) if columns is not None else model
    by_name = {each["column"]: each for each in columns or []}
    features = [by_name[name] for name in spec.data.feature_columns] if columns is not None and spec.data else None
    given = [examples(served, count, features) for count in _BATCHES]
    expected = [np.asarray(served(each)) for each in given]  # a model has to be called once before it is exported
    runtime = _FORMS[form](served, out)
    apart = max(_distance(runtime(each), there) for each, there in zip(given, expected, strict=True))
    if not apart <= TOLERANCE:
        raise ExportError(f"what is exported gives other numbers than Keras, {apart:.2g} apart")
    return {"difference": apart, "rows": sum(map(len, given))}


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


_FORMS: dict[str, Callable[[Any, Path], Runtime]] = {"saved_model": _saved_model, "onnx": _onnx}

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
