"""
Hypothesis strategies for what a spec can hold, made from the types of the fields: a new layer is tried without a word.
"""

from __future__ import annotations

import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from hypothesis import strategies as st
from pydantic import ValidationError

from seqspec.language.activation import ACTIVATIONS
from seqspec.language.layer import FROM_DATA, Layer, Shape
from seqspec.language.layers._recurrence import Recurrent
from seqspec.language.named import KINDS, Form, read

LAYERS = KINDS["layer"].registry.names
WRAPPERS = ("Bidirectional", "TimeDistributed", "Sequential", "SpectralNormalization")

# Where the type of an argument allows much that no layer of its kind would ever take.
_BY_FIELD: dict[str, st.SearchStrategy[Any]] = {
    "axis": st.integers(-3, 3) | st.lists(st.integers(-3, 3), min_size=1, max_size=2, unique=True),
    "dims": st.integers(1, 3).flatmap(lambda count: st.permutations(range(1, count + 1))),
    "target_shape": st.lists(st.sampled_from([-1, 1, 2, 3, 4, 6]), min_size=1, max_size=3),
    "rate": st.sampled_from([0.0, 0.1, 0.5]),
    "dropout": st.sampled_from([0.0, 0.1]),
    "recurrent_dropout": st.sampled_from([0.0, 0.1]),
    "dtype": st.sampled_from([None, "float16", "bfloat16", "mixed_float16", "mixed_bfloat16"]),
    "groups": st.sampled_from([1, 1, 2, 3]),
    "equation": st.sampled_from(["ab,bc->ac", "abc,cd->abd", "abc,bd->adc", "...b,bc->...c", "abc...,bd->adc..."]),
    "output_shape": st.integers(1, 4) | st.lists(st.sampled_from([None, 1, 2, 3, 4]), min_size=1, max_size=3),
    "num_tokens": st.integers(2, 6),  # a batch of ones is tried, and 1 is the largest number of two
    "bias_axes": st.sampled_from([None, "c", "d", "ac"]),
    # Rules of their own: SEQ117 (a stateful layer needs a batch size), SEQ502 (cuDNN), SEQ510 (backends).
    "stateful": st.just(False),
    "use_cudnn": st.sampled_from(["auto", False]),
    "synchronized": st.just(False),
}
_NAMED = {
    "initializer": st.sampled_from(["zeros", "ones"]),
    "regularizer": st.sampled_from(["l2", {"L1": 0.01}]),
    "constraint": st.sampled_from(["non_neg", {"MaxNorm": 2.0}]),
}


def arguments(cls: type[Layer], depth: int = 1) -> st.SearchStrategy[dict[str, Any]]:
    """Arguments of a layer as a spec writes them; a few of them may be wrong together."""
    required, optional = {}, {}
    for name, field in cls.model_fields.items():
        if name in {"name", "input_shape", "autocast", "batch_shape", *cls.refused}:
            continue
        known = name in _BY_FIELD
        strategy = _BY_FIELD[name] if known else values(field.annotation, tuple(field.metadata), cls, depth)
        (required if field.is_required() else optional)[name] = strategy
    return st.fixed_dictionaries(required, optional=optional)


