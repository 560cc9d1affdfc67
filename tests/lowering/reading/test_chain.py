"""Which models are a row of layers."""

from __future__ import annotations

from typing import Any

import pytest

from seqspec.errors import ExportError
from seqspec.lowering.reading.chain import layers_of


def layer(name: str, *sources: str) -> dict[str, Any]:
    """A layer of a functional model, with the layers whose outputs it takes."""
    tensors = [{"class_name": "__keras_tensor__", "config": {"keras_history": [each, 0, 0]}} for each in sources]
    nodes = [{"args": [tensors if len(tensors) > 1 else tensors[0]], "kwargs": {}}] if tensors else []
    return {"class_name": "Dense", "name": name, "config": {"name": name}, "inbound_nodes": nodes}


def functional(*layers: dict[str, Any], outputs: tuple[str, ...] = ("c",)) -> dict[str, Any]:
    """A functional model that starts at `a`."""
    ends = [[name, 0, 0] for name in outputs]
    return {
        "class_name": "Functional",
        "config": {"layers": list(layers), "input_layers": [["a", 0, 0]], "output_layers": ends},
    }


def test_a_chain_comes_in_its_order() -> None:
    """However its layers are listed."""
    found = layers_of(functional(layer("c", "b"), layer("a"), layer("b", "a")))

    assert ["a", "b", "c"] == [each["name"] for each in found]


def test_a_chain_as_older_versions_wrote_it() -> None:
    """Keras 2 named the layer, its node and its tensor."""
    old = {"class_name": "Dense", "name": "c", "config": {}, "inbound_nodes": [[["a", 0, 0, {}]]]}

    assert ["a", "c"] == [each["name"] for each in layers_of(functional(layer("a"), old))]


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (functional(layer("a"), layer("b", "a"), layer("c", "a")), "goes into `b` and into `c`"),
        (functional(layer("a"), layer("b"), layer("c", "a", "b")), "`c` takes 2 inputs"),
        (functional(layer("a"), layer("c", "a"), outputs=("a", "c")), "has 2 outputs"),
        (functional(layer("a"), layer("c", "a"), layer("d", "c")), "no single row"),
        (functional(layer("a", "c"), layer("c", "a")), "no single row"),
        ({"class_name": "Mine", "config": {"layers": []}}, "`Mine`, a class of its author's own"),
        ({"class_name": "Sequential", "config": {"layers": 5}}, "its `layers` are no list"),
        ({"class_name": "Sequential", "config": {"layers": [3]}}, "no configuration"),
        ({"class_name": "Sequential", "config": {"layers": [{"config": {}}] * 10_001}}, "10,001 layers"),
    ],
)
def test_other_models_are_refused_by_name(model: dict[str, Any], said: str) -> None:
    """What branches, joins or turns in circles is no row."""
    with pytest.raises(ExportError, match=said):
        layers_of(model)


@pytest.mark.parametrize(
    "model",
    [
        {"class_name": [], "config": {"layers": []}},
        {"class_name": "Functional", "config": []},
        functional(outputs=("a",)),
        functional({**layer("a"), "inbound_nodes": 0.5}, outputs=("a",)),
        functional(layer("a"), {**layer("c", "a"), "inbound_nodes": [{"class_name": "__keras_tensor__", "config": 1}]}),
    ],
)
def test_what_keras_never_wrote_is_refused(model: dict[str, Any]) -> None:
    """Whatever stands where something else should, it is told and no fault of ours."""
    with pytest.raises(ExportError):
        layers_of(model)
