"""Random specs from the types of the layers' fields: a new layer takes part without a word."""

from __future__ import annotations

import types
from dataclasses import dataclass, field
from random import Random
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import ValidationError

from seqspec.language.activation import ACTIVATIONS
from seqspec.language.layer import FROM_DATA, Layer, ShapeError, Signal
from seqspec.language.layers._recurrence import Recurrent
from seqspec.language.named import KINDS, Form, read

Plain = dict[str, Any]
"""A layer as a spec writes it: its name with its arguments."""

LAYERS = tuple(name for name in KINDS["layer"].registry.names if name != "Input")
RECURRENT = tuple(name for name in LAYERS if issubclass(KINDS["layer"].load(name), Recurrent))
WRAPPERS = ("Bidirectional", "Sequential", "SpectralNormalization", "TimeDistributed")
SIMPLE = tuple(name for name in LAYERS if name not in WRAPPERS)
KERNELS = ("Dense", "Conv1D", "Conv2D", "Conv1DTranspose", "DepthwiseConv1D", "EinsumDense", "Embedding", "LSTM")

# What the type of an argument does not say: values that have a chance.
_BY_FIELD: dict[str, tuple[Any, ...]] = {
    "axis": (-1, -1, -1, 0, 1, 2, -2, 4, [1], [-1], [1, 2], [-1, 1], [-2, -1]),
    "dims": ([1], [2, 1], [1, 2], [2, 1, 3], [3, 1, 2]),
    "target_shape": ([-1], [-1, 1], [2, -1], [2, 3], [6], [1, -1, 2], [4, 3], [3, -1]),
    "rate": (0.0, 0.1, 0.5),
    "dropout": (0.0, 0.1),
    "recurrent_dropout": (0.0, 0.1),
    "dtype": (None, "float16", "bfloat16", "mixed_float16", "mixed_bfloat16", "float32", "int32"),
    "groups": (1, 1, 2, 3, -1),
    "equation": ("ab,bc->ac", "abc,cd->abd", "abc,bd->adc", "abc,bcd->ad", "...b,bc->...c", "abc...,bd->adc...",
                 "ab,cb->ac", "abc,bcd->abd", "ab,bc->acd", "aab,bc->ac"),
    "output_shape": (1, 3, [2], [None, 3], [3, None], [2, 3], [None, None, 2]),
    "bias_axes": (None, "c", "d", "b", "bd", "ac"),
    "noise_shape": (None, [None, 1], [None, 1, None], [1, 1, 1], [2, 3]),
    "mean": (None, 0.5, [0.5], [1.0, 2.0]),
    "variance": (None, 1.5, [0.5], [1.0, 2.0]),
    "shared_axes": (None, 1, [1], [1, 2], [2]),
    "encoding": ("utf-8",),
    "stateful": (False,),  # a rule of its own: SEQ117
    "use_cudnn": ("auto", False),
    "synchronized": (False,),
}  # fmt: skip
_NAMED: dict[str, tuple[Any, ...]] = {
    "activation": ACTIVATIONS,
    "initializer": ("zeros", "ones", "glorot_uniform"),
    "regularizer": ("l2", {"L1": 0.01}),
    "constraint": ("non_neg", {"MaxNorm": 2.0}),
}
_LEFT_OUT = {"name", "input_shape", "autocast", "batch_shape"}
_BROKEN: tuple[Any, ...] = (0, -1, 40, [2, 2, 2, 2], [2, 2], [1], "no_such", 1.5, [0], [-3, 2], None)


@dataclass(frozen=True)
class Sketch:
    """
    A model that is to be judged.

    Args:
        shape: what it takes, batch left out.
        dtype, batch_size: the rest of what its input declares.
        layers: its layers, as a spec writes them; `{"repeat": ...}` among them.
    """

    shape: list[int | None]
    dtype: str = "float32"
    batch_size: int | None = None
    layers: list[Plain] = field(default_factory=list)

    @property
    def input(self) -> Plain:
        """Its first entry."""
        more = {"batch_size": self.batch_size} if self.batch_size else {}
        return {"Input": {"shape": self.shape, "dtype": self.dtype, **more}}

    @property
    def entries(self) -> list[Plain]:
        """All entries of its model."""
        return [self.input, *self.layers]


