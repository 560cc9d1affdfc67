"""What decodes can be made by Keras, and comes out the same."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqspec.language.named import Named, read
from seqspec.lowering.objects import lower
from tests.language.training.every import EVERY, decoded, example, quiet, written

pytestmark = pytest.mark.keras

# Names that can't stand alone, although no argument is required.
NOT_ALONE = {"L1L2": "its default strengths are both 0"}

# Arguments that Keras gives back in another form.
CHANGED = {
    ("AUC", "num_thresholds"): "counted anew where `thresholds` are given",
    ("AUC", "thresholds"): "sorted, with two ends added",
    ("AUC", "curve"): "in capitals or small letters, as Keras likes",
    ("VarianceScaling", "distribution"): "`normal` is an old name of `truncated_normal`",
    ("Muon", "exclude_layers"): "an empty list stands for none",
    ("LearningRateScheduler", "schedule"): "a function in Keras",
}
# Arguments that Keras does not give back, nor keep.
FORGOTTEN = {
    ("ModelCheckpoint", "initial_value_threshold"): "kept as `best`, until a better one comes",
}


def _kept(made: Any) -> dict[str, Any]:
    """What a Keras object says of its arguments."""
    config = made.get_config() if hasattr(made, "get_config") else {}
    return {**vars(made), **getattr(made, "_fn_kwargs", {}), "dtype": getattr(made, "dtype", None), **config}


def _alike(kept: Any, given: Any) -> bool:
    """Whether two values mean the same: numbers to Keras's float32, names by their class and arguments."""
    import keras

    if isinstance(kept, dict) and "class_name" in kept:
        kept = keras.saving.deserialize_keras_object(kept)
    if hasattr(given, "get_config"):
        return type(kept) is type(given) and _alike(_arguments(kept), _arguments(given))
    if isinstance(given, dict):
        return set(kept) == set(given) and all(_alike(kept[key], given[key]) for key in given)
    if isinstance(given, list | tuple):
        return len(kept) == len(given) and all(map(_alike, kept, given))
    if isinstance(given, float):
        return math.isclose(float(kept), given, rel_tol=1e-6)
    return bool(kept == given)


def _arguments(made: Any) -> dict[str, Any]:
    return {key: value for key, value in made.get_config().items() if key != "name"}


def _assert_same(ours: Named, made: Any) -> None:
    with quiet():
        kept = _kept(made)
        for field in ours.model_fields_set:
            given = getattr(ours, field)
            if given is None or (ours.type, field) in CHANGED:
                continue
            if (ours.type, field) in FORGOTTEN:
                assert field not in kept
                continue
            expected = given.removeprefix("mixed_") if field == "dtype" else lower(given)
            assert _alike(kept[field], expected), (field, kept[field], expected)


def _made(ours: Named) -> Any:
    more = {"filepath": "model.weights.h5" if getattr(ours, "save_weights_only", False) else "model.keras"}
    with quiet():
        return lower(ours, **(more if ours.type == "ModelCheckpoint" else {}))


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_the_example_of_the_documentation_can_be_made(kind: str, name: str) -> None:
    """The example in the docstring decodes to its class, and Keras makes the same of it."""
    value = example(kind, name)
    ours = read(kind, {value: {}} if isinstance(value, str) else value)

    assert ours.type == name
    _assert_same(ours, _made(ours))


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_a_name_without_arguments_can_be_made(kind: str, name: str) -> None:
    """Where no argument is required, a mapping without any is enough for both."""
    ours = decoded(kind, {name: {}})
    if ours is None:
        cls = type(read(kind, example(kind, name)))
        assert name in NOT_ALONE or any(field.is_required() for field in cls.model_fields.values())
    else:
        assert type(_made(ours)).__name__ == name


@pytest.mark.parametrize(("kind", "name"), EVERY)
@settings(max_examples=8)
@given(data=st.data())
def test_whatever_decodes_can_be_made(kind: str, name: str, data: st.DataObject) -> None:
    """Keras takes every combination of arguments that we take, and keeps them as they are."""
    ours = read(kind, data.draw(written(kind, name)))

    _assert_same(ours, _made(ours))
