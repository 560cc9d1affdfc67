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
from seqspec.runs.record import UNFINISHED, is_edited

if TYPE_CHECKING:
    from seqspec.analysis.inference import Trace
    from seqspec.language.spec import Spec


def read_spec(folder: RunFolder) -> tuple[Spec, Trace]:
    """
    The spec as it was run.

    Raises:
        RunError: it is not there, not valid any more or edited by hand, or the run left no model.
    """
    spec, trace = valid_spec(folder)
    require_unedited(folder)
    if reading.size(folder.path / files.MODEL) is None:
        said = f"the run `{folder.path}` holds no model: its state is `{state_of(folder)}`"
        raise RunError(said, help="fit the spec again")
    return spec, trace


def was_edited(folder: RunFolder) -> bool:
    """
    Whether the spec is not what was run.

    Raises:
        RunError: a file can't be read.
    """
    there = reading.size(folder.path / files.ENVIRONMENT) is not None
    return there and is_edited(folder.read(files.RESOLVED), folder.read_object(files.ENVIRONMENT))


def require_unedited(folder: RunFolder) -> None:
    """
    See that the spec is what was run: what a model says is read by the recipe that it learnt with.

    Raises:
        RunError: it was edited by hand, or a file can't be read.
    """
    if was_edited(folder):
        raise RunError(
            f"`{folder.path / files.RESOLVED}` is not what was run: it was edited by hand",
            help="put the old text back, or fit the new one",
        )


def state_of(folder: RunFolder) -> str:
    """Where a run stands; nothing where its status does not say so."""
    state = folder.read_json(files.STATUS).get("state")
    return state if isinstance(state, str) else ""


def standing(folder: RunFolder) -> list[str]:
    """What has to be said beside the scores of a model whose run is not over, as notes."""
    state = state_of(folder)
    if state not in UNFINISHED:
        return []
    return [f"the run is not over, its state is `{state}`: this is the model that it last left"]


def valid_spec(folder: RunFolder) -> tuple[Spec, Trace]:
    """
    The spec that the folder holds, edited by hand or not, with a model or without one.

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


def trained(folder: RunFolder, spec: Spec, trace: Trace, backend: str | None = None, *, whole: bool = True) -> Any:
    """
    The Keras model: built from the run's own spec, and only the weights are taken from its model file.

    Args:
        backend: wins over the spec's.
        whole: whether its layers say how their weights were drawn at first; without that it is there sooner.

    Raises:
        RunError: the model file does not fit the spec.
        BackendError: the backend is missing.
    """
    backends.use(spec.runtime, backend)
    model = build(spec.model_copy(update={"compile": None}), trace, seed=0, drawn=whole)
    weights.load(model, folder.path / files.MODEL)
    return model