def draw(rng: Random) -> Sketch:
    """One model: mostly sound, sometimes on a wrong input, sometimes with one argument spoilt."""
    first = _first(rng)
    shape = _shape(rng, _rank_of(first))
    dtype = rng.choice(["float32"] * 6 + ["int32", "float16", "bfloat16", "float64", "uint8", "bool"])
    batch = rng.choice([None] * 9 + [2])
    layers = [first]
    signal = _after(first, Signal((batch, *shape), dtype))
    for _ in range(rng.choice([0, 0, 1, 1, 2, 3])):
        if signal is None:
            break
        entry = _next(rng, signal)
        layers.append(entry)
        signal = _after(entry, signal)
    sketch = Sketch(shape, dtype, batch, layers)
    return _spoilt(rng, sketch) if rng.random() < 0.25 else sketch


def _first(rng: Random) -> Plain:
    opening = rng.random()
    if opening < 0.08:
        return {"Masking": {}}
    if opening < 0.16:
        return {"Embedding": {"input_dim": 5, "output_dim": 3, "mask_zero": True}}
    return _entry(rng, rng.choice(LAYERS))


def _next(rng: Random, signal: Signal) -> Plain:
    """A layer, mostly one that takes what comes; now and then a few layers are repeated."""
    if rng.random() < 0.05:
        times, layers = rng.randint(1, 3), [_fitting(rng, signal, 0) for _ in range(rng.randint(1, 2))]
        return {"repeat": {"times": times, "layers": layers}}
    return _fitting(rng, signal)


def _fitting(rng: Random, signal: Signal, depth: int = 1) -> Plain:
    entry = _entry(rng, rng.choice(LAYERS if depth else SIMPLE), depth)
    for _ in range(4):
        if _after(entry, signal) is not None:
            break
        entry = _entry(rng, rng.choice(LAYERS if depth else SIMPLE), depth)
    return entry


def _entry(rng: Random, name: str, depth: int = 1) -> Plain:
    return {name: arguments(rng, KINDS["layer"].load(name), depth)}


def arguments(rng: Random, cls: Any, depth: int = 1) -> Plain:
    """Arguments of a layer: those it needs, and some more."""
    given = {}
    for name, info in cls.model_fields.items():
        if name in {*_LEFT_OUT, *cls.refused} or not (info.is_required() or rng.random() < _chance(name)):
            continue
        listed = name in _BY_FIELD
        metadata = tuple(info.metadata)
        given[name] = rng.choice(_BY_FIELD[name]) if listed else _value(rng, info.annotation, metadata, cls, depth)
    return given


def _chance(name: str) -> float:
    return 0.05 if name in Layer.model_fields or name.endswith(("er", "constraint")) else 0.25


def _value(rng: Random, annotation: Any, metadata: tuple[Any, ...], cls: Any, depth: int) -> Any:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _value(rng, args[0], (*args[1:], *metadata), cls, depth)
    forms = [each.kind for each in metadata if isinstance(each, Form)]
    if forms:
        return _named(rng, forms[0], cls, depth)
    if origin in (Union, types.UnionType):
        return _value(rng, rng.choice(args), metadata, cls, depth)
    if origin is Literal:
        return rng.choice([each for each in args if each != FROM_DATA] or [3])
    if origin is list:
        return [_value(rng, args[0], (), cls, depth) for _ in range(_length(rng, metadata, cls))]
    if origin is dict:
        return {key: _value(rng, args[1], (), cls, depth) for key in get_args(args[0])[: rng.randint(0, 2)]}
    return _scalar(rng, annotation, _flat(metadata))


