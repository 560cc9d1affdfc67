"""Spec → Trace: shape, dtype, mask, weights and cost of every layer, without Keras."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from seqspec.diagnostics import Path
from seqspec.language.delivery import Delivery
from seqspec.language.layer import FROM_DATA, LARGEST, Effect, Layer, ShapeError, Signal, Weight
from seqspec.language.layers.core import Input
from seqspec.language.spec import Spec


@dataclass(frozen=True, slots=True)
class Step:
    """
    One layer at work.

    Args:
        index: its place among Keras's `model.layers`; the input is no layer.
        path: where it is written.
        layer: its arguments, sizes that come from the recipe filled in.
        name: the name it has in the Keras model.
        input, output: what goes in and what comes out.
        weights: its weights in Keras's order; None where they can't be known.
        macs: multiply-adds for one example; None where a size is not known.
        activation_bytes: bytes one example leaves in memory for the backward pass; None likewise.
        error: why the layer can't take its input, if so; its output is then unknown.
    """

    index: int
    path: Path
    layer: Layer
    name: str
    input: Signal
    output: Signal
    weights: tuple[Weight, ...] | None
    macs: int | None
    activation_bytes: int | None
    error: ShapeError | None = None

    @property
    def params(self) -> int | None:
        """How many numbers its weights hold."""
        return None if self.weights is None else sum(weight.size for weight in self.weights)

    @property
    def trainable_params(self) -> int | None:
        """How many of them training changes."""
        return None if self.weights is None else sum(weight.size for weight in self.weights if weight.trainable)


@dataclass(frozen=True, slots=True)
class Trace:
    """
    The whole model at work.

    Args:
        input: what the model takes; its shape is None where neither spec nor recipe says.
        steps: one a layer.
    """

    input: Signal
    steps: tuple[Step, ...]

    @property
    def batch_size(self) -> int | None:
        """The fixed batch size, where the input declares one."""
        return self.input.shape[0] if self.input.shape else None

    @property
    def output(self) -> Signal:
        """What leaves the last layer."""
        return self.steps[-1].output if self.steps else self.input

    @property
    def params(self) -> int | None:
        """All parameters; None where those of a layer are not known."""
        return _total(step.params for step in self.steps)

    @property
    def trainable_params(self) -> int | None:
        """The parameters that training changes."""
        return _total(step.trainable_params for step in self.steps)

    @property
    def macs(self) -> int | None:
        """Multiply-adds for one example."""
        return _total(step.macs for step in self.steps)

    @property
    def activation_bytes(self) -> int | None:
        """Bytes one example leaves in memory for the backward pass."""
        return _total(step.activation_bytes for step in self.steps)

    @property
    def error(self) -> Step | None:
        """The first layer that can't take its input."""
        return next((step for step in self.steps if step.error), None)

    def _repr_html_(self) -> str:
        """What a notebook shows: the ladder, as it is without what the rest of the spec says."""
        from seqspec.analysis.ladders import render

        return render(Spec.model_construct(), self, "html")


def infer(spec: Spec) -> Trace:
    """
    Follow one batch through the model. Never raises on a bad spec: a layer that can't take its input says so in its
    step, and what follows is inferred from an unknown shape.
    """
    delivery = spec.data.delivers() if spec.data else None
    entries = list(spec.layers())
    names = _Names({layer.name for _, layer in entries if layer.name})
    signal = first = _input(entries, delivery)
    steps: list[Step] = []
    layers = [(path, layer) for path, layer in entries if not isinstance(layer, Input)]
    for index, (path, layer) in enumerate(layers):
        layer = _filled(layer, delivery, last=index == len(layers) - 1)
        step = _step(index, path, layer, names.give(layer), signal, spec.runtime.precision)
        steps.append(step)
        signal = step.output
    return Trace(first, tuple(steps))


def _step(index: int, path: Path, layer: Layer, name: str, signal: Signal, precision: str | None) -> Step:
    error = None
    try:
        effect = (_under(layer, precision) if precision else layer).infer(signal)
        _refuse_size(layer, effect.output)
    except ShapeError as refusal:
        error = refusal
        effect = Effect(Signal(None, layer.output_dtype(signal.dtype)), None, None, None)
    return Step(
        index, path, layer, name, signal, effect.output, effect.weights, effect.macs, effect.activation_bytes, error
    )


def _refuse_size(layer: Layer, output: Signal) -> None:
    largest = max((size for size in output.shape or () if size is not None), default=0)
    if largest > LARGEST:
        message = f"`{layer.type}` gives an axis of {largest:,}, more than the limit of {LARGEST:,}"
        raise ShapeError(message, help="make the sizes smaller that are multiplied here")


def _input(entries: list[tuple[Path, Layer]], delivery: Delivery | None) -> Signal:
    """What the model takes: as declared on the first layer, else as the recipe delivers it."""
    layer = entries[0][1] if entries else None
    dtype = delivery.input.dtype if delivery else "float32"
    if isinstance(layer, Input):
        return Signal((layer.batch_size, *layer.shape), layer.dtype or "float32")
    if layer is not None and layer.input_shape is not None:
        return Signal((None, *layer.input_shape), dtype)
    return delivery.input if delivery else Signal(None, dtype)


def _filled(layer: Layer, delivery: Delivery | None, last: bool) -> Layer:
    """The layer with every `from_data` in it replaced by what the recipe declares."""
    if delivery is None:
        return layer
    declared = {"input_dim": delivery.vocabulary, "n": delivery.steps_out, "units": delivery.classes if last else None}
    values: dict[str, Any] = {
        field: size for field, size in declared.items() if size and getattr(layer, field, None) == FROM_DATA
    }
    values |= changed_inside(layer, lambda inner, ends: _filled(inner, delivery, last and ends))
    return layer.model_copy(update=values) if values else layer


def _under(layer: Layer, precision: str) -> Layer:
    """The layer as Keras makes it under a dtype policy: with it, where it has no dtype of its own; likewise inside."""
    policy: dict[str, Any] = {} if layer.dtype else {"dtype": precision}
    return layer.model_copy(update=policy | changed_inside(layer, lambda inner, _: _under(inner, precision)))


def changed_inside(layer: Layer, change: Callable[[Layer, bool], Layer]) -> dict[str, Any]:
    """The arguments that hold layers, each layer changed; `change` is told whether it is the last of its argument."""
    changed: dict[str, Any] = {}
    for field in layer.model_fields_set:  # no layer is held by default
        value = getattr(layer, field)
        if isinstance(value, Layer):
            changed[field] = change(value, True)
        elif isinstance(value, list) and value and isinstance(value[0], Layer):
            changed[field] = [change(inner, index == len(value) - 1) for index, inner in enumerate(value)]
    return changed


class _Names:
    """Gives layers the names that Keras would give them in a fresh process, past those the spec gives."""

    def __init__(self, given: set[str]) -> None:
        self.given = given
        self.counts: dict[str, int] = {}

    def give(self, layer: Layer) -> str:
        return layer.name or next(name for name in self._candidates(snake_case(layer.type)) if name not in self.given)

    def _candidates(self, base: str) -> Iterator[str]:
        while True:
            number = self.counts.get(base, 0)
            self.counts[base] = number + 1
            yield f"{base}_{number}" if number else base


def snake_case(name: str) -> str:
    """A class's name as Keras makes a layer's name of it: `Conv1DTranspose` is `conv1d_transpose`."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def _total(numbers: Iterator[int | None]) -> int | None:
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total
