"""Layers that hold layers."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from seqspec.language.layer import (
    Effect,
    Layer,
    PositiveInt,
    Shape,
    ShapeError,
    Signal,
    SubLayer,
    Weight,
    is_float,
    require_rank,
    show,
)
from seqspec.language.layers._recurrence import Recurrent
from seqspec.language.layers._wrapping import Wrapper, inside
from seqspec.language.problems import Problem, problem
from seqspec.language.reach import Reach
from seqspec.wording import count


class TimeDistributed(Wrapper):
    """
    Applies a layer to every step by itself, with the same weights.

    Input shape: `(batch, steps, ...)`, where `(batch, ...)` is what the layer takes
    Output shape: `(batch, steps, ...)`, where `(batch, ...)` is what the layer gives

    When to choose: to run a layer that takes one step, such as `Conv2D` on each image of a film, at every step. `Dense`
        needs no wrapper: it works on the last axis of a sequence as it is.

    Common mistakes: around a recurrent layer, which takes the whole sequence and not one step of it (SEQ116).

    Example:
        TimeDistributed: {Dense: 40}
        (None, 10, 8) -> (None, 10, 40), 360 parameters
    """

    layer: SubLayer

    def infer(self, signal: Signal) -> Effect:
        dtype, mask = self.output_dtype(signal.dtype), self.output_mask(signal.mask)
        if signal.shape is None:
            return Effect(Signal(None, dtype, mask), None, None, None)
        require_rank(signal.shape, 3, self.type, at_least=True, keras=_TOO_FLAT)
        batch, steps, *rest = signal.shape
        with inside("layer", self.layer.type):
            each = self._infer_step(Signal((batch, *rest), signal.dtype))
        shape = None if each.output.shape is None else (batch, steps, *each.output.shape[1:])
        macs, activation_bytes = _product(steps, each.macs), _product(steps, each.activation_bytes)
        return Effect(Signal(shape, dtype, mask), each.weights, macs, activation_bytes)

    def _infer_step(self, signal: Signal) -> Effect:
        """What the layer does to one step; a rank it wants is one axis more out here."""
        try:
            effect: Effect = self.layer.infer(signal)
        except ShapeError as error:
            if error.needs_rank is not None:
                error.needs_rank += 1
                error.message += f" at each step, for `{self.type}` takes the axis of the steps away"
                error.keras = _UNCHECKED
            raise
        return effect


_UNCHECKED = (
    "does not check what each step gets: raises an error when weights are made or at the first batch, "
    "or goes on with a wrong shape"
)
_TOO_FLAT = "raises ValueError when the model is built: should be passed an input_shape with at least 3 dimensions"


def _product(count: int | None, number: int | None) -> int | None:
    return None if count is None or number is None else count * number


class Bidirectional(Wrapper):
    """
    Reads a sequence from both ends with two recurrent layers, and merges what they find.

    `concat` doubles the last axis; `sum`, `mul` and `ave` keep it. The second layer is a copy of the first that reads
    backwards, unless `backward_layer` gives another. No use for a forecast at every step: each step sees the future.

    Input shape: `(batch, steps, features)`
    Output shape: `(batch, 2 * units)`, or `(batch, steps, 2 * units)` if the layer returns sequences

    When to choose: to label or to sum up a sequence that is there as a whole, such as a sentence: each word is read
        with what comes before and after it. Parameters and time double.

    Common mistakes: to read `units` for the size of the output, which is twice as much with `concat`.

    Example:
        Bidirectional: {layer: {LSTM: {units: 32, return_sequences: true}}, merge_mode: concat}
        (None, 20, 8) -> (None, 20, 64), 10496 parameters
    """

    layer: SubLayer
    merge_mode: Literal["sum", "mul", "ave", "concat"] | None = "concat"
    backward_layer: SubLayer | None = Field(default=None, validate_default=True)

    @field_validator("layer", "backward_layer")
    @classmethod
    def _wrap_recurrent(cls, value: Layer | None) -> Layer | None:
        if value is None or isinstance(value, Recurrent):
            return value
        raise problem(
            "SEQ116",
            f"`Bidirectional` wraps a recurrent layer, and `{value.type}` does not read step by step",
            keras="raises TypeError when the layer is made: it can't be told to go backwards",
            help="wrap `SimpleRNN`, `LSTM` or `GRU`",
        )

    @field_validator("backward_layer")
    @classmethod
    def _match(cls, value: Recurrent | None, info: ValidationInfo) -> Recurrent | None:
        forward = info.data.get("layer")
        if forward is None:
            return value
        if forward.go_backwards if value is None else value.go_backwards == forward.go_backwards:
            raise _unlike("go_backwards", "the two layers have to read in different directions")
        for name in ("stateful", "return_sequences", "return_state") if value else ():
            if getattr(value, name) != getattr(forward, name):
                raise _unlike(name, f"`{name}` has to be the same in both layers")
        return value

    @property
    def backward(self) -> Recurrent:
        """The layer that reads from the end."""
        second: Recurrent = self.layer if self.backward_layer is None else self.backward_layer
        return second

    def infer(self, signal: Signal) -> Effect:
        if self.merge_mode is None:
            raise _unmerged()
        with inside("layer", self.layer.type):
            there: Effect = self.layer.infer(signal)
        with inside("backward_layer", self.backward.type):
            back = self._infer_backward(signal)
        output = Signal(self._merge(there, back), self.compute_dtype, there.output.mask)
        weights = None if there.weights is None or back.weights is None else there.weights + back.weights
        return Effect(
            output,
            weights,
            _sum(there.macs, back.macs),
            _sum(there.activation_bytes, back.activation_bytes, super().activation_bytes((), output)),
        )

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return seen.all(shape[1])

    def _infer_backward(self, signal: Signal) -> Effect:
        """What the second layer does; Keras builds it, and asks the first one alone for the shape of the output."""
        try:
            effect: Effect = self.backward.infer(signal)
        except ShapeError as error:
            if error.needs_rank is not None or error.code == "SEQ115":
                error.keras = "is not asked when the model is built: raises ValueError at the first batch"
            raise
        return effect

    def _merge(self, there: Effect, back: Effect) -> Shape | None:
        if there.output.shape is None or back.output.shape is None:
            return None
        *rest, units = there.output.shape
        if back.output.shape != there.output.shape:
            raise _unequal_units(self, there.output.shape, back.output.shape)
        return (*rest, _product(units, 2 if self.merge_mode == "concat" else 1))


def _unlike(argument: str, message: str) -> Problem:
    keras = f"raises ValueError when the layer is made: `{argument}` of forward and backward layer"
    return problem("SEQ116", message, keras=keras, help=f"set `{argument}` in the layer that differs, or take it out")


def _unmerged() -> ShapeError:
    return ShapeError(
        "`Bidirectional` with `merge_mode: null` gives two tensors, and a model here passes on one",
        ("merge_mode",),
        keras="returns two tensors, and the next layer raises ValueError when the model is built: it expects 1 input",
        help="take `concat`, `sum`, `mul` or `ave`",
        code="SEQ116",
    )


def _unequal_units(wrapper: Bidirectional, there: Shape, back: Shape) -> ShapeError:
    doubled, width = (*there[:-1], _product(there[-1], 2)), wrapper.backward.width
    only_width = there[:-1] == back[:-1] and width == "units"
    said = f"have {there[-1]} and {count(back[-1], 'unit')}" if only_width else f"give {show(there)} and {show(back)}"
    return ShapeError(
        f"the two layers of `Bidirectional` {said}",
        ("backward_layer", wrapper.backward.type, width),
        keras=f"silently takes the output for {doubled} if `concat` merges, else raises an error at the first batch",
        help=f"give both the same `{width}`" if only_width else "give both the same sizes",
        code="SEQ116",
    )


class SpectralNormalization(Wrapper):
    """
    Divides a layer's kernel by its largest singular value at every training step, so that small changes stay small.

    Steadies networks that are trained against each other. `power_iterations` is how often the value is refined.

    Input shape: what the layer takes
    Output shape: what the layer gives

    Example:
        SpectralNormalization: {layer: {Dense: 8}, power_iterations: 2}
        (None, 4) -> (None, 8), 48 parameters
    """

    mask = "drops"
    whole_batch = True

    layer: SubLayer
    power_iterations: PositiveInt = 1

    @field_validator("layer")
    @classmethod
    def _hold_a_kernel(cls, value: Layer) -> Layer:
        if not _has_kernel(value):
            raise problem(
                "SEQ008",
                f"`SpectralNormalization` divides a kernel or an embedding, and `{value.type}` has none of its own",
                keras="raises ValueError when the model is built: object has no attribute 'kernel' nor 'embeddings'",
                help="wrap `Dense`, a convolution or `Embedding`",
            )
        if getattr(value, "lora_rank", None) is not None:
            raise problem(
                "SEQ008",
                f"`SpectralNormalization` and `lora_rank` of `{value.type}` don't go together",
                keras="raises AttributeError at the first training step: the kernel is computed and can't be changed",
                help="leave one of them out",
            )
        return value

    def infer(self, signal: Signal) -> Effect:
        if not is_float(signal.dtype):
            raise _cast_back(self, signal.dtype)
        with inside("layer", self.layer.type):
            inner = self._infer_inside(signal)
        weights = None if inner.weights is None else _with_vector(inner.weights)
        return Effect(
            Signal(inner.output.shape, self.output_dtype(signal.dtype), self.output_mask(signal.mask)),
            weights,
            inner.macs,
            inner.activation_bytes,
        )

    def _infer_inside(self, signal: Signal) -> Effect:
        """What the layer does; Keras asks it for a shape, and not whether it takes the input."""
        try:
            effect: Effect = self.layer.infer(signal)
        except ShapeError as error:
            if error.needs_rank is not None:
                error.keras = "is not checked: raises an error at the first batch, or silently takes a wrong shape"
            raise
        return effect

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        inner: Reach = self.layer.reach(seen, shape)
        return inner


def _has_kernel(layer: Layer) -> bool:
    """Whether Keras's layer has one array `kernel` or `embeddings`; recurrent layers hide theirs in the step."""
    fields = set(type(layer).model_fields)
    if fields & {"recurrent_initializer", "pointwise_initializer"}:
        return False
    kernels = {"kernel_initializer", "depthwise_initializer", "embeddings_initializer"}
    return bool(fields & kernels) or isinstance(layer, SpectralNormalization)


