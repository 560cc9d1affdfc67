"""Training on JAX in compiled loops: epochs, callbacks, validation and the end."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

import jax
import keras

from seqspec.engines.callbacks import Keeper
from seqspec.engines.course import Course
from seqspec.engines.fused.attachment import attached
from seqspec.engines.fused.compilation import Compiler, StoppedError
from seqspec.engines.fused.evaluation import Evaluation
from seqspec.engines.fused.gathering import Feed, Stretch
from seqspec.engines.fused.several import Several
from seqspec.engines.fused.sharing import Rows, rows_of
from seqspec.engines.fused.single import Single
from seqspec.engines.fused.step import Step, plain

_SECONDS = 0.2
"""About how long a call may take: Ctrl-C is heard, and progress shown, between two."""


def fit(model: Any, course: Course, callbacks: Sequence[Any], parts: int = 1, row_bytes: int = 0) -> None:
    """
    Train a compiled model, with the same batches and callbacks as Keras's `fit`.

    Args:
        model: from `seqspec.lowering.build`, on the JAX backend.
        course: batches and epochs.
        callbacks: Keras's, or made like them.
        parts: over how many devices a batch is shared, where its examples have nothing to do with one another.
        row_bytes: what one example leaves in memory for the backward pass.
    """
    listeners = keras.callbacks.CallbackList(
        list(callbacks), add_history=True, model=model, epochs=course.epochs, steps=len(course.batches)
    )
    compiler = Compiler(lambda: bool(model.stop_training))
    model.stop_training = False
    try:
        with attached(model):
            Training(model, course, listeners, compiler, parts, row_bytes).run()
    finally:
        compiler.close()


class Training:
    """
    The epochs of a training.

    Args:
        model, course, parts, row_bytes: see `fit`.
        listeners: Keras's `CallbackList`.
        compiler: makes the programs.
    """

    def __init__(
        self, model: Any, course: Course, listeners: Any, compiler: Compiler, parts: int, row_bytes: int
    ) -> None:
        self.model = model
        self.course = course
        self.listeners = listeners
        feed = Feed.of(course.batches, course.class_weight)
        sample = feed.sample
        if len(model.metrics) > 1:
            model._symbolic_build(data_batch=plain(sample))  # as Keras's fit does: metrics make their variables
        rows = rows_of(model, sample)
        self.feed = feed
        self.trainer = _trainer(model, feed, rows, compiler, parts, row_bytes)
        self.evaluation = None
        if course.validation is not None:
            tested = Feed.of(course.validation)
            sharing = rows.share(tested.width, min(parts, len(jax.local_devices())), row_bytes) if rows else None
            self.evaluation = Evaluation(model, tested, sharing, compiler)
        self.pace = Pace()
        self.stops = [each for each in map(_every, listeners.callbacks) if each]
        self.stops_within = [each.every for each in listeners.callbacks if isinstance(each, Keeper)]
        self.steps = course.steps

    def run(self) -> None:
        """Train until the last epoch is over or somebody stops it; the model's variables hold what was trained."""
        logs: dict[str, float] = {}
        self.listeners.on_train_begin()
        try:
            for epoch in range(self.course.initial_epoch, self.course.epochs):
                logs = self._epoch(epoch)
                self.listeners.on_epoch_end(epoch, logs)
                if self.model.stop_training:
                    break
        finally:
            self.model.optimizer.finalize_variable_values(self.model.trainable_weights)
        self.listeners.on_train_end(logs)

    def _epoch(self, epoch: int) -> dict[str, float]:
        self.model.reset_metrics()
        self.course.batches.on_epoch_end()  # Keras calls it before the first epoch too
        self.listeners.on_epoch_begin(epoch)
        start = self.course.step if epoch == self.course.initial_epoch else 0
        logs = {name: float(value) for name, value in self._train(start).items()}
        if self.evaluation is not None:
            logs |= {f"val_{name}": value for name, value in self.evaluation.run(self.listeners).items()}
        return logs

    def _train(self, start: int) -> dict[str, Any]:
        logs: dict[str, Any] = {}
        self.trainer.begin()
        try:
            for stretch in self.feed.stretches(self.trainer.width, start):
                self.trainer.place(stretch.arrays, stretch.examples, stretch.counts)
                if self.evaluation is not None:
                    self.evaluation.prepare()
                for logs in self._chunks(stretch):
                    if self.model.stop_training:
                        return logs
        except StoppedError:
            return logs
        finally:
            self.trainer.state.write(self.model)
        return logs

    def _chunks(self, stretch: Stretch) -> Iterator[dict[str, Any]]:
        """Train on batches of one size, as many at a time as take about as long as somebody may wait."""
        place, length = 0, stretch.last - stretch.first
        while place < length:
            rows = int(stretch.counts[place])
            alike = int((stretch.counts[place:length] != rows).argmax()) or length - place
            ahead = (every - done % every for done, every in self._stops(stretch.first + place))
            stop = place + min(alike, self.pace.steps, *ahead)
            self.listeners.on_train_batch_begin(stretch.first + place)
            began = time.perf_counter()
            logs = self.trainer.advance(place, stop, rows)
            jax.block_until_ready(logs)  # type: ignore[no-untyped-call]
            self.pace.learn(stop - place, time.perf_counter() - began)
            self.steps += stop - place
            self._tell(stretch.first + stop - 1, logs)
            yield logs
            place = stop

    def _tell(self, batch: int, logs: dict[str, Any]) -> None:
        """Callbacks that look at the model find it as it is now, and may change it."""
        looked = any(done % every == 0 for done, every in self._stops(batch + 1))
        if looked:
            self.trainer.state.write(self.model)
        self.listeners.on_train_batch_end(batch, logs)
        if looked:
            self.trainer.begin()

    def _stops(self, within: int) -> Iterator[tuple[int, int]]:
        """Steps that are done, of all or of the epoch, and after how many of them a callback has to see the model."""
        yield from ((self.steps, every) for every in self.stops)
        yield from ((within, every) for every in self.stops_within)


class Pace:
    """How many steps go into one call, learnt from how long they take."""

    def __init__(self) -> None:
        self.steps = 1

    def learn(self, steps: int, seconds: float) -> None:
        """Take what so many steps took for what the next ones take, but never many more at once."""
        self.steps = max(1, min(int(steps * _SECONDS / max(seconds, 1e-9)), 4 * max(steps, self.steps)))


def _trainer(
    model: Any, feed: Feed, rows: Rows | None, compiler: Compiler, parts: int, row_bytes: int
) -> Single | Several:
    """On several devices where there are several, and the examples of a batch have nothing to do with one another."""
    if rows is None:
        return Single(model, feed, None, compiler)
    sharing = rows.share(feed.width, min(parts, len(jax.local_devices())), row_bytes)
    step = Step(model, feed.gather, sharing)
    return Single(model, feed, step, compiler) if sharing.parts == 1 else Several(model, feed, step, compiler)


def _every(callback: Any) -> int:
    """After how many steps of all a callback has to see the model; 0 for one that does not count those."""
    if getattr(callback, "async_safe", False) or isinstance(callback, Keeper):
        return 0
    if _is_default(callback.on_train_batch_end, callback.on_batch_end):
        return 0
    every = getattr(callback, "save_freq", 1)
    return every if isinstance(every, int) else 0


def _is_default(*methods: Any) -> bool:
    return all(getattr(method, "_is_default", False) for method in methods)
