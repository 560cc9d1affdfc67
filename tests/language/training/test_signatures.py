"""Our arguments are Keras's arguments."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from tests.language.training.every import EVERY, TRAINING, load, signature
from tests.language.training.every import in_keras as class_in_keras

pytestmark = pytest.mark.keras

# Arguments of Keras that a spec can't give, each with the reason.
LEFT_OUT = {
    "ModelCheckpoint": {"filepath": "files land in the run folder, under names of ours"},
}
# Classes whose arguments stand in another order than Keras's.
REORDERED = {
    "Muon": "Keras puts its own arguments on both sides of those that all optimizers share; ours come first",
}
# Public classes of Keras that are no names of ours, nor refused by name.
NOT_NAMED = {
    "IdentityInitializer": "another name of Identity",
    "OrthogonalInitializer": "another name of Orthogonal",
    "STFTInitializer": "another name of STFT",
}


def _plain(default: Any) -> Any:
    return list(default) if isinstance(default, tuple) else default


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_arguments_and_defaults_are_those_of_keras(kind: str, name: str) -> None:
    """A class has exactly Keras's arguments, in Keras's order, with Keras's defaults."""
    fields = load(kind, name).model_fields
    left_out = LEFT_OUT.get(name, {})
    expected = {key: _plain(default) for key, default in signature(kind, name).items() if key not in left_out}

    actual = {
        key: inspect.Parameter.empty if fields[key].is_required() else fields[key].default
        for key in load(kind, name).own_fields()
    }
    assert expected == actual
    if name not in REORDERED:
        assert list(expected) == list(actual)


@pytest.mark.parametrize("kind", TRAINING)
def test_every_class_of_keras_is_named_or_refused_with_a_reason(kind: str) -> None:
    """Nothing that Keras offers is simply forgotten."""
    import importlib

    from seqspec.language.named import KINDS

    module = importlib.import_module(KINDS[kind].keras)
    offered = {name for name in dir(module) if name[0].isupper() and inspect.isclass(getattr(module, name))}

    assert offered - set(NOT_NAMED) == {*KINDS[kind].registry.names, *KINDS[kind].refused} & offered
    assert all(class_in_keras(kind, name) for name in KINDS[kind].registry.names)


def test_the_tables_of_exceptions_hold_nothing_that_is_not_needed() -> None:
    """An exception whose reason is gone has to go too."""
    import keras

    assert "filepath" in signature("callback", "ModelCheckpoint")
    assert list(signature("optimizer", "Muon")) != list(load("optimizer", "Muon").own_fields())
    assert keras.initializers.STFTInitializer is keras.initializers.STFT
    assert keras.initializers.IdentityInitializer is keras.initializers.Identity
    assert keras.initializers.OrthogonalInitializer is keras.initializers.Orthogonal