def _with_vector(weights: tuple[Weight, ...]) -> tuple[Weight, ...]:
    """The weights of a layer with the direction that its kernel stretches most."""
    kernel, *others = weights
    return (kernel, Weight("vector_u", (1, kernel.shape[-1]), trainable=False), *others)


def _cast_back(layer: SpectralNormalization, dtype: str) -> ShapeError:
    return ShapeError(
        f"`SpectralNormalization` gives what it gets, `{dtype}`, and so cuts off the fractions of its output",
        keras=f"silently casts the output to {dtype}, the type of the input",
        help="declare the input as `float32`: `Embedding` looks up whole numbers of that type too",
    )


class Sequential(Layer):
    """
    A block of layers that counts as one; a wrapper can hold it.

    Input shape: what its first layer takes
    Output shape: what its last layer gives

    Example:
        Sequential: [{Conv1D: {filters: 4, kernel_size: 3}}, Flatten]
        (None, 10, 2) -> (None, 32), 28 parameters
    """

    freezes = False
    refused = frozenset({"dtype", "autocast", "activity_regularizer"})

    layers: Annotated[list[SubLayer], Field(min_length=1)]

    @property
    def input_dtype(self) -> str:
        """The dtype that any input is cast to: that of the input layer which Keras puts in front."""
        first: Layer = self.layers[0]
        return first.compute_dtype

    def output_dtype(self, dtype: str) -> str:
        dtype = self.input_dtype
        for layer in self.layers:
            dtype = layer.output_dtype(dtype)
        return dtype

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        signal = Signal(shape, self.input_dtype)
        for layer in self.layers:
            assert signal.shape is not None  # what leaves a layer has a shape where what enters has one
            seen = layer.reach(seen, signal.shape)
            signal = layer.infer(signal).output
        return seen

    def infer(self, signal: Signal) -> Effect:
        effects: list[Effect] = []
        signal = replace(signal, dtype=self.input_dtype)
        for index, layer in enumerate(self.layers):
            with inside("layers", index, layer.type):
                effects.append(layer.infer(signal))
            signal = effects[-1].output
        return Effect(
            signal,
            _joined(effects),
            _sum(*(effect.macs for effect in effects)),
            _sum(*(effect.activation_bytes for effect in effects)),
        )


def _joined(effects: list[Effect]) -> tuple[Weight, ...] | None:
    weights: tuple[Weight, ...] = ()
    for effect in effects:
        if effect.weights is None:
            return None
        weights += effect.weights
    return weights


def _sum(*numbers: int | None) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None
