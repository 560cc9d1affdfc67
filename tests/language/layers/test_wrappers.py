"""Layers that hold layers: how they are written, what they refuse, and where they point."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from seqspec.language.layer import Signal
from seqspec.language.named import read
from tests.language.layers.single import decoded, effect, refusal


def problems(value: Any) -> list[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Where decoding fails, and why."""
    with pytest.raises(ValidationError) as caught:
        read("layer", value)
    return [(error["loc"], {"code": error["type"], **error["ctx"]}) for error in caught.value.errors()]


@pytest.mark.parametrize(
    "short",
    [
        {"TimeDistributed": {"Dense": 4}},
        {"TimeDistributed": {"Dense": {"units": 4}}},
        {"TimeDistributed": {"layer": {"Dense": 4}}},
    ],
)
def test_a_wrapper_is_a_layer_or_arguments(short: Any) -> None:
    """A wrapper's mapping is exactly one layer, or Keras's arguments."""
    assert decoded(short).infer(Signal((None, 5, 3))).output.shape == (None, 5, 4)


def test_a_wrapper_takes_a_bare_name() -> None:
    """A layer without arguments is wrapped by its name."""
    assert decoded({"TimeDistributed": "Flatten"}).infer(Signal((None, 5, 3, 2))).output.shape == (None, 5, 6)


def test_a_mixture_is_refused_with_a_repair() -> None:
    """A layer beside arguments is an error, and the repair puts the layer below `layer`."""
    ((where, problem),) = problems({"Bidirectional": {"LSTM": 32, "merge_mode": "sum"}})

    assert where == ("Bidirectional",)
    assert problem["code"] == "SEQ008"
    assert problem["replace"] == "{layer: {LSTM: 32}, merge_mode: sum}"
    assert problem["safe"]


@pytest.mark.parametrize(
    "body", [{"LSTM": 32, "GRU": 32}, {"LSTM": 32, "layer": {"GRU": 32}}, {"merge_mode": "sum"}, {"Input": [3]}]
)
def test_a_wrapper_holds_one_layer(body: Any) -> None:
    """Two layers, none, and an input are refused."""
    assert {problem["code"] for _, problem in problems({"Bidirectional": body})} == {"SEQ008"}


def test_a_misspelt_layer_gets_a_suggestion() -> None:
    """The one key of a wrapper is taken for a layer, and the nearest one is offered."""
    ((where, problem),) = problems({"TimeDistributed": {"Dnse": 4}})

    assert where == ("TimeDistributed", "layer", "Dnse")
    assert problem["rename"] == "Dense"


def test_problems_inside_have_the_whole_path() -> None:
    """A bad argument inside a wrapper inside a block is found at its place."""
    ((where, _),) = problems({"Sequential": ["Flatten", {"TimeDistributed": {"Dense": {"units": 0}}}]})

    assert where == ("Sequential", "layers", 1, "TimeDistributed", "layer", "Dense", "units")


@pytest.mark.parametrize(
    ("value", "shape", "argument"),
    [
        ({"TimeDistributed": {"Reshape": [7]}}, (5, 3), ("layer", "Reshape", "target_shape")),
        ({"Sequential": ["Flatten", {"LSTM": 2}]}, (5, 3), ("layers", 1, "LSTM")),
        ({"Bidirectional": {"LSTM": {"units": 2, "return_state": True}}}, (5, 3), ("layer", "LSTM", "return_state")),
        ({"Bidirectional": {"layer": {"LSTM": 2}, "merge_mode": None}}, (5, 3), ("merge_mode",)),
    ],
)
def test_a_refusal_inside_points_inside(value: Any, shape: tuple[int, ...], argument: tuple[Any, ...]) -> None:
    """What a layer inside refuses is reported at that layer's argument."""
    assert refusal(value, *shape).argument == argument


def test_a_second_direction_that_can_t_take_the_input() -> None:
    """What the second layer refuses is reported below `backward_layer`, in its own words; Keras comes to it late."""
    forward = {"ConvLSTM1D": {"filters": 2, "kernel_size": 1}}
    second = {"ConvLSTM1D": {"filters": 2, "kernel_size": 9, "go_backwards": True}}
    value = {"Bidirectional": {"layer": forward, "backward_layer": second}}
    alone = refusal({"ConvLSTM1D": {"filters": 2, "kernel_size": 9}}, 5, 4, 3)

    found = refusal(value, 5, 4, 3)

    assert found.argument == ("backward_layer", "ConvLSTM1D", *alone.argument)
    assert (found.message, found.help) == (alone.message, alone.help)
    assert "raises ValueError when the model is built" in str(alone.keras)
    assert found.keras == "is not asked when the model is built: raises ValueError at the first batch"


@pytest.mark.keras
@pytest.mark.parametrize("kernel_size", [5, 9])
def test_keras_asks_a_second_direction_at_the_first_batch(kernel_size: int) -> None:
    """The other side of the claim: alone the layer can't be built, and as a second direction it can, but not called."""
    import keras
    import numpy as np

    def wide(**more: Any) -> Any:
        return keras.layers.ConvLSTM1D(2, kernel_size, **more)

    with pytest.raises(ValueError, match="Computed output size would be zero or negative"):
        keras.Sequential([keras.Input((5, 4, 3)), wide()])
    both = keras.layers.Bidirectional(keras.layers.ConvLSTM1D(2, 1), backward_layer=wide(go_backwards=True))
    model = keras.Sequential([keras.Input((5, 4, 3)), both])
    with pytest.raises(ValueError, match="Computed output size would be zero or negative"):
        model(np.ones((2, 5, 4, 3), "float32"))


