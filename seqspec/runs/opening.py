"""A finished run, taken up again: its spec, and its model with the weights that it learnt."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from seqspec.analysis.linter import Checked, check_text
from seqspec.errors import RunError, SpecError, in_a_line
from seqspec.lowering import backend as backends
from seqspec.lowering import build
from seqspec.runs import folder as files
from seqspec.runs import reading, weights
from seqspec.runs.folder import RunFolder
from seqspec.runs.record import UNFINISHED, is_edited, standing_of, way_on

if TYPE_CHECKING:
    from seqspec.analysis.inference import Trace
    from seqspec.language.spec import Spec


def read_spec(folder: RunFolder) -> tuple[Spec, Trace]:
    """
    The spec as it was run.

    Raises:
        RunError: it is not there, not valid any more or edited by hand, or there is no model, or another.
    """
    spec, trace = valid_spec(folder)
    require_unedited(folder)
    require_own_model(folder)
    return spec, trace


def require_own_model(folder: RunFolder) -> None:
    """
    See that the model is there, and is the one that the run wrote: all that is known of it holds for no other.

    Raises:
        RunError: it is not, or a file can't be read.
    """
    if reading.size(folder.path / files.MODEL) is None:
        raise _without_model(folder)
    if not weights.is_own(folder):
        raise RunError(
            f"`{folder.path / files.MODEL}` is not the model that the run wrote: it was damaged, or it is another's",
            help=f"put the run's own file back, or {way_on(folder.path, state_of(folder)) or 'fit the spec again'}",
        )


def _without_model(folder: RunFolder) -> RunError:
    state = state_of(folder)
    why = f"its state is `{state}`"
    if state == "finished":
        why = f"its `{files.MODEL}` is {'no file' if os.path.lexists(folder.path / files.MODEL) else 'gone'}"
    said = f"the run `{folder.path}` holds no model: {why}"
    return RunError(said, help=way_on(folder.path, state) or "fit the spec again")


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
    return standing_of(folder.path, state) if isinstance(state, str) else ""


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
        RunError: it has some now, of its own or by the settings that it was checked with.
    """
    try:
        return checked.require()
    except SpecError as error:
        first = next(each for each in error.report.diagnostics if each.severity == "error")
        said = f"the spec in `{folder.path}` is not valid any more: {in_a_line(first)}"
        help = "put the text back that was run, or fit the new one"
        if first.place.source.name != checked.source.name:
            said = f"with these settings the spec in `{folder.path}` is not valid: {in_a_line(first)}"
            help = "change the setting"
        raise RunError(said, help=first.help or help) from error


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
