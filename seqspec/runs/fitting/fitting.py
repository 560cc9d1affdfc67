"""`fit`: from a spec to a trained, judged and saved model. Lints first, so that a bad spec costs no import."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from pathlib import Path

from seqspec.engines.interruption import Interruption
from seqspec.errors import RunError
from seqspec.language import normal
from seqspec.runs import folder as files
from seqspec.runs.fitting.call import Call
from seqspec.runs.fitting.conclusion import conclude
from seqspec.runs.fitting.execution import execute
from seqspec.runs.fitting.lock import locked
from seqspec.runs.fitting.preparation import Prepared, prepare, refuse_early, seeded, write_down
from seqspec.runs.fitting.request import Request
from seqspec.runs.fitting.resumption import Resumption, pick_up
from seqspec.runs.folder import RunFolder
from seqspec.runs.run import Run

__all__ = ["DEFAULT_BASE", "Request", "Resumption", "Run", "fit", "resume"]

DEFAULT_BASE = Path("runs")


def fit(request: Request) -> Run:
    """
    Train and judge the model of a spec, and leave a run folder behind.

    Raises:
        SpecError: the spec has errors; nothing was done.
        BackendError: the backend is missing or can't be used; nothing was done.
        DataError: the data can't feed the recipe; nothing was done.
        RunError: the folder can't be made or written, or the training diverged; says what was kept.
    """
    spec, trace = request.checked.require()
    refuse_early(spec, trace, request)
    folder = RunFolder.create(request.out) if request.out else RunFolder.create_named(request.title, DEFAULT_BASE)
    with ExitStack() as held:
        try:
            held.enter_context(locked(folder.path))
            spec = seeded(spec)
            folder.write(files.SPEC, request.checked.source.text)
            folder.write(files.RESOLVED, normal.write(spec))
            folder.begin(Call.of(request).model_dump())
            prepared = prepare(request, spec, trace, folder, request.backend)
            write_down(prepared)
        except BaseException:
            folder.discard()
            raise
        return _run(prepared)


def resume(resumption: Resumption) -> Run:
    """
    Go on with a run that did not end: from where it was last kept, or from the beginning where it was not.

    Raises:
        RunError: there is no such run, it is finished, another process writes it, its files are damaged, or it began
            with other data or in another environment.
        BackendError, DataError: as `fit`.
    """
    folder = RunFolder.open(resumption.path)
    with locked(folder.path):
        return _run(pick_up(resumption, folder))


def _run(prepared: Prepared) -> Run:
    folder = prepared.folder
    with Interruption(fatal=prepared.request.fatal) as interruption:
        try:
            ended = execute(prepared, interruption)
        except Exception as error:
            with suppress(RunError):
                folder.set_status("failed", reason=str(error))
            prepared.listeners.end(folder)
            raise
        try:
            conclude(prepared, ended)  # what can't be shown has not failed
        finally:
            prepared.listeners.end(folder)
        return Run(folder.path, ended)
