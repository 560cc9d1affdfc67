"""Many steps in one compiled loop, on one device."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

import jax
import jax.numpy as jnp

from seqspec.engines.fused.compilation import Compiler
from seqspec.engines.fused.gathering import Feed
from seqspec.engines.fused.step import Arrays, Logs, State, Step, plain


class Single:
    """
    Trains on one device.

    Args:
        model: compiled, on the JAX backend.
        feed: where batches come from.
        step: how a batch is worked off in slices; None for all at once, by Keras's own step.
        compiler: makes the programs.
    """

    def __init__(self, model: Any, feed: Feed, step: Step | None, compiler: Compiler) -> None:
        self.model = model
        self.feed = feed
        self.step = step
        self.compiler = compiler
        self.width = step.sharing.width if step else feed.width
        self._loops: dict[int, Future[Any]] = {}
        self._arrays: Arrays = jax.device_put(feed.kept)
        self._batches: tuple[Any, Any] = (None, None)
        self.state = State([], [], [], [])

    def begin(self) -> None:
        """Take over what the model's variables hold."""
        self.state = State.read(self.model)

    def place(self, arrays: Mapping[str, Any] | None, examples: Any, counts: Any) -> None:
        """The batches of the steps to come; None keeps the arrays that are there."""
        if arrays is not None:
            self._arrays = jax.device_put(dict(arrays))
        self._batches = jax.device_put((examples, counts))
        for rows in (self.feed.width, *self.feed.tails):
            self._prepare(rows)

    def advance(self, start: int, stop: int, rows: int) -> Logs:
        """Train on batches of as many examples, from `start` to before `stop`; gives what the metrics say."""
        loop = self.compiler.wait(self._loops[self._kind(rows)])
        self.state, logs = loop(self.state, self._arrays, *self._batches, jnp.int32(start), jnp.int32(stop))
        return dict(logs)

    def _kind(self, rows: int) -> int:
        """Batches of any size are one kind where none of them has a shape of its own."""
        return self.feed.width if self.step is not None and not self.step.has_metrics else rows

    def _prepare(self, rows: int) -> None:
        kind = self._kind(rows)
        if kind not in self._loops:
            ends = jnp.int32(0), jnp.int32(0)
            self._loops[kind] = self.compiler.start(
                self._loop(kind), self.state, self._arrays, *self._batches, *ends, donated=(0,)
            )

    def _loop(self, rows: int) -> Callable[..., tuple[State, Logs]]:
        def loop(state: State, arrays: Arrays, examples: Any, counts: Any, start: Any, stop: Any) -> tuple[State, Logs]:
            def work(place: Any, done: tuple[State, Logs]) -> tuple[State, Logs]:
                return self._work(done[0], arrays, examples[place], counts[place], rows)

            said = jax.eval_shape(work, jnp.int32(0), (state, {}))[1]
            nothing = jax.tree.map(lambda each: jnp.zeros(each.shape, each.dtype), said)
            ended: tuple[State, Logs] = jax.lax.fori_loop(start, stop, work, (state, nothing))
            return ended

        return loop

    def _work(self, state: State, arrays: Arrays, examples: Any, count: Any, rows: int) -> tuple[State, Logs]:
        if self.step is None:
            batch = self.feed.gather(arrays, examples[:rows])
            logs, after = self.model.train_step(tuple(state), plain(batch))
            return State(*after), dict(logs)
        share = self.step.share(state.trainable, state.non_trainable, arrays, examples, count, 0)
        state, logs = self.step.update(state, [share], arrays, examples, count, rows)
        return state._replace(non_trainable=self.step.reseeded(state.non_trainable, share.seeds)), logs
