"""Every name that `compile` and `fit` can use, found in the registry: a new class is tested without a word."""

from __future__ import annotations

import importlib
import inspect
import re
import textwrap
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import yaml
from hypothesis import strategies as st
from pydantic import ValidationError

from seqspec.language.named import KINDS, Named, read
from tests.strategies import values

TRAINING = tuple(kind for kind in KINDS if kind != "layer")
EVERY = [(kind, name) for kind in TRAINING for name in KINDS[kind].registry.names]

_SCHEDULES = [
    {"CosineDecay": {"initial_learning_rate": 0.1, "decay_steps": 10}},
    {"PiecewiseConstantDecay": {"boundaries": [1, 2], "values": [1, 0.5, 0.25]}},
]
_BY_FIELD: dict[str, st.SearchStrategy[Any]] = {
    "name": st.none() | st.sampled_from(["a", "name_2"]),
    "monitor": st.sampled_from(["loss", "val_loss"]),
    "learning_rate": st.floats(0.001, 10) | st.just(1) | st.sampled_from(_SCHEDULES),
    "schedule": st.sampled_from(_SCHEDULES),
    "inner_optimizer": st.sampled_from(["sgd", "Adam", {"RMSprop": 0.1}]),
    "exclude_layers": st.none() | st.just(["dense", "lstm/kernel"]),
    "quantiles": st.floats(0.01, 0.99)
    | st.lists(st.floats(0.01, 0.99), min_size=1, max_size=4, unique=True).map(sorted),
    "boundaries": st.lists(st.integers(0, 9), min_size=1, max_size=3, unique=True).map(sorted),
    "seed": st.none() | st.integers(0, 2**32 - 1),
}


def load(kind: str, name: str) -> type[Named]:
    """One of our classes."""
    return KINDS[kind].load(name)


def in_keras(kind: str, name: str) -> Any:
    """Keras's class of that name, or ours where Keras has none."""
    import keras

    if not load(kind, name).of_keras:
        return getattr(importlib.import_module("seqspec.lowering.own"), name)
    home: Any = keras
    for part in KINDS[kind].keras.split(".")[1:]:
        home = getattr(home, part)
    return getattr(home, name)


def signature(kind: str, name: str) -> dict[str, Any]:
    """The arguments of Keras's class with their defaults, in order; `inspect.Parameter.empty` where there is none."""
    parameters = inspect.signature(in_keras(kind, name).__init__).parameters.values()
    named = [each for each in parameters if each.kind not in {each.VAR_KEYWORD, each.VAR_POSITIONAL}]
    return {each.name: each.default for each in named if each.name != "self"}


def example(kind: str, name: str) -> Any:
    """The example in the docstring of a class, as a spec would hold it."""
    text = inspect.cleandoc(load(kind, name).__doc__ or "")
    found = re.search(r"^Example:\n((?:    .*\n?)+)", text, re.MULTILINE)
    assert found, f"{name} has no example"
    return yaml.safe_load(textwrap.dedent(found[1]))


def written(kind: str, name: str) -> st.SearchStrategy[Any]:
    """A name with arguments that decode, as a spec would hold it."""
    cls = load(kind, name)
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for field, info in cls.model_fields.items():
        known = field in _BY_FIELD
        strategy = _BY_FIELD[field] if known else values(info.annotation, tuple(info.metadata), cls, 0)  # type: ignore
        (required if info.is_required() else optional)[field] = strategy
    given = st.fixed_dictionaries(required, optional=optional)
    return given.map(lambda arguments: {name: arguments}).filter(lambda value: decoded(kind, value) is not None)


def decoded(kind: str, value: Any) -> Named | None:
    """What a value decodes to, or None where it is refused."""
    try:
        return read(kind, value)
    except ValidationError:
        return None


@contextmanager
def quiet() -> Iterator[None]:
    """Keras warns where an argument is odd; here only its errors count."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
