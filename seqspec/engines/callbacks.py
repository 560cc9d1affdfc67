"""Keras callbacks: those that a spec names, and our own. Import this only after the backend is chosen."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from seqspec.engines.progress import Progress, Silent
from seqspec.engines.units import Units
from seqspec.errors import RunError
from seqspec.language.named import Named
from seqspec.lowering.backend import without_tensorflow
from seqspec.lowering.objects import arguments, lower

CHECKPOINT = "checkpoint"

Record = dict[str, Any]


class Watcher(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """
    Shows and records how training goes, and ends it when it is asked to or when there is nothing left to train.

    Batches are looked at in Keras's own thread, so that the next batch does not wait for the last one's loss. There,
    and in a signal's handler, Keras's `self.model` is off limits: on JAX it moves the weights about under training.

    Args:
        progress: what is shown.
        units: in which units.
        record: called with every epoch's record; an exception ends training and is kept in `error`.
        validate_partial: whether an epoch that was cut short is validated all the same, as callbacks may need it.
        history: records of earlier epochs.
        keep: called before `record`, for an epoch that is whole, and by whoever looks at one on its way; an exception
            does the same.
        before: steps and seconds of the first epoch that were done already.
    """

    async_safe = True

    def __init__(
        self,
        progress: Progress,
        units: Units,
        record: Callable[[Record], None],
        validate_partial: bool,
        history: Sequence[Record] = (),
        keep: Callable[[Record], None] | None = None,
        before: tuple[int, float] = (0, 0.0),
    ) -> None:
        super().__init__()
        self.progress = progress
        self.units = units
        self.record = record
        self.validate_partial = validate_partial
        self.keep = keep
        self.asked = False
        self.diverged: int | None = None
        self.error: Exception | None = None
        self.history = list(history)
        self._trained: Any = None
        self._epoch = 0
        self._batches = 0
        self._before = before
        self._began = time.perf_counter()

    def set_model(self, model: Any) -> None:
        super().set_model(model)
        self._trained = model

    def ask_to_stop(self) -> None:
        """End training after the batch at hand; safe to call from a signal handler."""
        self.asked = True
        self._stop()
        if self._trained is not None and not self.validate_partial:
            self._trained.stop_evaluating = True

    def _stop(self) -> None:
        if self._trained is not None:
            self._trained.stop_training = True

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        self._show(lambda: self.progress.begin(self.params["epochs"], self.params["steps"] or 1))

    def on_epoch_begin(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        self._batches, seconds = self._before
        self._epoch, self._before, self._began = epoch, (0, 0.0), time.perf_counter() - seconds
        if self.asked:
            self._stop()

    def on_train_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        # Several threads may look at batches, in any order; the last of several steps in one may lie behind the end.
        self._batches = max(self._batches, min(batch + 1, self.params["steps"] or batch + 1))
        loss = float((logs or {}).get("loss", 0.0))
        if not math.isfinite(loss):
            self.diverged = self._epoch
            self._stop()
        self._show(lambda: self.progress.batch(self._epoch, batch, self.units.show({"loss": loss})))

    def on_test_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        if self.asked and not self.validate_partial:
            self._trained.stop_evaluating = True

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        seconds = time.perf_counter() - self._began
        values = {name: float(value) for name, value in (logs or {}).items()}
        partial = self._batches < (self.params["steps"] or 0)
        unvalidated = partial or getattr(self._trained, "stop_evaluating", False)
        if unvalidated and not self.validate_partial:
            values = {name: value for name, value in values.items() if not name.startswith("val_")}
        finite = {name: value if math.isfinite(value) else None for name, value in values.items()}
        cut = {"cut_short": True} if partial else {}
        record = {"epoch": epoch + 1, **finite, "batches": self._batches, "seconds": round(seconds, 3), **cut}
        self._keep(record, whole=not unvalidated and self.diverged is None)
        self._show(lambda: self.progress.epoch(epoch, self.units.show(values), seconds, not partial))

    def keep_begun(self, batches: int) -> None:
        """
        Keep an epoch as far as it has come; not from Keras's own thread.

        Args:
            batches: how many are done.
        """
        seconds = round(time.perf_counter() - self._began, 3)
        if self.keep is not None and self.diverged is None:
            record = {"epoch": self._epoch + 1, "batches": batches, "seconds": seconds, "cut_short": True}
            self._try(record, self.keep)

    def _show(self, show: Callable[[], None]) -> None:
        """A reader that is gone, as in `seqspec fit SPEC | head`, is no reason to lose what is being trained."""
        try:
            show()
        except OSError:
            self.progress = Silent()

    def _keep(self, record: Record, whole: bool) -> None:
        self.history.append(record)
        self._try(record, *([self.keep] if whole and self.keep is not None else []), self.record)

    def _try(self, record: Record, *actions: Callable[[Record], None]) -> None:
        try:
            for act in actions:
                act(record)
        except Exception as error:  # what was trained is worth more than this line: stop, save, then tell
            self.error = self.error or error
            self._stop()


class Keeper(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """
    Has an epoch kept on its way, every so many steps.

    Args:
        every: how many.
        watcher: knows how far the epoch has come.
    """

    def __init__(self, every: int, watcher: Watcher) -> None:
        super().__init__()
        self.every = every
        self.watcher = watcher
        self._begun = 0

    def on_train_batch_begin(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        self._begun = batch

    def on_train_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        done = batch + 1  # one of several steps in one may have been the one
        if done // self.every > self._begun // self.every and done < (self.params["steps"] or 0):
            self.watcher.keep_begun(done)


class Reminder(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """
    Calls back when what training forgets as it begins can be told again.

    Args:
        remind: called when training begins, after the callbacks that stand before this one have begun.
        begun: called when the first epoch begins, and what it measures has been set to nothing.
    """

    def __init__(self, remind: Callable[[], None], begun: Callable[[], None]) -> None:
        super().__init__()
        self.remind = remind
        self.begun: Callable[[], None] | None = begun

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        self.remind()

    def on_epoch_begin(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        if self.begun is not None:
            self.begun()
            self.begun = None


class Checkpoint(keras.callbacks.ModelCheckpoint):  # type: ignore[misc]  # Keras has no types
    """
    Keras's ModelCheckpoint, into the run folder; under its final name the file is always whole.

    An epoch that was cut short is no epoch: whoever goes on from the last whole one finds what was saved until then.
    """

    def __init__(self, folder: Path, **arguments: Any) -> None:
        suffix = ".weights.h5" if arguments.get("save_weights_only") else ".keras"
        self._final = folder / f"{CHECKPOINT}{suffix}"
        self._partial = folder / f".{CHECKPOINT}.partial{suffix}"
        escaped = str(self._partial).replace("{", "{{").replace("}", "}}")  # Keras formats the path
        super().__init__(escaped, **arguments)
        self._batches = 0

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Take away what a process that was killed had half written: it must never be published."""
        super().on_train_begin(logs)
        self._partial.unlink(missing_ok=True)

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        super().on_epoch_begin(epoch, logs)
        self._batches = 0

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        self._batches = batch + 1
        if self.monitor_op is None and self.save_freq != "epoch":  # Keras would set it at the end of the epoch only
            self._set_monitor_op()
        with self._publishing():
            super().on_train_batch_end(batch, logs)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        if self._batches < (self.params["steps"] or 0):
            return
        with self._publishing():
            super().on_epoch_end(epoch, logs)

    @contextmanager
    def _publishing(self) -> Iterator[None]:
        """What is saved in this block gets its final name once it is on the disk."""
        try:
            with without_tensorflow():
                yield
            if self._partial.exists():
                with self._partial.open("rb+") as file:
                    os.fsync(file.fileno())
                os.replace(self._partial, self._final)
        except OSError as error:
            self._partial.unlink(missing_ok=True)
            said = os.strerror(error.errno).lower() if error.errno else error  # HDF5 tells a long story
            raise RunError(f"`{self._final}` can't be written: {said}") from error