def values(annotation: Any, metadata: tuple[Any, ...], cls: type[Layer], depth: int) -> st.SearchStrategy[Any]:
    """Values of a type, its bounds kept; whole numbers stay small."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return values(args[0], (*args[1:], *metadata), cls, depth)
    forms = [each.kind for each in metadata if isinstance(each, Form)]
    if forms:
        return _named(forms[0], cls, depth)
    if origin in (Union, types.UnionType):
        return st.one_of(*(values(each, (), cls, depth) for each in args))
    if origin is Literal:
        return st.one_of(*(st.just(each) for each in args if each != FROM_DATA))  # which the recipe replaces
    if origin is list:
        return st.lists(values(args[0], (), cls, depth), **_lengths(metadata, getattr(cls, "rank", 2)))
    if origin is dict:
        return st.dictionaries(values(args[0], (), cls, depth), values(args[1], (), cls, depth), max_size=2)
    return _scalar(annotation, metadata)


def _scalar(annotation: Any, metadata: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    low, high = _bounds(metadata)
    if annotation is bool:
        return st.booleans()
    if annotation is int:
        return st.integers(-2 if low is None else int(low), 6 if high is None else min(int(high), 6))
    if annotation is float:
        return st.floats(-2 if low is None else low, 2 if high is None else high, width=16)
    if annotation is str:
        return st.sampled_from(ACTIVATIONS)
    assert annotation in (type(None), None), annotation
    return st.none()


def _bounds(metadata: tuple[Any, ...]) -> tuple[float | None, float | None]:
    low = high = None
    for each in _flat(metadata):
        low = each.ge if isinstance(each, Ge) else each.gt if isinstance(each, Gt) else low
        high = each.le if isinstance(each, Le) else each.lt if isinstance(each, Lt) else high
    return low, high


def _lengths(metadata: tuple[Any, ...], usual: int) -> dict[str, int]:
    lengths = {"min_size": usual, "max_size": usual}
    for each in _flat(metadata):
        if isinstance(each, MinLen):
            lengths = {"min_size": each.min_length, "max_size": max(each.min_length, 3)}
        if isinstance(each, MaxLen):
            lengths["max_size"] = each.max_length
    return lengths


def _flat(metadata: tuple[Any, ...]) -> list[Any]:
    """The metadata with what pydantic's `Field` packs together taken apart."""
    return [inner for each in metadata for inner in (each, *getattr(each, "metadata", ()))]


def _named(kind: str, cls: type[Layer], depth: int) -> st.SearchStrategy[Any]:
    if kind != "layer":
        return _NAMED[kind]
    recurrent = [name for name in LAYERS if issubclass(KINDS["layer"].load(name), Recurrent)]
    if cls.__name__ == "Bidirectional":
        return st.sampled_from(recurrent).flatmap(lambda name: written(name, 0))
    if cls.__name__ == "SpectralNormalization":
        return st.sampled_from(["Dense", "Conv1D", "DepthwiseConv2D", "EinsumDense", "Embedding"]).flatmap(
            lambda name: written(name, 0)
        )
    simple = [name for name in LAYERS if name not in {*WRAPPERS, "Input"}]
    return st.sampled_from([*simple, *(WRAPPERS if depth else ())]).flatmap(lambda name: written(name, depth - 1))


def written(name: str, depth: int = 1) -> st.SearchStrategy[dict[str, Any]]:
    """A layer as a spec writes it, in long form."""
    return arguments(KINDS["layer"].load(name), depth).map(lambda given: {name: given})


def layers(name: str) -> st.SearchStrategy[Layer]:
    """Layers of one class that decode."""
    return written(name).map(_decoded).filter(lambda layer: layer is not None)


def _decoded(value: Any) -> Layer | None:
    try:
        layer = read("layer", value)
    except ValidationError:
        return None
    assert isinstance(layer, Layer)
    return layer


def shapes(layer: Layer | None = None) -> st.SearchStrategy[Shape]:
    """Shapes with an unknown batch, mostly of the rank that a layer wants; some sizes are not known."""
    wanted = _rank(layer)
    ranks = st.integers(2, 5) if wanted is None else st.sampled_from([wanted] * 5 + [2, 3, 4])
    dims = st.sampled_from([None, 1, 2, 3, 4, 5, 6, 8, 9, 12])
    return ranks.flatmap(lambda rank: st.tuples(*([dims] * (rank - 1)))).map(lambda sizes: (None, *sizes))


def _rank(layer: Layer | None) -> int | None:
    inner, rank = getattr(layer, "layer", None), getattr(type(layer), "rank", None)
    if inner is not None:
        return _rank(inner) if layer.type in {"Bidirectional", "SpectralNormalization"} else (_rank(inner) or 2) + 1
    if isinstance(layer, Recurrent):
        return 3 + (rank or 0)
    return None if rank is None else rank + 2
