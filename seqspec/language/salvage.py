"""What a layer that could not be read does to a shape all the same, so that one mistake hides no other."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from seqspec.language.layer import Layer, Unknown
from seqspec.language.named import KINDS, Form, read
from seqspec.language.problems import Location, Problem
from seqspec.language.scalars import resolve

_SIZES = (int, bool, list, dict, tuple)
"""What decides a shape: a number with a fraction, an activation or an initializer never does."""


def salvage(entry: Any, wrong: Iterable[tuple[Location, Problem]]) -> Unknown:
    """
    Stand in for a layer that could not be read.

    Args:
        entry: what is written.
        wrong: what is wrong with it, each problem at its path below the entry.

    Returns:
        a layer without arguments that rules could judge. It gives the shape that the layer would have given without
        the mistakes, where they can't have been about the shape; else nothing is known of what leaves it.
    """
    name = next(iter(entry), "?") if isinstance(entry, dict) else str(entry)
    meant = _meant(entry, wrong)
    if meant is None:
        return Unknown(given=name)
    unknown = Unknown(given=name, input_shape=meant.input_shape)
    unknown._stand_in = meant
    return unknown


def _meant(entry: Any, wrong: Iterable[tuple[Location, Problem]]) -> Layer | None:
    mended = copy.deepcopy(entry)
    if not all(_mend(mended, location, problem) for location, problem in wrong):
        return None
    try:
        return read("layer", mended)  # type: ignore[return-value]  # a Named of kind "layer" is a Layer
    except (ValidationError, PydanticCustomError):
        return None


def _mend(entry: Any, location: Location, problem: Problem) -> bool:
    """Take a mistake out, or write what was meant; False where the shape could depend on it."""
    owner: type[Layer] | None = None
    parent: Any = entry
    for depth, key in enumerate(location):
        if isinstance(parent, list) and owner and key == owner.own_fields()[0]:
            continue  # the short form: a list after the name is its first argument
        if not _holds(parent, key):
            return False
        field = owner.model_fields.get(str(key)) if owner else None
        if field is not None and not _decides_a_shape(field):
            del parent[key]
            return True
        if depth == len(location) - 1:
            return _rewrite(parent, key, problem)
        owner = _layer_class(key) or (owner if isinstance(key, int) else None)
        parent = parent[key]
    return False


def _holds(parent: Any, key: str | int) -> bool:
    if isinstance(parent, list):
        return isinstance(key, int) and key < len(parent)
    return isinstance(parent, dict) and key in parent


def _layer_class(key: str | int) -> type[Layer] | None:
    kind = KINDS["layer"]
    name = kind.canonical(key) if isinstance(key, str) else None
    return kind.load(name) if name else None  # type: ignore[return-value]  # the class of a layer


def _rewrite(parent: Any, key: str | int, problem: Problem) -> bool:
    meant = problem.context or {}
    if "rename" in meant and isinstance(parent, dict):
        value = parent.pop(key)
        parent.setdefault(meant["rename"], value)
    elif problem.type == "SEQ007":
        del parent[key]
    elif problem.type == "SEQ003" and "replace" in meant:
        parent[key] = resolve(meant["replace"])
    else:
        return False
    return True


def _decides_a_shape(field: FieldInfo) -> bool:
    return any(_is_size(part) for part in _parts(field.annotation, field.metadata))


def _is_size(part: Any) -> bool:
    return part in _SIZES or (isinstance(part, Form) and part.kind == "layer")


def _parts(annotation: Any, metadata: Iterable[Any] = ()) -> Iterator[Any]:
    """A type taken apart: what it is made of, and what is noted beside it."""
    yield from metadata
    origin = get_origin(annotation)
    yield int if origin is Literal else origin or annotation  # a choice, such as a padding, decides as much as a number
    for part in get_args(annotation) if origin not in (None, Literal) else ():
        yield from _parts(part)
