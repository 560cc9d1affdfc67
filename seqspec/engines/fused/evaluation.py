"""Validation on the devices: losses and metrics as Keras's `evaluate` has them."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

import jax
import jax.numpy as jnp

from seqspec.engines.fused.compilation import Compiler, StoppedError
from seqspec.engines.fused.gathering import Feed, Stretch
from seqspec.engines.fused.sharing import Sharing
from seqspec.engines.fused.step import Arrays, Logs, Step, plain

_AHEAD = 4


class Evaluation:
    """
    Evaluates a model on a part: outputs on all devices, metrics on the first one.

    Args:
        model: compiled, on the JAX backend.
        feed: where batches come from.
        sharing: how a batch is cut; None for all at once, by Keras's own step.
        compiler: makes the programs.
    """

    def __init__(self, model: Any, feed: Feed, sharing: Sharing | None, compiler: Compiler) -> None:
        self.model = model
        self.feed = feed
        self.sharing = sharing
        self.step = Step(model, feed.gather, sharing) if sharing else None
        self.compiler = compiler
        self.devices = jax.local_devices()[: sharing.parts if sharing else 1]
        self._kept = [jax.device_put(feed.kept, device) for device in self.devices]
        self._stretches = self._placed() if feed.held else []
        self._forward: list[Future[Any]] = []
        self._measure: dict[int, Future[Any]] = {}

    def prepare(self) -> None:
        """Begin to compile, where the batches are there already."""
        for _, arrays, batches in self._stretches:
            self._compile(arrays, batches, self._weights())

    def run(self, listeners: Any) -> dict[str, float]:
        """
        Validate.

        Args:
            listeners: Keras's `CallbackList`.

        Returns:
            what the metrics say, by name.
        """
        self.model.stop_evaluating = False
        listeners.on_test_begin()
        self.model.reset_metrics()
        logs: Logs = {}
        metrics = [jnp.copy(each.value) for each in self.model.metrics_variables]
        metrics = jax.device_put(metrics, self.devices[0])
        weights = self._weights()
        for stretch, arrays, batches in self._stretches or self._placed():
            if self.model.stop_evaluating:
                break
            self._compile(arrays, batches, weights)
            listeners.on_test_batch_begin(stretch.first)
            try:
                metrics, logs = self._evaluate(stretch, arrays, batches, weights, metrics)
            except StoppedError:
                break
            listeners.on_test_batch_end(stretch.last - 1, logs)
        said = {name: float(value) for name, value in logs.items()}
        listeners.on_test_end(said)
        return said

    def _weights(self) -> list[tuple[list[Any], list[Any]]]:
        """Trainable and other variables on every device."""
        values = [
            [each.value for each in some]
            for some in (self.model.trainable_variables, self.model.non_trainable_variables)
        ]
        return [jax.device_put(tuple(values), device) for device in self.devices]

    def _placed(self) -> Any:
        width = self.sharing.width if self.sharing else self.feed.width
        return (
            [self._place(stretch) for stretch in self.feed.stretches(width)]
            if self.feed.held
            else (self._place(stretch) for stretch in self.feed.stretches(width))
        )

    def _place(self, stretch: Stretch) -> tuple[Stretch, list[Mapping[str, Any]], list[Any]]:
        arrays = self._kept
        if stretch.arrays is not None:
            arrays = [jax.device_put(dict(stretch.arrays), device) for device in self.devices]
        return stretch, arrays, [jax.device_put((stretch.examples, stretch.counts), each) for each in self.devices]

    def _evaluate(
        self, stretch: Stretch, arrays: list[Any], batches: list[Any], weights: list[Any], metrics: list[Any]
    ) -> tuple[list[Any], Logs]:
        ahead: deque[Any] = deque()
        logs: Logs = {}
        forward = [self._wait(program) for program in self._forward]
        for place in range(stretch.last - stretch.first):
            if self.model.stop_evaluating:
                break
            measure = self._wait(self._measure[int(stretch.counts[place])])
            outputs = [
                call(*weights[part], arrays[part], *batches[part], *self._at(place, part))
                for part, call in enumerate(forward)
            ]
            gathered = jax.device_put(outputs, self.devices[0])
            metrics, logs = measure(metrics, *weights[0], gathered, arrays[0], *batches[0], self._at(place, 0)[0])
            ahead.append(logs)
            if len(ahead) > _AHEAD:
                jax.block_until_ready(ahead.popleft())  # type: ignore[no-untyped-call]
        return metrics, dict(logs)

    def _wait(self, program: Future[Any]) -> Any:
        """A program, also where training is over: as with Keras's `fit`, validation goes by a stop of its own."""
        return self.compiler.wait(program, lambda: bool(self.model.stop_evaluating))

    def _at(self, place: int, part: int) -> tuple[Any, Any]:
        values: tuple[Any, Any] = jax.device_put((jnp.int32(place), jnp.int32(part)), self.devices[part])
        return values

    # ------------------------------------------------------------------------------------------------ what is compiled

    def _compile(self, arrays: list[Any], batches: list[Any], weights: list[Any]) -> None:
        if self._measure:
            return
        outputs: list[Any] = []
        for part in range(len(self.devices) if self.sharing else 0):
            given = *weights[part], arrays[part], *batches[part], *self._at(0, part)
            self._forward.append(self.compiler.start(self._outputs, *given))
            shape = jax.eval_shape(self._outputs, *given)
            where = jax.sharding.SingleDeviceSharding(self.devices[0])
            outputs.append(jax.ShapeDtypeStruct(shape.shape, shape.dtype, sharding=where))  # type: ignore[no-untyped-call]
        metrics = [each.value for each in self.model.metrics_variables]
        given = *weights[0], outputs, arrays[0], *batches[0], self._at(0, 0)[0]
        for rows in (self.feed.width, *self.feed.tails):
            self._measure[rows] = self.compiler.start(self._measuring(rows), metrics, *given)

    def _outputs(
        self, trainable: Any, non_trainable: Any, arrays: Arrays, examples: Any, counts: Any, place: Any, part: Any
    ) -> Any:
        assert self.sharing is not None
        rows, slices = self.sharing.rows, self.sharing.slices

        def answer(number: Any) -> Any:
            some = jax.lax.dynamic_slice_in_dim(examples[place], (part * slices + number) * rows, rows)
            inputs = self.feed.gather(arrays, some).inputs
            return self.model.stateless_call(trainable, non_trainable, inputs, training=False)[0]

        answers = jax.lax.map(answer, jnp.arange(slices))
        return answers.reshape(-1, *answers.shape[2:])

    def _measuring(self, rows: int) -> Any:
        def measure(
            metrics: Any,
            trainable: Any,
            non_trainable: Any,
            outputs: Any,
            arrays: Arrays,
            examples: Any,
            counts: Any,
            place: Any,
        ) -> tuple[Any, Logs]:
            batch = self.feed.gather(arrays, examples[place][:rows])
            if self.step is None:
                logs, (_, _, after) = self.model.test_step((trainable, non_trainable, metrics), plain(batch))
                return after, dict(logs)
            answers = jnp.concatenate(outputs)[:rows]
            loss, _ = self.model.stateless_compute_loss(
                trainable, non_trainable, metrics, batch.inputs, batch.targets, answers, batch.weights, training=False
            )
            return self.step.measure(metrics, loss, answers, arrays, examples[place], counts[place], rows)

        return measure
