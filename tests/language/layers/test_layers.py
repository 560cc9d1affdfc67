"""Every layer there is: its documentation, its arguments, and what it does with bad ones. No list to keep."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from seqspec.language.layer import Layer, ShapeError, Signal
from seqspec.language.named import KINDS, read
from seqspec.language.problems import reword
from tests.language.layers.twin import built, inferred

NAMES = KINDS["layer"].registry.names
_EXAMPLE = re.compile(
    r"Example:\n(?P<spec>.*)\n *(?P<before>\(.*\)) -> (?P<after>\(.*\)), (?P<count>\d+) parameters$", re.DOTALL
)


def load(name: str) -> type[Layer]:
    """The class of a name."""
    cls = KINDS["layer"].load(name)
    assert issubclass(cls, Layer)
    return cls


def example(name: str) -> tuple[Layer, Signal, tuple[int | None, ...], int]:
    """The example in a layer's documentation: the layer, its input, the shape of its output, its parameters."""
    found = _EXAMPLE.search((load(name).__doc__ or "").strip())
    assert found is not None, f"`{name}` documents no example"
    layer = read("layer", yaml.safe_load(found["spec"]))
    assert isinstance(layer, Layer)
    return layer, Signal(ast.literal_eval(found["before"])), ast.literal_eval(found["after"]), int(found["count"])


@pytest.mark.parametrize("name", NAMES)
def test_documentation(name: str) -> None:
    """Every layer says in one sentence what it is for, what it takes, what it gives, and shows an example."""
    lines = (load(name).__doc__ or "").strip().splitlines()

    assert lines[0].endswith((".", ":")) or lines[1].strip().endswith(".")
    assert {"Input shape:", "Output shape:", "Example:"} <= {" ".join(line.split()[:2]) for line in lines} | {
        line.strip() for line in lines
    }


@pytest.mark.parametrize("name", NAMES)
def test_example(name: str) -> None:
    """The example in the documentation is true."""
    layer, signal, shape, count = example(name)
    effect = layer.infer(signal)

    assert layer.type == name
    assert effect.output.shape == shape
    assert effect.weights is not None
    assert sum(weight.size for weight in effect.weights) == count


@pytest.mark.keras
@pytest.mark.parametrize("name", [name for name in NAMES if name != "Input"])
def test_example_in_keras(name: str) -> None:
    """The example in the documentation is true of Keras, too."""
    layer, signal, _, _ = example(name)

    assert inferred(layer.infer(signal)) == built([layer], signal)


@pytest.mark.parametrize("name", NAMES)
def test_unknown_shape(name: str) -> None:
    """An input of which nothing is known is taken by every layer, and nothing is claimed of what leaves it."""
    layer, _, _, _ = example(name)
    effect = layer.infer(Signal(None))

    assert effect.output.shape is None
    assert effect.macs is None


@pytest.mark.parametrize("name", NAMES)
def test_frozen(name: str) -> None:
    """With `trainable: false` no weight is trained, or the layer says that it does not reach its weights (SEQ415)."""
    layer, signal, _, _ = example(name)
    if "trainable" in type(layer).refused:
        pytest.skip("the layer does not take `trainable`")
    frozen = layer.model_copy(update={"trainable": False})
    weights = frozen.infer(signal).weights or ()

    assert any(weight.trainable for weight in weights) == (not layer.freezes)


def refusal(layer: Layer, signal: Signal) -> ShapeError | None:
    """Why a layer can't take an input, if so."""
    try:
        layer.infer(signal)
    except ShapeError as error:
        return error
    return None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [None, 1, 3])
@pytest.mark.parametrize("rank", [1, 2, 3, 4, 5, 6])
def test_any_rank(name: str, size: int | None, rank: int) -> None:
    """Whatever the rank of the input, a layer takes it or says what is wrong, where, and what Keras says."""
    found = refusal(example(name)[0], Signal((None, *[size] * (rank - 1))))
    if found is None:
        return

    assert found.message
    assert not found.message.endswith(".")
    assert found.keras
    assert {each for each in found.argument if isinstance(each, str)} <= {*NAMES, *ARGUMENTS}


BAD: list[Any] = [{"no": "such"}, [[[]]], "no such thing", -7.25, [None, "x"], {}, [], -(10**12), 10**12]
ARGUMENTS = {argument for name in NAMES for argument in load(name).model_fields}


def found_wrong(name: str, body: dict[str, Any]) -> list[tuple[tuple[str | int, ...], Any]]:
    """What decoding finds wrong with a layer."""
    try:
        read("layer", {name: body})
    except ValidationError as error:
        return list(reword(error, load(name)))
    return []


@pytest.mark.parametrize("name", NAMES)
def test_bad_values(name: str) -> None:
    """A bad value for any argument is refused in our words, at its place, or taken; nothing crashes."""
    layer = example(name)[0]
    good = {field: getattr(layer, field) for field in layer.model_fields_set}
    for argument in type(layer).model_fields:
        for bad in BAD:
            for location, problem in found_wrong(name, {**good, argument: bad}):
                assert problem.type.startswith("SEQ"), problem
                assert location[0] == name
                assert "pydantic" not in str(problem)


@pytest.mark.parametrize("name", NAMES)
def test_bad_values_are_refused(name: str) -> None:
    """No argument of any layer takes a mapping that means nothing."""
    cls = load(name)
    for argument in cls.model_fields:
        with pytest.raises(ValidationError):
            read("layer", {name: {argument: {"no": "such", "thing": 1}}})


@pytest.mark.parametrize("name", NAMES)
def test_empty_body(name: str) -> None:
    """`- LSTM:` with nothing after the colon is an error that says how to write it."""
    with pytest.raises(ValidationError, match="nothing stands after"):
        read("layer", {name: None})
