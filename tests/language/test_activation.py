"""The activations a spec can name are those of Keras that a layer can use."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from seqspec.language.activation import ACTIVATIONS
from seqspec.language.named import read

# What `keras.activations.get` takes, and no layer can use.
UNUSABLE = {"glu", "threshold"}


@pytest.mark.keras
def test_the_list_is_that_of_keras() -> None:
    """Every string Keras takes is here, but the two that no layer can use, and nothing else."""
    from keras.src.activations import ALL_OBJECTS_DICT

    assert set(ALL_OBJECTS_DICT) - UNUSABLE == set(ACTIVATIONS)
    assert sorted(set(ACTIVATIONS)) == sorted(ACTIVATIONS)


@pytest.mark.keras
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_keeps_the_shape(name: str) -> None:
    """Every activation takes one tensor and gives one of the same shape."""
    import keras
    import numpy as np

    assert (2, 3, 4) == tuple(keras.activations.get(name)(np.ones((2, 3, 4), "float32")).shape)


@pytest.mark.keras
def test_the_two_that_are_left_out_are_of_no_use() -> None:
    """`glu` halves the last axis behind the layer's back; `threshold` can't be called with one tensor."""
    import keras
    import numpy as np

    dense = keras.layers.Dense(4, activation="glu")
    assert ((2, 4), (2, 2)) == (dense.compute_output_shape((2, 3)), dense(np.ones((2, 3), "float32")).shape)
    with pytest.raises(TypeError, match="missing 2 required positional arguments"):
        keras.activations.get("threshold")(np.ones((2, 3), "float32"))


@pytest.mark.keras
def test_no_activation_and_linear_are_one() -> None:
    """What `activation: none` is replaced by is what Keras makes of Python's None."""
    import keras

    assert keras.activations.get(None) is keras.activations.get("linear")


@pytest.mark.parametrize(
    ("name", "message", "more"),
    [
        ("rellu", "there is no activation `rellu`; did you mean `relu`?", {"replace": "relu"}),
        ("ReLU", "there is no activation `ReLU`; did you mean `relu`?", {"replace": "relu"}),
        ("none", "there is no activation `none`; write `linear`", {"replace": "linear"}),
        ("None", "there is no activation `None`; write `linear`", {"replace": "linear"}),
        ("glu", "there is no activation `glu`", {}),
    ],
)
def test_an_unknown_activation_is_refused_with_the_way_out(name: str, message: str, more: dict[str, str]) -> None:
    """Activations are read with regard to case, as in Keras; the nearest name is offered as a new value."""
    with pytest.raises(ValidationError) as caught:
        read("layer", {"Dense": {"units": 1, "activation": name}})

    (error,) = caught.value.errors()
    assert ("SEQ006", ("Dense", "activation"), message) == (error["type"], error["loc"], error["msg"])
    assert more == {key: value for key, value in error["ctx"].items() if key in {"replace", "rename"}}