def lower_callback(callback: Named, folder: Path) -> Any:
    """
    The Keras callback of one that a spec names.

    Args:
        callback: as the spec has it.
        folder: where callbacks that write files write them.
    """
    if callback.type == "ModelCheckpoint":
        return Checkpoint(folder, **arguments(callback))
    if callback.type == "LearningRateScheduler":
        given = arguments(callback)
        schedule = given.pop("schedule")
        return keras.callbacks.LearningRateScheduler(lambda epoch, rate: float(schedule(epoch)), **given)
    return lower(callback)


# ---------------------------------------------------------------------------------------- what they know of the past

_MEMORIES: dict[type, tuple[str, ...]] = {
    keras.callbacks.EarlyStopping: ("wait", "best", "best_epoch", "best_weights", "stopped_epoch"),
    keras.callbacks.ReduceLROnPlateau: ("wait", "best", "cooldown_counter"),
    keras.callbacks.ModelCheckpoint: ("best", "_batches_seen_since_last_saving", "_last_batch_seen"),
}
"""What changes in a callback while it trains, and bears on epochs to come: numbers, lists of arrays, or None."""


def memory(callback: Any) -> tuple[str, ...]:
    """The names of what a callback learns from one epoch to the next."""
    return next((names for kind, names in _MEMORIES.items() if isinstance(callback, kind)), ())


def remembered(callback: Any) -> dict[str, NDArray[Any]]:
    """What a callback knows of the epochs so far, by name; what is None is left out."""
    found: dict[str, NDArray[Any]] = {}
    for name in memory(callback):
        value = getattr(callback, name)
        if isinstance(value, list):
            found |= {f"{name}/{number}": np.asarray(each) for number, each in enumerate(value)}
        elif value is not None:
            found[name] = np.asarray(value)
    return found


def recall(callback: Any, known: Mapping[str, NDArray[Any]]) -> None:
    """
    Let a callback that has just begun know what `remembered` said.

    Raises:
        KeyError, ValueError: that was not said of this callback, or of one with another model.
    """
    for name in memory(callback):
        found = known[name].item() if name in known else _weights(callback, name, known)
        if found is None and getattr(callback, name) is not None:
            raise KeyError(name)
        setattr(callback, name, found)


def _weights(callback: Any, name: str, known: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]] | None:
    """The weights of its model that a callback knows by a name; None where it knows none."""
    listed = [known[f"{name}/{number}"] for number in range(sum(each.startswith(f"{name}/") for each in known))]
    if listed and [each.shape for each in listed] != [tuple(each.shape) for each in callback.model.weights]:
        raise ValueError(name)
    return listed or None


def has_ended(callback: Any) -> bool:
    """Whether it was this callback that ended training."""
    return bool(getattr(callback, "stopped_epoch", 0))