def _scalar(rng: Random, annotation: Any, bounds: list[Any]) -> Any:
    low: Any = next(
        (each.ge if isinstance(each, Ge) else each.gt for each in bounds if isinstance(each, Ge | Gt)), None
    )
    high: Any = next(
        (each.le if isinstance(each, Le) else each.lt for each in bounds if isinstance(each, Le | Lt)), None
    )
    if annotation is bool:
        return rng.random() < 0.5
    if annotation is int:
        return rng.randint(-1 if low is None else int(low), 6 if high is None else min(int(high), 6))
    if annotation is float:
        return round(rng.uniform(0 if low is None else low, 2 if high is None else high), 2)
    return rng.choice(ACTIVATIONS) if annotation is str else None


def _length(rng: Random, metadata: tuple[Any, ...], cls: Any) -> int:
    usual = getattr(cls, "rank", 2)
    low = next((each.min_length for each in _flat(metadata) if isinstance(each, MinLen)), None)
    high = next((each.max_length for each in _flat(metadata) if isinstance(each, MaxLen)), None)
    if low is None and high is None:
        return rng.choice([usual] * 8 + [1, 2, 3])
    return rng.randint(low or 0, high or max(low or 0, usual))


def _flat(metadata: tuple[Any, ...]) -> list[Any]:
    return [inner for each in metadata for inner in (each, *getattr(each, "metadata", ()))]


def _named(rng: Random, kind: str, cls: Any, depth: int) -> Any:
    if kind != "layer":
        return rng.choice(_NAMED[kind])
    names: tuple[str, ...] = SIMPLE if not depth or rng.random() < 0.8 else WRAPPERS
    if cls.__name__ == "Bidirectional":
        names = RECURRENT
    if cls.__name__ == "SpectralNormalization":
        names = KERNELS
    return _entry(rng, rng.choice(names), depth - 1 if depth else 0)


def _shape(rng: Random, rank: int | None) -> list[int | None]:
    """Small sizes, mostly as many as the first layer wants."""
    axes = rank - 1 if rank and rng.random() < 0.9 else rng.randint(1, 4)
    return [None if rng.random() < 0.08 else rng.randint(1, 6) for _ in range(axes)]


def _rank_of(entry: Plain) -> int | None:
    """How many axes a layer wants, where its class says so."""
    ((name, given),) = entry.items()
    inner = given.get("layer")
    if isinstance(inner, dict):
        wanted = _rank_of(inner)
        return (wanted or 2) + 1 if name == "TimeDistributed" else wanted
    cls = KINDS["layer"].load(name)
    rank = getattr(cls, "rank", None)
    if issubclass(cls, Recurrent):
        return 3 + (rank or 0)
    return None if rank is None else rank + 2


def _after(entry: Plain, signal: Signal) -> Signal | None:
    """What leaves an entry, or None where it is refused."""
    if "repeat" in entry:
        return signal if all(_after(layer, signal) for layer in entry["repeat"]["layers"]) else None
    try:
        layer = read("layer", entry)
        assert isinstance(layer, Layer)
        return layer.infer(signal).output
    except (ValidationError, ShapeError):
        return None


def _spoilt(rng: Random, sketch: Sketch) -> Sketch:
    """One thing changed, which is wrong in most cases."""
    kind = rng.randrange(3)
    if kind == 0:
        shape = [*sketch.shape, 2] if rng.random() < 0.5 else sketch.shape[1:]
        return Sketch(shape, sketch.dtype, sketch.batch_size, sketch.layers)
    index = rng.randrange(len(sketch.layers))
    ((name, given),) = sketch.layers[index].items()
    known = [key for key in given if key not in {"layer", "layers", "backward_layer", "times"}]
    if name == "repeat" or (kind == 1 and not known):
        return sketch
    spoilt = {**given, rng.choice(known): rng.choice(_BROKEN)} if kind == 1 else {**given, "no_such": 1}
    layers = [*sketch.layers[:index], {name: spoilt}, *sketch.layers[index + 1 :]]
    return Sketch(sketch.shape, sketch.dtype, sketch.batch_size, layers)
