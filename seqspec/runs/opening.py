"""A finished run, taken up again: its spec, and its model with the weights that it learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seqspec.analysis.linter import Checked, check_text
from seqspec.errors import RunError, SpecError
from seqspec.lowering import backend as backends
from seqspec.lowering import build
from seqspec.runs import folder as files
from seqspec.runs import reading, weights
from seqspec.runs.folder import RunFolder

if TYPE_CHECKING:
    from seqspec.analysis.inference import Trace
    from seqspec.language.spec import Spec


def read_spec(folder: RunFolder) -> tuple[Spec, Trace]:
    """
    The spec as it was run.

    Raises:
        RunError: it is not there or not valid any more, or the run left no model.
    """
    spec, trace = valid_spec(folder)
    if reading.size(folder.path / files.MODEL) is None:
        state = folder.read_json(files.STATUS).get("state")
        raise RunError(f"the run `{folder.path}` holds no model: its state is `{state}`", help="fit the spec again")
    return spec, trace


def valid_spec(folder: RunFolder) -> tuple[Spec, Trace]:
    """
    The spec as it was run, whether there is a model or not.

    Raises:
        RunError: it is not there, or not valid any more.
    """
    return require_valid(check_text(folder.read(files.RESOLVED), str(folder.path / files.RESOLVED)), folder)


def require_valid(checked: Checked, folder: RunFolder) -> tuple[Spec, Trace]:
    """
    The spec of a run, which had no errors when it was run.

    Raises:
        RunError: it has some now.
    """
    try:
        return checked.require()
    except SpecError as error:
        raise RunError(f"the spec in `{folder.path}` is not valid any more: {error.message}") from error


def trained(folder: RunFolder, spec: Spec, trace: Trace, backend: str | None = None) -> Any:
    """
    The Keras model: built from the run's own spec, and only the weights are taken from its model file.

    Args:
        backend: wins over the spec's.

    Raises:
        RunError: the model file does not fit the spec.
        BackendError: the backend is missing.
    """
    backends.use(spec.runtime, backend)
    model = build(spec.model_copy(update={"compile": None}), trace, seed=0)
    weights.load(model, folder.path / files.MODEL)
    return model
