"""Names → Keras objects: every name of a spec is made into Keras's class of that name, with the arguments given."""

from __future__ import annotations

from collections import Counter
from typing import Any

from seqspec.analysis.inference import snake_case
from seqspec.errors import LoweringError
from seqspec.language.layer import Layer
from seqspec.language.named import KINDS, Named

REPORT = "this is a fault of seqspec: please report it together with the spec"


def lower(value: Any, **more: Any) -> Any:
    """
    Make a Keras object of a value from a spec: names become objects, whatever they are nested in.

    Args:
        value: a `Named`, or a list, a mapping or a scalar with names anywhere inside.
        more: arguments that are laid over the ones given.

    Raises:
        LoweringError: Keras refuses the arguments.
    """
    if isinstance(value, Named):
        return _lower_named(value, more)
    if isinstance(value, list | tuple):
        return lower_block(value) if any(isinstance(item, Layer) for item in value) else [lower(item) for item in value]
    if isinstance(value, dict):
        return {key: lower(item) for key, item in value.items()}
    return value


def lower_block(layers: list[Any] | tuple[Any, ...]) -> list[Any]:
    """Layers in a row; each gets the name it would have in a fresh process, so that names never depend on the past."""
    counts: Counter[str] = Counter(layer.name for layer in layers if layer.name)
    lowered = []
    for layer in layers:
        base = snake_case(layer.type)
        name = layer.name or (f"{base}_{counts[base]}" if counts[base] else base)
        counts[base] += layer.name is None
        lowered.append(lower(layer, name=name))
    return lowered


def arguments(named: Named) -> dict[str, Any]:
    """What the spec says of a thing, as Keras's arguments; what it leaves out is left to Keras."""
    given = {field: getattr(named, field) for field in type(named).model_fields if field in named.model_fields_set}
    given.pop("input_shape", None)  # the model's input says it, and Keras is not asked twice
    lowered = {field: lower(value) for field, value in given.items()}
    if isinstance(named, Layer):
        lowered.setdefault("name", snake_case(named.type))
    return lowered


def _lower_named(named: Named, more: dict[str, Any]) -> Any:
    # A bare metric stays a name: with `mae` Keras's logs say `mae`, and `accuracy` fits itself to the targets. All else
    # becomes an object: Keras's own look-up fails for some names, such as `Lamb` and `constant`.
    if named.written is not None and named.kind == "metric" and not more:
        return named.written
    cls = keras_class(named)
    try:
        return cls(**{**arguments(named), **more})
    except (TypeError, ValueError) as error:
        raise LoweringError(f"Keras refuses `{named.type}`: {_first_line(error)}", help=REPORT) from error


def keras_class(named: Named) -> Any:
    """Keras's class of the same name, or our own where Keras has none."""
    if not named.of_keras:
        from seqspec.lowering import own

        return getattr(own, named.type)
    import keras

    home: Any = keras
    for part in KINDS[named.kind].keras.split(".")[1:]:
        home = getattr(home, part)
    return getattr(home, named.type, None) or getattr(keras, named.type)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
