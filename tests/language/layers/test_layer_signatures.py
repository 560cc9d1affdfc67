"""Our arguments are Keras's: the same names, order and defaults, but for what a spec can't or need not say."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from seqspec.language.layer import Layer
from seqspec.language.named import KINDS

pytestmark = pytest.mark.keras

_CODE = "an object made in Python"
_NUMBERS = "arrays of numbers don't belong into a spec"
EXCEPTIONS = {
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
}
# Defaults that differ on purpose, with Keras's own. Everything else that differs is a fault.
REQUIRED_HERE = {
    ("Input", "shape"): "Keras has no default either, and raises ValueError without it",
    ("CategoryEncoding", "num_tokens"): "Keras raises ValueError without it",
    ("Discretization", "bin_boundaries"): "without them Keras waits for `adapt`, which no spec can call",
    ("Sequential", "layers"): "a block of no layers can't be built",
}
OTHER_ORDER = {"Conv3DTranspose": "in Keras alone of its family `data_format` stands before `output_padding`"}
BASE = set(Layer.model_fields)


def keras_class(name: str) -> Any:
    """Keras's class or function of a name."""
    import keras

    return getattr(keras.layers, name, None) or getattr(keras, name)


def parameters(name: str) -> dict[str, Any]:
    """Keras's own arguments of a layer with their defaults, in order, without the common ones."""
    target = keras_class(name)
    if name == "Sequential":  # its `__new__` hides the signature
        target = target.__init__
    found = inspect.signature(target).parameters.values()
    named = [each for each in found if each.kind is each.POSITIONAL_OR_KEYWORD and each.name not in {*BASE, "self"}]
    return {each.name: each.default for each in named if (name, each.name) not in EXCEPTIONS}


def plain(default: Any) -> Any:
    """A default as short as it can be said: one number for `(1, 1)`, which means the same to Keras."""
    if not isinstance(default, list | tuple):
        return default
    each = [plain(value) for value in default]
    return each[0] if all(value == each[0] for value in each) else each


@pytest.mark.parametrize("name", KINDS["layer"].registry.names)
def test_signature(name: str) -> None:
    """A layer takes Keras's arguments in Keras's order with Keras's defaults."""
    cls = KINDS["layer"].load(name)
    theirs = parameters(name)
    ours = {
        field: inspect.Parameter.empty if cls.model_fields[field].is_required() else cls.model_fields[field].default
        for field in cls.own_fields()
    }
    for layer, argument in REQUIRED_HERE:
        if layer == name:
            theirs[argument] = inspect.Parameter.empty

    assert sorted(ours) == sorted(theirs)
    assert list(ours) == list(theirs) or name in OTHER_ORDER
    assert {field: plain(ours[field]) for field in ours} == {field: plain(theirs[field]) for field in ours}


@pytest.mark.parametrize(("name", "argument"), EXCEPTIONS)
def test_exceptions(name: str, argument: str) -> None:
    """Every exception is one: Keras has the argument, and we have not."""
    assert argument in inspect.signature(keras_class(name)).parameters
    assert argument not in KINDS["layer"].load(name).model_fields


@pytest.mark.parametrize("name", KINDS["layer"].registry.names)
def test_base_arguments(name: str) -> None:
    """A layer takes those of the common arguments that Keras's layer takes, and `input_shape`, which is ours."""
    cls = KINDS["layer"].load(name)
    found = inspect.signature(keras_class(name).__init__ if name == "Sequential" else keras_class(name)).parameters
    open_ended = any(each.kind is each.VAR_KEYWORD for each in found.values())
    taken = {argument for argument in BASE - {"input_shape"} if open_ended or argument in found}

    if name == "ActivityRegularization":  # gives the base class an `activity_regularizer` itself
        taken.remove("activity_regularizer")
    assert taken == {argument for argument in cls.arguments() if argument in BASE} - {"input_shape"}


def test_activity_regularization_gives_its_own_regularizer() -> None:
    """Keras refuses `activity_regularizer` where its layer already gives one."""
    import keras

    with pytest.raises(TypeError, match="multiple values"):
        keras.layers.ActivityRegularization(activity_regularizer="l2")
