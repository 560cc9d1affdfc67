"""
The process that exports and compares: `python -m seqspec.runs.exporting._worker RUN OUT FORM BACKEND`.

Its last line is JSON: how far the export is from Keras, or what went wrong.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.errors import ExportError, SeqspecError
from seqspec.language.spec import Spec
from seqspec.registry import ModuleRegistry
from seqspec.runs import folder as files
from seqspec.runs.exporting._calling import called
from seqspec.runs.exporting._graph import around, examples, obstacle, units
from seqspec.runs.folder import RunFolder
from seqspec.runs.opening import read_spec, trained

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

TOLERANCE = 1e-5
_FORMS = ModuleRegistry("seqspec.runs.exporting")
_BATCHES = (1, 5)

Columns = list[dict[str, Any]]


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
    return compared(model, form, out, spec, folder.read_json(files.RECIPE)["columns"] if wrapped else None)


def compared(
    model: Any, form: str, out: Path, spec: Spec | None = None, columns: Columns | None = None
) -> dict[str, Any]:
    """
    Export a model, and hold what the form's own runtime gives against Keras.

    Args:
        spec, columns: the steps of this recipe, with what was learnt of its columns, stand around the model.

    Raises:
        ExportError: the form can't hold the model, or gives other numbers.
    """
    module = _FORMS.load(form)
    served, features, unit = _served(model, spec, columns)
    given = [examples(served, count, features) for count in _BATCHES]
    expected = [called(served, each) for each in given]  # a model has to be called once before it is exported
    if hasattr(module, "prepared"):
        served, *_ = _served(module.prepared(model), spec, columns)
    runtime = module.runtime(served, out)
    apart = [distance(runtime(each), there, unit) for each, there in zip(given, expected, strict=True)]
    if not all(each <= TOLERANCE for each in apart):
        raise ExportError(f"what is exported gives other numbers than Keras, {max(apart):.2g} apart")
    return {"difference": max(apart), "rows": sum(map(len, given))}


def _served(model: Any, spec: Spec | None, columns: Columns | None) -> tuple[Any, Columns | None, ArrayLike]:
    """What is exported, the columns that go in, and how much a 1 of the model is in what comes out."""
    if spec is None or spec.data is None or columns is None:
        return model, None, 1.0
    by_name = {each["column"]: each for each in columns}
    features = [by_name[name] for name in spec.data.feature_columns]
    return around(model, spec, columns), features, units(spec, columns, model.output_shape[-1])


def distance(found: NDArray[Any], expected: NDArray[Any], unit: ArrayLike = 1.0) -> float:
    """
    The largest difference, in units of the values where those are large; infinite where nobody can say.

    Args:
        unit: how much a 1 of the model is in these values.
    """
    if found.shape != expected.shape:
        return math.inf
    apart = float((np.abs(found - expected) / np.maximum(unit, np.abs(expected))).max())
    return apart if math.isfinite(apart) else math.inf


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
