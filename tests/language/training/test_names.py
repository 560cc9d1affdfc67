"""The names a spec can write are the strings Keras takes, and the other way round."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from seqspec.language.named import KINDS, read
from tests.language.training.every import EVERY, decoded, in_keras

# The kinds Keras looks up by a string.
BY_STRING = ("optimizer", "loss", "metric", "initializer", "regularizer", "constraint")

# Names of classes that Keras has and its own `get` does not find; we make the object.
NOT_FOUND = {
    "optimizer": {"Lamb"},
    "loss": {"CategoricalGeneralizedCrossEntropy"},
    "regularizer": {"l1_l2"},  # the name of the function that Keras has in Python
    "initializer": {"Constant", "constant"},  # found, and then not made without its `value`
}
# Names that `compile` takes and `get` does not.
ONLY_IN_COMPILE = {"metric": {"acc"}}


def _get(kind: str, name: str) -> Any:
    """What Keras makes of a string; None where it knows the class, which can't be made without arguments."""
    try:
        return importlib.import_module(KINDS[kind].keras).get(name)
    except (TypeError, KeyError) as error:
        if "required" not in str(error) and "inner_optimizer" not in str(error):
            raise
        return None


def _of_our_own(kind: str) -> set[str]:
    """The strings that name what Keras lacks and seqspec makes itself."""
    classes = {name: KINDS[kind].load(KINDS[kind].canonical(name) or "") for name in KINDS[kind].known()}
    return {name for name, cls in classes.items() if not cls.of_keras}


def _known_to_keras(kind: str) -> set[str]:
    return set(importlib.import_module(KINDS[kind].keras.replace("keras.", "keras.src.", 1)).ALL_OBJECTS_DICT)


@pytest.mark.keras
@pytest.mark.parametrize("kind", BY_STRING)
def test_keras_takes_every_name(kind: str) -> None:
    """Every string we know is one for Keras too, and means the same class, but for what is ours alone."""
    for name in KINDS[kind].known():
        if name in NOT_FOUND.get(kind, set()) | ONLY_IN_COMPILE.get(kind, set()) | _of_our_own(kind):
            with pytest.raises((ValueError, KeyError), match=r"Could not interpret|value"):
                _get(kind, name)
            continue
        found, canonical = _get(kind, name), KINDS[kind].canonical(name)
        assert canonical is not None
        if found is None:
            assert decoded(kind, name) is None
        elif hasattr(found, "__name__"):  # a function: the one that our class wraps
            assert found is in_keras(kind, canonical)().fn
        else:
            assert canonical == type(found).__name__


@pytest.mark.keras
@pytest.mark.parametrize("kind", BY_STRING)
def test_we_know_every_string_of_keras(kind: str) -> None:
    """A string that Keras takes is known here, or refused with a reason."""
    names = KINDS[kind]
    refused = {name.lower() for name in names.refused} if names.any_case else set(names.refused)
    base = {name.lower() for name in names.refused}  # `regularizer` finds the base class `Regularizer`
    unknown = {name for name in _known_to_keras(kind) if names.canonical(name) is None}

    assert set() == unknown - refused - base


@pytest.mark.keras
@pytest.mark.parametrize("name", ["Adam", "adam", "ADAM", "aDaM"])
def test_optimizers_are_found_in_any_case(name: str) -> None:
    """Keras reads the names of optimizers without regard to case, and so do we."""
    assert type(_get("optimizer", name)).__name__ == "Adam" == read("optimizer", name).type


@pytest.mark.keras
@pytest.mark.parametrize(
    ("kind", "name"), [("loss", "Mean_Squared_Error"), ("metric", "Mae"), ("initializer", "ZEROS"), ("loss", "mSe")]
)
def test_other_names_are_not(kind: str, name: str) -> None:
    """All other names are read with regard to case by both."""
    with pytest.raises(ValueError, match="Could not interpret"):
        _get(kind, name)
    assert KINDS[kind].canonical(name) is None


@pytest.mark.keras
@pytest.mark.parametrize(("kind", "name"), [("metric", "acc"), ("metric", "accuracy"), ("metric", "Accuracy")])
def test_accuracy_fits_itself_to_the_targets_in_compile(kind: str, name: str) -> None:
    """`acc` and `accuracy` are names that `compile` understands, and shows as they are written."""
    import keras
    import numpy as np

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(loss="bce", metrics=[read(kind, name).written])
    model.evaluate(np.ones((4, 2)), np.ones((4, 1)), verbose=0)

    assert [name, "loss"] == sorted(model.get_metrics_result())
    assert isinstance(model.metrics[1].metrics[0], keras.metrics.BinaryAccuracy)


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_a_bare_name_remembers_how_it_was_written(kind: str, name: str) -> None:
    """The class's own name is a name of it, in the form without arguments."""
    found = decoded(kind, name)

    assert name == KINDS[kind].canonical(name)
    assert found is None or (name, name) == (found.type, found.written)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_refused_name_is_no_name_and_has_a_reason(kind: str) -> None:
    """What is refused by name is not known as well, and its reason is a help text: no capital, no full stop."""
    for name, reason in KINDS[kind].refused.items():
        assert KINDS[kind].canonical(name) is None
        assert reason[0].islower()
        assert not reason.endswith(".")
