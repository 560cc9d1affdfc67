"""A run that did not end, taken up again: what it was called with, and whether it can be what it would have been."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from pydantic import ValidationError

from seqspec.analysis.linter import check_text
from seqspec.errors import RunError, UsageError
from seqspec.language import normal
from seqspec.runs import folder as files
from seqspec.runs import reading
from seqspec.runs.environment import differences
from seqspec.runs.fitting.call import Call
from seqspec.runs.fitting.listeners import Listener
from seqspec.runs.fitting.lock import locked
from seqspec.runs.fitting.preparation import Prepared, prepare, refuse_early, write_down
from seqspec.runs.fitting.request import Request
from seqspec.runs.folder import RunFolder, as_json, finite
from seqspec.runs.opening import require_valid, state_of
from seqspec.runs.record import RECIPE_DIGEST, data_digest, digest, is_behind, is_edited, with_digest

if TYPE_CHECKING:
    from seqspec.data.dataset import Handed
    from seqspec.data.reading.store import Store
    from seqspec.engines.snapshot import Snapshot

_LONGER = "fit.epochs"
_SETTABLE = (_LONGER, "fit.checkpoint_every")
"""What no step that was trained depends on."""


@dataclass(frozen=True)
class Resumption:
    """
    What is asked of a run that did not end.

    Args:
        path: its folder.
        data: what is read in place of what it read before, and has to be the same; needed where Python handed it over.
        settings: `--set` changes; only `fit.epochs` and `fit.checkpoint_every` can be others.
        allow_drift: go on even where the result may be another than that of a run without a break.
        stream, fatal, store, listeners: as in `Request`.
    """

    path: Path
    data: Handed | None = None
    settings: tuple[str, ...] = ()
    allow_drift: bool = False
    stream: TextIO | None = None
    fatal: bool = False
    store: Store | None = None
    listeners: tuple[Listener, ...] = ()


def is_finished(path: Path) -> bool:
    """
    Whether there is nothing to resume.

    Raises:
        RunError: there is no such run.
    """
    folder = RunFolder.open(path)
    return state_of(folder) == "finished" and None not in folder.states()


def sweep(path: Path) -> None:
    """
    Take away what a finished run no longer needs, where its process was killed before it could.

    Raises:
        RunError: another process writes it.
    """
    folder = RunFolder.open(path)
    if folder.states():
        with locked(path):
            folder.forget()


def pick_up(resumption: Resumption, folder: RunFolder) -> Prepared:
    """
    Prepare a run as it was prepared before, and see that it is the same.

    Raises:
        RunError, BackendError, DataError: see `seqspec.runs.fitting.fitting.resume`.
    """
    if is_finished(folder.path):
        folder.forget()
        longer = f"to train longer, fit it anew with `--set {_LONGER}=N`" if resumption.settings else None
        raise RunError(f"the run `{folder.path}` is finished: there is nothing to resume", help=longer)
    _require_plain(folder)
    recorded, call = _environment(folder), _call(folder)
    untold: list[str] = []
    if recorded is None:
        untold = _resumed_with(call.settings)
    elif is_behind(folder.read(files.RESOLVED), recorded):
        untold = _resumed_with(_listed(recorded, "settings"))
    request = _request(resumption, folder, call, untold)
    spec, trace = require_valid(request.checked, folder)
    backend = request.backend if recorded is None else str(recorded.get("backend"))
    refuse_early(spec, trace, replace(request, backend=backend))
    prepared = prepare(request, spec, trace, folder, backend)
    if recorded is None:
        folder.begin({**call.model_dump(), "settings": list(request.settings)})  # before the spec has them in it
        write_down(prepared)
        return prepared
    return _gone_on_with(prepared, resumption, recorded)


def _gone_on_with(prepared: Prepared, resumption: Resumption, recorded: dict[str, Any]) -> Prepared:
    """The same with what its trainings go on from; the folder says so, and has no more in it than they know of."""
    from seqspec.runs.fitting import states

    folder, spec = prepared.folder, prepared.spec
    _require_same_data(prepared)
    drift = _drift(prepared, recorded)
    if drift and not resumption.allow_drift:
        raise RunError(
            f"the run `{folder.path}` would not become what it would have been: {'; '.join(drift)}",
            help="go on where it began, or pass --allow-drift",
        )
    for each in drift:
        prepared.request.say(f"note: drift allowed: {each}")
    pasts = states.recover(folder, spec.fit.initial_epoch)
    for name in states.lost(folder, pasts):
        prepared.request.say(f"note: `{name}` is gone: its epochs in `{files.METRICS}` are trained again")
    _require_epochs_left(prepared, [past.snapshot for past in pasts.values()])
    after = {"after_epoch": spec.fit.initial_epoch}
    if None in pasts:
        after = {"after_epoch": pasts[None].snapshot.epoch, "after_step": pasts[None].snapshot.step}
    entry = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **after, "differs": drift}
    states.cut(folder, pasts)
    _write_down_again(prepared, resumption, recorded, entry)
    return replace(prepared, pasts=pasts)


def _write_down_again(run: Prepared, resumption: Resumption, recorded: dict[str, Any], entry: dict[str, Any]) -> None:
    """What changes is told before it does: a process that is killed in between leaves nothing untold."""
    settings = _joined(_listed(recorded, "settings"), resumption.settings)
    told = {**recorded, "settings": settings, "resumed": [*_listed(recorded, "resumed"), entry]}
    there = run.folder.read(files.RESOLVED)
    changed = resumption.settings or is_edited(there, recorded) or is_behind(there, recorded)
    text = normal.write(run.spec) if changed else None
    if text is not None:
        told |= with_digest(text, recorded)
    learnt = as_json(run.dataset.state)
    run.folder.write_json(files.ENVIRONMENT, {**told, RECIPE_DIGEST: digest(learnt)})
    if learnt != run.folder.read(files.RECIPE):
        run.folder.write(files.RECIPE, learnt)
    if text is not None:
        run.folder.write(files.RESOLVED, text)


# -------------------------------------------------------------------------------------------------- what was left


def _require_plain(folder: RunFolder) -> None:
    """What is written into the folder of a stranger has to stay in it."""
    for place, folders, names in os.walk(folder.path):
        for name in (*folders, *names):
            if os.path.islink(os.path.join(place, name)):
                raise RunError(f"`{os.path.join(place, name)}` is a link, and a run folder holds plain files only")


def _call(folder: RunFolder) -> Call:
    try:
        return Call.model_validate(folder.read_json(files.STATUS).get("call"))
    except ValidationError as error:
        raise RunError(
            f"`{folder.path / files.STATUS}` does not say how the run was called, so it can't be resumed",
            help="fit the spec again",
        ) from error


def _environment(folder: RunFolder) -> dict[str, Any] | None:
    """What it ran on; None where it had not come that far, and nothing was trained."""
    if reading.size(folder.path / files.ENVIRONMENT) is not None:
        return folder.read_object(files.ENVIRONMENT)
    if folder.states() or reading.size(folder.path / files.METRICS) is not None:
        raise RunError(
            f"the run `{folder.path}` was trained, and what it ran on is gone: there is no `{files.ENVIRONMENT}`",
            help="fit the spec again",
        )
    return None


def _listed(recorded: dict[str, Any], name: str) -> list[Any]:
    found = recorded.get(name)
    return found if isinstance(found, list) else []


def _path(setting: object) -> str:
    """What a `--set` change changes."""
    return str(setting).partition("=")[0].strip()


def _resumed_with(settings: Sequence[Any]) -> list[str]:
    """The changes at the end of those told that a resumption may have put there, and that the spec may lack."""
    return [*takewhile(lambda each: _path(each) in _SETTABLE, reversed(settings))][::-1]


def _joined(before: Iterable[Any], now: Sequence[str]) -> list[Any]:
    """Changes and later ones, which take the place of those of the same path."""
    later = {_path(each) for each in now}
    return [*(each for each in before if _path(each) not in later), *now]


def _request(resumption: Resumption, folder: RunFolder, call: Call, untold: Iterable[str]) -> Request:
    """
    The request of the run, made again.

    Args:
        untold: changes of an earlier resumption, which the spec may not have in it yet.
    """
    if any(_path(setting) not in _SETTABLE for setting in resumption.settings):
        settable = " and ".join(f"`{name}`" for name in _SETTABLE)
        raise UsageError(f"of a run that is resumed only {settable} can be set", help="fit the changed spec anew")
    if resumption.data is None and call.handed:
        raise RunError(
            f"the run `{folder.path}` learns from what Python handed over",
            help="hand it over again: `data` or `arrays`",
        )
    settings = _joined(untold, resumption.settings)
    checked = check_text(folder.read(files.RESOLVED), str(folder.path / files.RESOLVED), settings)
    return Request(
        checked,
        base=Path(call.base),
        out=folder.path,
        data=resumption.data if resumption.data is not None else Path(call.data) if call.data else None,
        backend=call.backend,
        stream=resumption.stream,
        fatal=resumption.fatal,
        ignore_memory=call.ignore_memory,
        settings=tuple(_joined(call.settings, resumption.settings)),
        store=resumption.store,
        listeners=resumption.listeners,
        name=call.name,
        judged=call.judged,
    )


# ---------------------------------------------------------------------------------------------------- is it the same


def _require_same_data(run: Prepared) -> None:
    before, now = data_digest(run.folder.read_json(files.DATA)), data_digest(run.dataset.fingerprint)
    if before != now:
        raise RunError(
            f"the data has changed since the run `{run.folder.path}` began: its digest was {before}, and is {now}",
            help="put the data back, or fit the spec anew",
        )


def _is_edited(run: Prepared, recorded: dict[str, Any]) -> bool:
    return is_edited(run.folder.read(files.RESOLVED), recorded)


def _drift(run: Prepared, recorded: dict[str, Any]) -> list[str]:
    """What keeps the run from becoming, to the last bit, what it would have been."""
    found = differences(recorded, run.environment)
    if not run.backend.deterministic:
        found.append("it is not deterministic")
    if _is_edited(run, recorded):
        found.append(f"`{files.RESOLVED}` was edited by hand")
    if finite(run.dataset.state) != run.folder.read_json(files.RECIPE):
        found.append(f"the training part teaches something else than `{files.RECIPE}` says")
    return found


def _require_epochs_left(run: Prepared, snapshots: Iterable[Snapshot]) -> None:
    """Where an epoch has begun there has to be one."""
    most = max((each.epoch + (each.step > 0) for each in snapshots), default=0)
    if run.spec.fit.epochs < most:
        raise RunError(
            f"the run `{run.folder.path}` is in epoch {most:,} already",
            help=f"set `{_LONGER}` to that or more",
        )
