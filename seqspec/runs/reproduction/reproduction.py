"""`reproduce`: train a run again, in a folder of its own, and hold every number against the first time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

import numpy as np

from seqspec.runs import folder as files
from seqspec.runs import opening
from seqspec.runs.fitting.fitting import Request, Run, fit
from seqspec.runs.folder import RunFolder
from seqspec.runs.record import data_digest
from seqspec.runs.reproduction import deviation
from seqspec.runs.reproduction.deviation import Deviation
from seqspec.runs.reproduction.history import Epoch, epochs_of
from seqspec.runs.reproduction.origin import Origin, scores_of
from seqspec.runs.reproduction.plan import Plan, plan
from seqspec.wording import count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.reading.store import Store

Outcome = Literal["same bits", "within tolerance", "not reproduced"]


@dataclass(frozen=True)
class Reproduction:
    """
    What came of it.

    Args:
        plan: what was known before.
        run: the new folder; None where nothing was trained.
        epochs, weights, scores: how many of each were compared.
        deviations: whatever is not the same.
        misfits: what no tolerance covers, each a sentence.
        signal: 0, or what a shell expects after Ctrl-C (130) or SIGTERM (143) while it was trained again.
    """

    plan: Plan
    run: Path | None
    epochs: int = 0
    weights: int = 0
    scores: int = 0
    deviations: tuple[Deviation, ...] = ()
    misfits: tuple[str, ...] = ()
    signal: int = 0

    @property
    def outcome(self) -> Outcome:
        """How near it came."""
        if self.misfits or self.run is None or self.beyond is not None:
            return "not reproduced"
        return "within tolerance" if self.deviations else "same bits"

    @property
    def exit_code(self) -> int:
        """0 where it was reproduced."""
        return self.signal or int(self.outcome == "not reproduced")

    @cached_property
    def largest(self) -> Deviation | None:
        """The largest deviation, and the first of several that are."""
        return max(self.deviations, key=lambda each: each.relative, default=None)

    @cached_property
    def beyond(self) -> Deviation | None:
        """The first deviation that is larger than the tolerance allows."""
        return next((each for each in self.deviations if each.relative > self.plan.tolerance), None)


def reproduce(
    path: Path,
    out: Path | None = None,
    data: Path | None = None,
    backend: str | None = None,
    tolerance: float | None = None,
    stream: TextIO | None = None,
    store: Store | None = None,
) -> Reproduction:
    """
    Train a run again, and compare.

    Args:
        path: the run folder; it is only read.
        out: the new run folder, which must not exist; None makes `runs/<name>-<timestamp>`.
        data: where the data file lies now, or the folder of several; None where they lie as they did.
        backend: another one than the run's.
        tolerance: how far numbers may be apart, by the larger of them; None demands the same bits where they are
            promised, and `plan.TOLERANCE` where not.
        stream: where the training is shown.
        store: where tables that were read are kept; None reads anew, and keeps nothing.

    Raises:
        UsageError, RunError, DataError, BackendError: as `plan` and `fit`.
    """
    if out is not None:
        RunFolder.require_new(out)
    return carry_out(plan(path, data, backend, tolerance), out, stream, store)


def carry_out(
    planned: Plan,
    out: Path | None = None,
    stream: TextIO | None = None,
    store: Store | None = None,
    fatal: bool = False,
) -> Reproduction:
    """
    Train again what was looked at, unless spec or data are not what was run.

    Args:
        fatal: whether a second Ctrl-C ends the process; for the others see `reproduce`.

    Raises:
        RunError, DataError, BackendError: as `fit`.
    """
    if not planned.sound:
        return Reproduction(planned, None, misfits=tuple(each.said for each in planned.checks if each.holds is False))
    moved = planned.files[0] if planned.moved and len(planned.files) == 1 else None
    run = fit(
        Request(
            planned.checked(),
            planned.origin.folder.path,
            out,
            moved,
            planned.backend,
            stream,
            fatal=fatal,
            settings=planned.settings,
            store=store,
        )
    )
    return _compared(planned, run)


# --------------------------------------------------------------------------------------------------------- comparing


def _compared(planned: Plan, run: Run) -> Reproduction:
    origin, again = planned.origin, RunFolder.open(run.folder)
    here = epochs_of(again)
    misfits: tuple[str, ...]
    if run.exit_code:
        misfits = (f"it was interrupted here after {run.training.epochs_done if run.training else 'nothing'}",)
    else:
        misfits = (*_other_data(origin, again), *_other_epochs(origin, here))
    deviations = list(deviation.of_epochs(origin.epochs, here))
    weighed = origin.weighed and not misfits
    then, now = (_weights(origin, planned.backend), list(_named(run.model))) if weighed else ([], [])
    scores = (origin.scores, scores_of(again)) if weighed and origin.scores else ({}, {})
    deviations += [*deviation.of_weights(then, now), *deviation.of_scores(*scores)]
    shared = {each.key for each in origin.epochs if each.whole} & {each.key for each in here if each.whole}
    return Reproduction(
        planned, run.folder, len(shared), len(then), len(scores[0]), tuple(deviations), misfits, run.exit_code
    )


def _other_data(origin: Origin, again: RunFolder) -> Iterator[str]:
    """What is different in the rows that were read, and in how they were divided."""
    found = again.read_json(files.DATA)
    if data_digest(found) != origin.record.data:
        yield "it read other data"
    elif found.get("boundaries") != origin.fingerprint.get("boundaries"):
        yield "the data were divided otherwise"


def _other_epochs(origin: Origin, here: list[Epoch]) -> Iterator[str]:
    """Which epochs only one of the runs went through; of a run that was ended early only those that it has count."""
    then, now = ({each.key for each in epochs if each.whole} for epochs in (origin.epochs, here))
    if then - now or (origin.trained and {key for key in now - then if not key[0]}):
        yield f"{count(len(then), 'epoch')} recorded, and {count(len(now), 'epoch')} here"


def _weights(origin: Origin, backend: str | None) -> list[tuple[str, NDArray[Any]]]:
    return list(_named(opening.trained(origin.folder, origin.spec, origin.trace, backend)))


def _named(model: Any) -> Iterator[tuple[str, NDArray[Any]]]:
    """The weights of a model, by their paths below it."""
    for weight in model.weights:
        yield weight.path.partition("/")[2] or weight.path, np.asarray(weight.value)
