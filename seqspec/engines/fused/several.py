"""
A batch shared over several devices.

Every part's gradient is a call of its own, and what crosses from one device to another is copied by the host's runtime
as soon as it is there. So no device waits for a partner inside compiled code, and nothing can lock up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree

from seqspec.engines.fused.compilation import Compiler
from seqspec.engines.fused.gathering import Feed
from seqspec.engines.fused.step import Arrays, Logs, Share, State, Step, pack

_AHEAD = 8
"""Steps that may be on their way before the host waits."""


class Several:
    """
    Trains on as many devices as a batch has parts.

    Args:
        model: compiled, on the JAX backend.
        feed: where batches come from.
        step: how a batch is cut.
        compiler: makes the programs.
    """

    def __init__(self, model: Any, feed: Feed, step: Step, compiler: Compiler) -> None:
        self.model = model
        self.feed = feed
        self.step = step
        self.compiler = compiler
        self.width = step.sharing.width
        self.devices = jax.local_devices()[: step.sharing.parts]
        self._state = State([], [], [], [])
        self._weights: list[Any] = []
        self._fixed: list[list[Any]] = []
        self._arrays: list[Arrays] = [jax.device_put(feed.kept, device) for device in self.devices]
        self._batches: list[Any] = []
        self._places: list[Any] = []
        self._gradients: list[Future[Any]] = []
        self._updates: dict[int, Future[Any]] = {}
        self._parts = [jax.device_put(jnp.int32(part), device) for part, device in enumerate(self.devices)]

    def begin(self) -> None:
        """Take over what the model's variables hold."""
        state = jax.device_put(State.read(self.model), self.devices[0])
        flat, self._unravel = ravel_pytree(state.trainable)
        self._weights = self._handed_out(flat)
        self._fixed = [jax.device_put(state.non_trainable, device) for device in self.devices]
        self._state = state._replace(non_trainable=[])

    @property
    def state(self) -> State:
        """What the model's variables should hold now."""
        return self._state._replace(non_trainable=self._fixed[0])

    def place(self, arrays: Mapping[str, Any] | None, examples: Any, counts: Any) -> None:
        """The batches of the steps to come; None keeps the arrays that are there."""
        if arrays is not None:
            self._arrays = [jax.device_put(dict(arrays), device) for device in self.devices]
        self._batches = [jax.device_put((examples, counts), device) for device in self.devices]
        self._prepare()

    def advance(self, start: int, stop: int, rows: int) -> Logs:
        """Train on batches of as many examples, from `start` to before `stop`; gives what the metrics say."""
        gradients = [self.compiler.wait(program) for program in self._gradients]
        update = self.compiler.wait(self._updates[self._kind(rows)])
        places = self._handed_out(jax.device_put(jnp.int32(start), self.devices[0]))
        ahead: deque[Logs] = deque()
        for _ in range(start, stop):
            logs = self._step(gradients, update, places)
            ahead.append(logs)
            if len(ahead) > _AHEAD:
                jax.block_until_ready(ahead.popleft())  # type: ignore[no-untyped-call]
        return logs

    def _step(self, gradients: list[Any], update: Any, places: list[Any]) -> Logs:
        vectors, outputs = [], []
        for part, gradient in enumerate(gradients):
            vector, answers, seeds, places[part] = gradient(
                self._weights[part],
                self._fixed[part],
                self._arrays[part],
                *self._batches[part],
                places[part],
                self._parts[part],
            )
            self._fixed[part] = self.step.reseeded(self._fixed[part], seeds)
            vectors.append(vector)
            outputs.append(answers)
        gathered = self._gathered(vectors), self._gathered(outputs)
        self._state, logs, weights = update(self._state, *gathered, self._arrays[0], *self._batches[0], places[0])
        self._weights = self._handed_out(weights)
        return dict(logs)

    def _gathered(self, values: list[Any]) -> list[Any]:
        """What every device has made, on the first one."""
        first, *others = values
        return [first, *([None] * len(others) if first is None else jax.device_put(others, self.devices[0]))]

    def _handed_out(self, value: Any) -> list[Any]:
        """What is on the first device, on every one."""
        return [value, *(jax.device_put(value, device) for device in self.devices[1:])]

    # ------------------------------------------------------------------------------------------------ what is compiled

    def _prepare(self) -> None:
        if self._gradients:
            return
        places = self._handed_out(jax.device_put(jnp.int32(0), self.devices[0]))
        for part in range(len(self.devices)):
            given = self._weights[part], self._fixed[part], self._arrays[part], *self._batches[part]
            self._gradients.append(self.compiler.start(self._gradient, *given, places[part], self._parts[part]))
        vectors, outputs, *_ = jax.eval_shape(self._gradient, *given, places[part], self._parts[part])
        many = self._like([vectors] * len(self.devices)), self._like([outputs] * len(self.devices))
        for rows in (self.feed.width, *self.feed.tails):
            if self._kind(rows) not in self._updates:
                self._updates[self._kind(rows)] = self.compiler.start(
                    self._update(rows), self._state, *many, self._arrays[0], *self._batches[0], places[0], donated=(0,)
                )

    def _like(self, shapes: Any) -> Any:
        where = jax.sharding.SingleDeviceSharding(self.devices[0])
        like = jax.ShapeDtypeStruct
        return jax.tree.map(lambda each: like(each.shape, each.dtype, sharding=where), shapes)  # type: ignore[no-untyped-call]

    def _kind(self, rows: int) -> int:
        """Batches of any size are one kind where none of them has a shape of its own."""
        return rows if self.step.has_metrics else self.feed.width

    def _gradient(
        self, weights: Any, non_trainable: list[Any], arrays: Arrays, examples: Any, counts: Any, place: Any, part: Any
    ) -> tuple[Any, Any, list[Any], Any]:
        trainable = self._unravel(weights)
        share = self.step.share(trainable, non_trainable, arrays, examples[place], counts[place], part)
        return pack(share), share.outputs, share.seeds, place + 1

    def _update(self, rows: int) -> Any:
        def update(
            state: State, vectors: list[Any], outputs: list[Any], arrays: Arrays, examples: Any, counts: Any, place: Any
        ) -> tuple[State, Logs, Any]:
            unpack = ravel_pytree((jnp.zeros((), self.step.loss_type), state.trainable))[1]
            parts = [(*unpack(vector), answers) for vector, answers in zip(vectors, outputs, strict=True)]
            shares = [Share(loss, gradients, answers, []) for loss, gradients, answers in parts]
            batch = arrays, examples[place - 1], counts[place - 1]
            state, logs = self.step.update(state, shares, *batch, rows)
            return state, logs, ravel_pytree(state.trainable)[0]

        return update
