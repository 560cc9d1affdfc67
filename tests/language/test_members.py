"""
Everything that Keras offers under a name is a member of the language, with Keras's arguments in Keras's order and with
Keras's defaults. What is not is listed here, or refused by name, with the reason.
"""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import pytest

from seqspec.language.activation import ACTIVATIONS
from seqspec.language.layer import Layer
from seqspec.language.named import KINDS, Named

pytestmark = pytest.mark.keras

MEMBERS = [(kind, name) for kind in KINDS for name in KINDS[kind].registry.names]
LAYERS = KINDS["layer"].registry.names
BASE = set(Layer.model_fields)

_CODE = "an object made in Python"
_NUMBERS = "arrays of numbers don't belong into a spec"
LEFT_OUT = {
    ("Dense", "quantization_config"): _CODE,
    ("Embedding", "quantization_config"): _CODE,
    ("Embedding", "weights"): _NUMBERS,
    ("EinsumDense", "gptq_unpacked_column_size"): "a detail of a model that was quantized, which a spec can't do",
    ("EinsumDense", "quantization_config"): _CODE,
    ("Bidirectional", "weights"): _NUMBERS,
    ("Input", "tensor"): _CODE,
    ("Input", "sparse"): "every recipe delivers dense arrays",
    ("Input", "ragged"): "every recipe delivers dense arrays; sequences are padded and masked",
    ("Input", "optional"): "a model has one input, and it is always there",
    ("ModelCheckpoint", "filepath"): "files land in the run folder, under names of ours",
}
"""Arguments of Keras that a spec can't give."""
REQUIRED_HERE = {
    ("Input", "shape"): "Keras has no default either, and raises ValueError without it",
    ("CategoryEncoding", "num_tokens"): "Keras raises ValueError without it",
    ("Discretization", "bin_boundaries"): "without them Keras waits for `adapt`, which no spec can call",
    ("Sequential", "layers"): "a block of no layers can't be built",
}
"""Arguments with a default in Keras that no spec can do without."""
OTHER_ORDER = {
    "Conv3DTranspose": "in Keras alone of its family `data_format` stands before `output_padding`",
    "Muon": "Keras puts its own arguments on both sides of those that all optimizers share; ours come first",
}
"""Classes whose arguments stand in another order than Keras's."""
NOT_NAMED = {
    "IdentityInitializer": "another name of Identity, which no string of Keras's means",
    "OrthogonalInitializer": "another name of Orthogonal, which no string of Keras's means",
    "STFTInitializer": "another name of STFT, which no string of Keras's means",
}
"""Classes of Keras that have no name here, and are not refused by name."""
UNUSABLE = {
    "glu": "it halves the last axis, and layers reckon with the whole of it",
    "threshold": "it takes two numbers beside the tensor",
}
"""Activations of Keras that no layer can use."""
_NO_MEMBERS = {"deserialize", "get", "serialize"}


def home(kind: str) -> Any:
    """Keras's module with the members of a kind."""
    return importlib.import_module(KINDS[kind].keras)


def in_keras(kind: str, name: str) -> Any:
    """Keras's class or function of a name, or ours where Keras has none."""
    import keras

    if name in KINDS[kind].registry and not KINDS[kind].load(name).of_keras:
        return getattr(importlib.import_module("seqspec.lowering.own"), name)
    return getattr(home(kind), name, None) or getattr(keras, name)


def signature(kind: str, name: str) -> dict[str, inspect.Parameter]:
    """All arguments that Keras's class names."""
    target = in_keras(kind, name)
    found = inspect.signature(target.__init__ if inspect.isclass(target) else target).parameters
    return {key: each for key, each in found.items() if key != "self"}


def theirs(kind: str, name: str) -> dict[str, Any]:
    """Keras's own arguments with their defaults, in order; of a layer without those that all layers take."""
    shared = BASE if kind == "layer" else set()
    return {
        key: inspect.Parameter.empty if (name, key) in REQUIRED_HERE else plain(each.default)
        for key, each in signature(kind, name).items()
        if each.kind not in {each.VAR_KEYWORD, each.VAR_POSITIONAL}
        and key not in shared
        and (name, key) not in LEFT_OUT
    }


def ours(cls: type[Named]) -> dict[str, Any]:
    """Our arguments with their defaults, in order."""
    fields = {name: cls.model_fields[name] for name in cls.own_fields()}
    return {
        name: inspect.Parameter.empty if field.is_required() else plain(field.default) for name, field in fields.items()
    }


def plain(default: Any) -> Any:
    """A default as short as it can be said: one number for `(1, 1)`, which means the same to Keras."""
    if not isinstance(default, list | tuple):
        return default
    each = [plain(value) for value in default]
    return each[0] if each and all(value == each[0] for value in each) else each


