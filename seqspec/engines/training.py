"""
What all training shares: batches, callbacks and how it ended; one of the engines does the work.

Import this only after the backend is chosen.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from seqspec.analysis.inference import Trace
from seqspec.engines import stock
from seqspec.engines.callbacks import Keeper, Record, Reminder, Watcher, lower_callback
from seqspec.engines.choice import Engine
from seqspec.engines.course import Course, batch_size
from seqspec.engines.interruption import Interruption
from seqspec.engines.progress import Progress
from seqspec.engines.snapshot import Snapshot, take
from seqspec.engines.units import Units
from seqspec.errors import DataError
from seqspec.language.spec import Spec
from seqspec.lowering.memory import evaluation_batch
from seqspec.wording import count

if TYPE_CHECKING:
    from seqspec.data.dataset import Dataset
    from seqspec.data.examples import Examples

Outcome = Literal["finished", "stopped early", "interrupted", "diverged"]


@dataclass(frozen=True)
class Past:
    """
    A training that was begun before.

    Args:
        snapshot: how it stood when it was last kept.
        history: the records of all epochs that were whole then.
    """

    snapshot: Snapshot
    history: list[Record]


@dataclass(frozen=True)
class Training:
    """
    How a training went.

    Args:
        outcome: how it ended.
        history: one record an epoch: Keras's logs in the model's units, batches done and seconds.
        seconds: wall time.
        error: what went wrong while recording; the weights are as trained.
        epochs: how many were asked for.
    """

    outcome: Outcome
    history: list[Record]
    seconds: float
    error: Exception | None
    epochs: int

    @property
    def whole(self) -> int:
        """How many epochs were trained to their end; an interruption cuts the last one short."""
        return sum("cut_short" not in record for record in self.history)

    @property
    def epochs_done(self) -> str:
        """How many epochs were trained, in words."""
        said = count(self.whole, "epoch")
        if self.whole == len(self.history):
            return said
        return f"{said} and a part of the next" if self.whole else "a part of an epoch"


def train(
    model: Any,
    spec: Spec,
    trace: Trace,
    dataset: Dataset,
    *,
    seed: int,
    folder: Path,
    progress: Progress,
    units: Units,
    record: Callable[[Record], None],
    interruption: Interruption,
    engine: Engine = "keras",
    parts: int = 1,
    past: Past | None = None,
    keep: Callable[[Snapshot], None] | None = None,
) -> Training:
    """
    Train a compiled model on the training part, validating after every epoch.

    Args:
        model: from `seqspec.lowering.build`.
        spec, trace: what it was built from.
        dataset: where its examples come from.
        seed: for the order of the examples.
        folder: where callbacks write.
        progress: what is shown.
        units: in which units.
        record: called with every epoch's record.
        interruption: ends training after a batch once it has heard a signal.
        engine: which loop trains.
        parts: over how many devices the fused one shares a batch.
        past: what it goes on from; None for the beginning.
        keep: called at the end of every whole epoch, before its record is, and every `fit.checkpoint_every` steps.
    """
    callbacks = [
        lower_callback(callback, folder) for callback in spec.fit.callbacks if callback.type != "TerminateOnNaN"
    ]
    began = time.perf_counter() - (past.snapshot.seconds if past else 0.0)

    def kept(entry: Record) -> None:
        if keep is not None:
            held = watcher.model  # which has the weights again that Keras on JAX keeps elsewhere within an epoch
            keep(take(held, callbacks, entry, time.perf_counter() - began))

    # The watcher ends training at the first NaN in any case.
    history = past.history if past else []
    before = (past.snapshot.step, past.snapshot.seconds_begun) if past else (0, 0.0)
    watcher = Watcher(progress, units, record, bool(callbacks), history, kept, before)
    interruption.ask = watcher.ask_to_stop
    if interruption:
        watcher.ask_to_stop()
    course = course_of(spec, trace, dataset, len(model.output_shape), seed)
    listeners = [*callbacks, watcher]
    if spec.fit.checkpoint_every is not None:
        listeners.append(Keeper(spec.fit.checkpoint_every, watcher))
    if past is not None:
        known = past.snapshot
        known.put_back(model)
        course = course.gone_on_with(known.epoch, known.over, known.step)
        listeners.append(Reminder(lambda: known.remind(callbacks), lambda: known.put_metrics_back(model)))
    try:
        _fit(model, course, listeners, engine, parts, trace.activation_bytes or 0)
    finally:
        progress.end()
        course.batches.forget_order()
    outcome = _outcome(watcher, spec, interruption)
    return Training(outcome, watcher.history, time.perf_counter() - began, watcher.error, spec.fit.epochs)


def _fit(model: Any, course: Course, listeners: list[Any], engine: Engine, parts: int, row_bytes: int) -> None:
    if engine == "fused":
        from seqspec.engines.fused import loop

        loop.fit(model, course, listeners, parts, row_bytes)
    else:
        stock.fit(model, course, listeners)


def course_of(spec: Spec, trace: Trace, dataset: Dataset, rank: int, seed: int) -> Course:
    """
    The batches and epochs that a spec asks for.

    Args:
        spec, trace, dataset, seed: see `train`.
        rank: axes of the model's output.

    Raises:
        DataError: a part is smaller than a batch whose size is fixed.
    """
    from seqspec.data.batches import WindowBatches

    fit = spec.fit
    size = batch_size(spec, trace)
    fixed = trace.batch_size is not None
    _require_batch(dataset.train, size, fixed)
    batches = WindowBatches(dataset.train, size, fit.shuffle, seed, rank, steps=fit.steps_per_epoch, partial=not fixed)
    batches.epoch = fit.initial_epoch
    validation = None
    if len(dataset.validation):
        larger = evaluation_batch(trace, len(dataset.validation))
        _require_batch(dataset.validation, larger, fixed)
        validation = WindowBatches(dataset.validation, larger, rank=rank, partial=not fixed)
    weights = {int(name): weight for name, weight in (fit.class_weight or {}).items()}
    return Course(batches, validation, fit.epochs, fit.initial_epoch, weights or None)


def _require_batch(part: Examples, size: int, fixed: bool) -> None:
    """A model with a fixed batch size can't take the smaller batch that would be all there is."""
    if fixed and len(part) < size:
        raise DataError(
            f"a part has {len(part):,} examples, and the model takes exactly {size:,} at a time",
            help="declare a smaller `batch_size` in the Input, or none",
        )


def _outcome(watcher: Watcher, spec: Spec, interruption: Interruption) -> Outcome:
    if watcher.diverged is not None:
        return "diverged"
    if interruption or watcher.asked:
        return "interrupted"
    return "finished" if len(watcher.history) >= spec.fit.epochs - spec.fit.initial_epoch else "stopped early"
