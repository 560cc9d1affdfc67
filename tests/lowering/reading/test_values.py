"""Layers to Keras and back: the same layers, up to defaults."""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqspec.errors import ExportError, LoweringError
from seqspec.language.named import KINDS, read
from seqspec.lowering.objects import lower
from seqspec.lowering.reading.values import named
from tests.lowering.script.test_expressions import unseeded
from tests.strategies import LAYERS, layers

pytestmark = pytest.mark.keras


def serialized(value: Any) -> dict[str, Any]:
    """What Keras writes into a file."""
    import keras

    config: dict[str, Any] = json.loads(json.dumps(keras.saving.serialize_keras_object(value)))
    return config


def told(config: dict[str, Any]) -> dict[str, Any]:
    """What a configuration says; some layers write of a penalty they do not have, and others do not."""
    return {key: value for key, value in unseeded(config["config"]).items() if key != "activity_regularizer" or value}


@pytest.mark.parametrize("name", [name for name in LAYERS if name != "Input"])
@settings(max_examples=4)
@given(data=st.data())
def test_a_layer_comes_back_from_keras(name: str, data: st.DataObject) -> None:
    """Spec, Keras, spec: what comes back means the same to Keras, and taking it in again changes nothing."""
    layer = data.draw(layers(name))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            config = serialized(lower(layer))
    except (LoweringError, NotImplementedError):  # of some layers with a penalty Keras knows no configuration
        return

    back = named("layer", config)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        again = serialized(lower(back))
    assert told(config) == told(again)
    assert back == named("layer", again)
    assert back.model_fields_set == named("layer", again).model_fields_set


@pytest.mark.parametrize("name", [name for name in LAYERS if name != "Input"])
def test_nothing_is_said_that_was_not(name: str) -> None:
    """A layer whose optional arguments are left out comes back without any of them."""
    cls = KINDS["layer"].load(name)
    inner = {"LSTM": 3} if name == "Bidirectional" else {"Dense": 3}
    usual = {"layer": inner, "layers": [inner], "equation": "ab,bc->ac", "output_shape": [4], "target_shape": [4],
             "dims": [1], "kernel_size": 3, "mean": None}  # fmt: skip
    given = {key: usual.get(key, 4) for key, field in cls.model_fields.items() if field.is_required()}
    try:
        layer = read("layer", {name: given} if given else name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            config = serialized(lower(layer))
    except (ValueError, LoweringError):
        pytest.skip("needs arguments of its own")

    assert set(given) == named("layer", config).model_fields_set - {"seed"}  # which Keras may have drawn


@pytest.mark.parametrize("kind", ["optimizer", "loss", "metric"])
def test_names_of_training_come_back(kind: str) -> None:
    """Optimizers, losses and metrics, too, with nothing but their names."""
    for name in KINDS[kind].registry.names:
        try:
            made = read(kind, {name: {}})
        except ValueError:  # it has an argument that must be given
            continue

        back = named(kind, serialized(lower(made)))

        assert (name, set()) == (back.type, back.model_fields_set)


def test_numbers_are_as_they_were_written() -> None:
    """What went through single precision is shown without its noise; all else as it is."""
    rates = [0.0010000000474974513, 0.1, 0.25, 1e300]
    configs = [{"class_name": "Adam", "config": {"learning_rate": rate, "epsilon": rate}} for rate in rates]

    assert [0.001, 0.1, 0.25, 1e300] == [vars(named("optimizer", config))["epsilon"] for config in configs]


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"module": "builtins", "class_name": "Mine", "config": {}, "registered_name": "mine>Mine"}, "author's own"),
        ({"module": "os", "class_name": "system", "config": {}}, "author's own"),
        ({"module": "keras.layers", "class_name": "Lambda", "config": {"function": "x"}}, "can't name the layer"),
        ({"module": "keras.layers", "class_name": "Dense", "config": {"units": 1, "activation": {
            "class_name": "__lambda__", "config": {"value": "x"}}}}, "`__lambda__`"),
        ({"module": "keras.layers", "class_name": "Attention", "config": {}}, "can't name the layer `Attention`"),
        ({"module": "keras.layers", "class_name": "Dense", "config": {"units": 1, "surprise": 2}}, "`surprise`"),
        ({"module": "keras.layers", "class_name": "Dense", "config": {"units": -1}}, "can't be written as a spec"),
        ({"class_name": "Dense", "config": 3}, "configuration of `Dense`"),
        ({"config": {}}, "has no name"),
        ({"class_name": "a\x1b[31mb", "config": {}}, "`...` is no layer"),
    ],
)  # fmt: skip
def test_what_is_not_keras_own_is_refused_by_name(config: dict[str, Any], said: str) -> None:
    """Custom objects, functions and layers that a spec can't hold; nothing is ever made into an object."""
    with pytest.raises(ExportError, match=said):
        named("layer", config)