@pytest.mark.parametrize(("kind", "name"), MEMBERS)
def test_arguments_and_defaults_are_those_of_keras(kind: str, name: str) -> None:
    """A member takes exactly Keras's arguments, in Keras's order, with Keras's defaults."""
    expected, actual = theirs(kind, name), ours(KINDS[kind].load(name))

    assert expected == actual
    assert list(expected) == list(actual) or name in OTHER_ORDER


@pytest.mark.parametrize("kind", KINDS)
def test_every_class_of_keras_is_named_or_refused_with_a_reason(kind: str) -> None:
    """Nothing that Keras offers is simply forgotten, and no other name of a class means another class here."""
    names = KINDS[kind]
    offered = {name: each for name, each in vars(home(kind)).items() if inspect.isclass(each)}
    missing = {
        name: each.__name__
        for name, each in offered.items()
        if names.canonical(name) is None and name not in {*names.refused, *NOT_NAMED}
    }
    wrong = {
        name: names.canonical(name)
        for name, each in offered.items()
        if names.canonical(name) not in {None, each.__name__, "Input"}
    }

    assert ({}, {}) == (missing, wrong)
    assert all(in_keras(kind, name) for name in names.registry.names)


@pytest.mark.parametrize("kind", ["regularizer", "constraint", "initializer", "loss"])
def test_every_function_of_keras_is_named(kind: str) -> None:
    """The names in small letters that Keras offers beside its classes, such as `l1_l2`, are names here too."""
    offered = {name for name, each in vars(home(kind)).items() if name.islower() and callable(each)}
    known = {name for name in offered if KINDS[kind].canonical(name)}

    assert offered - known - _NO_MEMBERS == WITHOUT_STRING.get(kind, set())


WITHOUT_STRING = {"loss": {"categorical_generalized_cross_entropy"}}
"""Functions that Keras's own look-up does not find by their names; their classes are found by theirs."""


def test_every_activation_of_keras_is_named() -> None:
    """Every function of `keras.activations` can be named, but for those that no layer can use."""
    import keras

    offered = {name for name, each in vars(keras.activations).items() if callable(each) and name[0] != "_"}

    assert offered - _NO_MEMBERS - set(UNUSABLE) <= set(ACTIVATIONS)
    assert not set(UNUSABLE) & set(ACTIVATIONS)


@pytest.mark.parametrize("name", LAYERS)
def test_base_arguments(name: str) -> None:
    """A layer takes those of the common arguments that Keras's layer takes, and `input_shape`, which is ours."""
    found = signature("layer", name)
    open_ended = any(each.kind is each.VAR_KEYWORD for each in found.values())
    taken = {argument for argument in BASE - {"input_shape"} if open_ended or argument in found}

    if name == "ActivityRegularization":  # gives the base class an `activity_regularizer` itself
        taken.remove("activity_regularizer")
    assert taken == {argument for argument in KINDS["layer"].load(name).arguments() if argument in BASE} - {
        "input_shape"
    }


def test_activity_regularization_gives_its_own_regularizer() -> None:
    """Keras refuses `activity_regularizer` where its layer already gives one."""
    import keras

    with pytest.raises(TypeError, match="multiple values"):
        keras.layers.ActivityRegularization(activity_regularizer="l2")


def kind_of(name: str) -> str:
    """The kind of a member whose name is in a table."""
    return next(kind for kind in KINDS if name in KINDS[kind].registry)


@pytest.mark.parametrize(("name", "argument"), LEFT_OUT)
def test_what_is_left_out_is_there_in_keras(name: str, argument: str) -> None:
    """Every exception is one: Keras has the argument, and we have not."""
    kind = kind_of(name)

    assert argument in signature(kind, name)
    assert argument not in KINDS[kind].load(name).model_fields


@pytest.mark.parametrize(("name", "argument"), REQUIRED_HERE)
def test_what_is_required_here_has_a_default_in_keras(name: str, argument: str) -> None:
    """Every argument in the table can be left out in Keras, and not here."""
    kind = kind_of(name)

    assert signature(kind, name)[argument].default is not inspect.Parameter.empty
    assert KINDS[kind].load(name).model_fields[argument].is_required()


@pytest.mark.parametrize("name", OTHER_ORDER)
def test_the_order_is_another(name: str) -> None:
    """Every class in the table has its arguments in another order than Keras."""
    kind = kind_of(name)

    assert list(theirs(kind, name)) != list(ours(KINDS[kind].load(name)))


@pytest.mark.parametrize("name", NOT_NAMED)
def test_what_is_not_named_is_another_name(name: str) -> None:
    """A class that has no name here has one in Keras, under which it is known."""
    offered = in_keras("initializer", name)

    assert offered.__name__ != name
    assert KINDS["initializer"].canonical(offered.__name__) == offered.__name__
