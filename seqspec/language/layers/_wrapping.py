"""What the wrappers share: the three forms in which the layer inside may be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import field_validator

from seqspec.language.layer import Layer, ShapeError
from seqspec.language.named import KINDS
from seqspec.language.problems import Problem, problem


class Wrapper(Layer):
    """A layer around one other layer."""

    freezes = False

    @classmethod
    def body(cls, value: Any) -> dict[str, Any]:
        """
        Exactly one layer, or Keras's arguments with `layer:`; of a mixture, what it was meant to be.

        Raises:
            PydanticCustomError: it names several layers.
        """
        if not isinstance(value, dict) or not value:
            return super().body(value)
        if len(value) == 1 and next(iter(value)) not in cls.arguments():
            return {"layer": value}
        layers = cls._layers(value)
        if len(layers) > 1 or (layers and "layer" in value):
            raise _too_many(cls.__name__, layers, "layer" in value)
        return _sorted_out(value, layers[0]) if layers else value

    @classmethod
    def objection(cls, value: Any) -> Problem | None:
        layers = cls._layers(value) if isinstance(value, dict) and len(value) > 1 else []
        return _mixture(cls.__name__, value, layers[0]) if layers else None

    @classmethod
    def _layers(cls, value: dict[str, Any]) -> list[str]:
        """The names of layers that stand where only arguments can."""
        return [key for key in value if key not in cls.arguments() and KINDS["layer"].canonical(key)]

    @field_validator("layer", check_fields=False)
    @classmethod
    def _hold_a_layer(cls, value: Layer) -> Layer:
        if value.type == "Input":
            raise problem(
                "SEQ008",
                f"`{cls.__name__}` wraps a layer, and `Input` is none",
                keras=f"raises ValueError when the layer is made: initialize `{cls.__name__}` with a Layer",
                help="put the input first in the model",
            )
        return value


def _too_many(wrapper: str, layers: list[str], beside_layer: bool) -> Problem:
    listed = " and ".join(f"`{name}`" for name in (*["layer"] * beside_layer, *layers))
    help = "write a wrapper around each, or put them into a `Sequential` block"
    return problem("SEQ008", f"`{wrapper}` wraps one layer, and this names {listed}", help=help)


def _mixture(wrapper: str, value: dict[str, Any], name: str) -> Problem:
    from yaml import safe_dump

    message = f"`{wrapper}` takes a layer alone, or arguments with `layer:`, and this mixes the two"
    text = safe_dump(_sorted_out(value, name), default_flow_style=True, sort_keys=False, width=10**6)
    return problem("SEQ008", message, help=f"write `layer: {{{name}: ...}}`", replace=text.strip(), safe=True)


def _sorted_out(value: dict[str, Any], name: str) -> dict[str, Any]:
    """A mixture as arguments, the layer below `layer`."""
    return {"layer": {name: value[name]}} | {key: each for key, each in value.items() if key != name}


@contextmanager
def inside(*path: str | int) -> Iterator[None]:
    """Refusals from within carry the path to the layer that refuses."""
    try:
        yield
    except ShapeError as error:
        raise error.below(*path) from None
