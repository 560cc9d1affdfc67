"""What is certainly wrong is refused, at its place, and the finding says what Keras would have done."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args, get_origin

import pytest
from annotated_types import MinLen
from pydantic import ValidationError

from seqspec.language.named import Form, Named, read
from seqspec.lowering.objects import lower
from tests.language.training.every import EVERY, example, in_keras, load, quiet


def _beyond(annotation: Any, metadata: tuple[Any, ...]) -> Iterator[Any]:
    """Values just outside the bounds and the choices of a type."""
    parts: list[Any] = [inner for each in metadata for inner in (each, *getattr(each, "metadata", ()))]
    for each in parts:
        for bound, step in {"ge": -1, "gt": 0, "le": 1, "lt": 0}.items():
            if hasattr(each, bound):
                yield getattr(each, bound) + step
        if isinstance(each, MinLen):
            yield "" if annotation is str else []
    args = get_args(annotation)
    if get_origin(annotation) is Annotated:
        yield from _beyond(args[0], args[1:])
    elif get_origin(annotation) is Literal:
        yield "no_such_choice"
    elif get_origin(annotation) is list:
        yield from ([value] for value in _beyond(args[0], ()))
    elif not any(get_origin(arg) is Literal for arg in args if type(None) not in args):
        for arg in args:
            yield from _beyond(arg, ())


def _bad_values() -> Iterator[Any]:
    for kind, name in EVERY:
        for field, info in load(kind, name).model_fields.items():
            if field == "learning_rate":
                yield from (pytest.param(kind, name, field, value) for value in (-0.1, 0.0))
                continue
            for value in _beyond(info.annotation, tuple(info.metadata)):
                yield pytest.param(kind, name, field, value, id=f"{kind}-{name}-{field}-{value}")


def _valid(kind: str, name: str) -> Named:
    value = example(kind, name)
    return read(kind, {value: {}} if isinstance(value, str) else value)


def _refusal(kind: str, name: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    with pytest.raises(ValidationError) as caught:
        read(kind, {name: given})
    return [dict(each) for each in caught.value.errors()]


def _given(kind: str, name: str) -> dict[str, Any]:
    """What the example gives of the arguments that are required."""
    ours = _valid(kind, name)
    return {field: getattr(ours, field) for field, info in type(ours).model_fields.items() if info.is_required()}


@pytest.mark.keras
@pytest.mark.parametrize(("kind", "name", "field", "value"), list(_bad_values()))
def test_a_value_out_of_bounds_is_refused_and_the_finding_tells_of_keras(
    kind: str, name: str, field: str, value: Any
) -> None:
    """A value just outside is refused at its argument; `keras` is there where Keras would not refuse it too."""
    good = _given(kind, name)
    if value and isinstance(value, list) and field in good:
        value = [*value, *good[field][1:]]
    found = _refusal(kind, name, {**good, field: value})

    assert [(name, field)] == [error["loc"][:2] for error in found]
    assert found[0]["type"] == "SEQ008"
    said = found[0]["ctx"].get("keras")
    if _makes(kind, name, {**good, field: value}):
        assert said is not None
    else:
        assert said is None or "raises" in said


def _makes(kind: str, name: str, given: dict[str, Any]) -> bool:
    """Whether Keras makes the object, whatever it will do with it."""
    path = {"filepath": "model.keras"} if name == "ModelCheckpoint" else {}
    try:
        with quiet():
            in_keras(kind, name)(**path, **{key: lower(value) for key, value in given.items()})
    except (ValueError, TypeError):
        return False
    return True


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_wrong_types_are_refused(kind: str, name: str) -> None:
    """No argument takes a mapping that names nothing, and a number is neither a text, nor true, nor infinite."""
    for field, info in load(kind, name).model_fields.items():
        wrong: list[Any] = [{"no such name": 1}]
        if info.annotation in (int, float):
            wrong += ["1", True, None, math.nan, math.inf]
        if info.annotation is int:
            wrong += [1.5, 1.0]
        if info.annotation is bool:
            wrong += ["no", 0, None]
        for value in wrong:
            found = _refusal(kind, name, {**_given(kind, name), field: value})
            assert {(name, field)} == {error["loc"][:2] for error in found}


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_an_argument_nobody_knows_is_refused(kind: str, name: str) -> None:
    """An unknown argument is SEQ007, at its key."""
    found = _refusal(kind, name, {**_given(kind, name), "no_such_argument": 1})

    assert [("SEQ007", (name, "no_such_argument"))] == [(error["type"], error["loc"]) for error in found]
    assert found[0]["ctx"]["target"] == "key"


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_no_argument_takes_a_free_text_but_a_name(kind: str, name: str) -> None:
    """No text of a spec reaches Keras as a path, an address or code: texts are names and choices."""
    free = {
        field
        for field, info in load(kind, name).model_fields.items()
        if str in _leaves(info.annotation) and not any(isinstance(each, Form) for each in info.metadata)
    }

    assert free <= {"name", "monitor", "exclude_layers"}


def _leaves(annotation: Any) -> set[Any]:
    if get_origin(annotation) is Literal:
        return set()
    return {leaf for arg in get_args(annotation) for leaf in _leaves(arg)} or {annotation}


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("optimizer", {"Adam": {"clipnorm": 1, "clipvalue": 1}}, "`clipnorm` and `clipvalue` can't be set together"),
        ("optimizer", {"Adam": {"name": "a/b"}}, "the name `a/b` contains a `/`"),
        ("optimizer", {"Adam": "fast"}, "there is no learning rate schedule `fast`"),
        ("optimizer", {"Adam": "1e-3"}, '`learning_rate` has to be a number, and "1e-3" in quotes is a text'),
        ("optimizer", {"Adam": {"learning_rate": {"Adam": 1}}}, "there is no learning rate schedule `Adam`"),
        ("optimizer", {"Muon": {"exclude_layers": ["(a+)+$"]}}, "`(a+)+$` is no plain part of a layer's name"),
        ("optimizer", {"LossScaleOptimizer": {"inner_optimizer": {"LossScaleOptimizer": "adam"}}},
         "the loss is scaled already"),
        ("optimizer", {"LossScaleOptimizer": {"inner_optimizer": {"Adam": {"loss_scale_factor": 2}}}},
         "`loss_scale_factor` has no effect inside a `LossScaleOptimizer`"),
        ("schedule", {"PiecewiseConstantDecay": {"boundaries": [1], "values": [1]}},
         "`values` holds 1 rates for 1 boundaries"),
        ("schedule", {"PiecewiseConstantDecay": {"boundaries": [2, 1], "values": [1, 1, 1]}},
         "`boundaries` have to rise from one to the next"),
        ("schedule", {"CosineDecay": {"initial_learning_rate": 0, "decay_steps": 9, "warmup_steps": 3}},
         "`warmup_steps` needs a `warmup_target`"),
        ("schedule", {"CosineDecay": {"initial_learning_rate": 0, "decay_steps": 9, "warmup_target": 1}},
         "`warmup_target` needs `warmup_steps`"),
        ("regularizer", "L1L2", "`L1L2` needs its `l1`, its `l2` or both"),
        ("regularizer", "l1l2", "`L1L2` needs its `l1`, its `l2` or both"),
        ("constraint", {"MinMaxNorm": {"min_value": 2}}, "`min_value` 2 is above `max_value` 1"),
        ("initializer", {"RandomUniform": {"minval": 2}}, "`minval` 2 is above `maxval` 0.05"),
        ("initializer", {"STFT": {"window": "kaiser"}}, "`window` can't be the text \"kaiser\""),
        ("metric", {"AUC": {"num_labels": 3}}, "`num_labels` needs `multi_label: true`"),
        ("metric", {"AUC": {"multi_label": True, "num_labels": 3, "label_weights": [1.0]}},
         "`label_weights` holds 1 weights for 3 labels"),
        ("metric", {"IoU": {"num_classes": 2, "target_class_ids": [2]}},
         "class 2 is out of range: the ids of 2 classes end at 1"),
        ("metric", {"AUC": {"thresholds": []}}, "an empty list says nothing here"),
        ("loss", {"MeanSquaredError": {"name": "a/b"}}, "the name `a/b` contains a `/`"),
        ("callback", {"ModelCheckpoint": {"save_freq": "batch"}}, "`save_freq` can't be the text \"batch\""),
    ],
)  # fmt: skip
def test_arguments_that_contradict_each_other_are_refused(kind: str, value: Any, message: str) -> None:
    """What Keras ignores, or finds out too late, is said before."""
    with pytest.raises(ValidationError) as caught:
        read(kind, value)

    assert [message] == [error["msg"].partition(";")[0] for error in caught.value.errors()]


def test_a_name_without_a_slash_is_taken() -> None:
    """A loss may have a name of its own."""
    assert getattr(read("loss", {"MeanSquaredError": {"name": "mine"}}), "name", None) == "mine"