def test_the_weights_of_a_second_direction_are_made_when_the_model_is_built() -> None:
    """Of weights in whole numbers the same is said below `backward_layer` as of the layer alone."""
    second = {"GRU": {"units": 2, "go_backwards": True, "dtype": "int32"}}

    found = refusal({"Bidirectional": {"layer": {"GRU": 2}, "backward_layer": second}}, 5, 3)

    assert found.argument[:2] == ("backward_layer", "GRU")
    assert found.keras == refusal(second, 5, 3).keras


def test_the_type_that_leaves_a_block_is_that_of_its_last_layer() -> None:
    """A block that ends with bins gives whole numbers, which is known also where it refuses its input."""
    bins = {"Sequential": ["ReLU", {"Discretization": {"bin_boundaries": [0.0]}}]}

    assert effect(bins, 5, 3).output.dtype == decoded(bins).output_dtype("float32") == "int32"


def test_the_rank_wanted_counts_the_steps() -> None:
    """A recurrent layer at each step of a sequence needs four axes outside."""
    assert refusal({"TimeDistributed": {"LSTM": 2}}, 5, 3).needs_rank == 4


@pytest.mark.parametrize(("merge_mode", "units"), [("concat", 8), ("sum", 4), ("mul", 4), ("ave", 4)])
def test_every_merge_mode(merge_mode: str, units: int) -> None:
    """Only `concat` doubles the last axis."""
    layer = decoded({"Bidirectional": {"layer": {"GRU": 4}, "merge_mode": merge_mode}})

    assert layer.infer(Signal((None, 5, 3))).output.shape == (None, units)


def backward(**more: Any) -> dict[str, Any]:
    """A `Bidirectional` with a second layer of its own."""
    forward = {"LSTM": {"units": 4, "return_sequences": True}}
    second = {"GRU": {"units": 4, "return_sequences": True, "go_backwards": True, **more}}
    return {"Bidirectional": {"layer": forward, "backward_layer": second}}


def test_a_backward_layer_of_another_kind() -> None:
    """The second layer may be of another kind, and brings its own weights."""
    effect = decoded(backward()).infer(Signal((None, 5, 3), mask=True))
    assert effect.weights is not None

    assert effect.output == Signal((None, 5, 8), mask=True)
    assert [weight.shape for weight in effect.weights] == [(3, 16), (4, 16), (16,), (3, 12), (4, 12), (2, 12)]


@pytest.mark.parametrize("more", [{"go_backwards": False}, {"return_sequences": False}, {"stateful": True}])
def test_a_backward_layer_has_to_match(more: dict[str, Any]) -> None:
    """The two layers read in different directions, and give the same kind of output."""
    ((where, problem),) = problems(backward(**more))

    assert where == ("Bidirectional", "backward_layer")
    assert "raises ValueError when the layer is made" in problem["keras"]


def test_a_copy_can_t_read_backwards_twice() -> None:
    """Without a second layer the first one has to read forwards."""
    assert problems({"Bidirectional": {"LSTM": {"units": 2, "go_backwards": True}}})


def test_unequal_units_are_refused() -> None:
    """Two layers of different width don't merge: Keras gets the shape wrong and says nothing."""
    found = refusal(backward(units=5), 5, 3)

    assert found.argument == ("backward_layer", "GRU", "units")
    assert "silently" in (found.keras or "")


@pytest.mark.parametrize(
    "value",
    [
        {"TimeDistributed": {"Dense": {"units": 4, "input_shape": [3]}}},
        {"Bidirectional": {"layer": {"LSTM": {"units": 4, "input_shape": [5, 3]}}}},
        {
            "Sequential": [
                {"Dense": {"units": 4, "input_shape": [3]}},
                {"SpatialDropout1D": {"rate": 0.1, "input_shape": [5, 3]}},
            ]
        },
    ],
)
def test_input_shape_inside_is_left_to_a_rule(value: Any) -> None:
    """An `input_shape` inside a wrapper or block decodes, so that a rule can say what is wrong with it."""
    assert decoded(value)


def test_costs_of_a_step_count_for_all_steps() -> None:
    """A layer at each of five steps costs five times as much, and has its weights once."""
    alone = decoded({"Dense": 4}).infer(Signal((None, 3)))
    each = decoded({"TimeDistributed": {"Dense": 4}}).infer(Signal((None, 5, 3)))

    assert each.weights == alone.weights
    assert each.macs == 5 * (alone.macs or 0) == 60
    assert each.activation_bytes == 5 * (alone.activation_bytes or 0) == 80


def test_a_wrong_rank_at_each_step_claims_no_check_that_keras_does_not_make() -> None:
    """Keras builds a pooling of single steps, and fails or goes on with a wrong shape later."""
    assert "does not check what each step gets" in str(refusal({"TimeDistributed": {"MaxPooling1D": 2}}, 3, 4).keras)
