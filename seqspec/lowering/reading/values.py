"""
One configuration → what a spec writes: names, and the arguments that say something.

Whatever is not known to be one of Keras's own things is refused by name: custom objects, functions, Lambda.
"""

from __future__ import annotations

import re
import struct
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from seqspec.analysis.inference import snake_case
from seqspec.errors import ExportError
from seqspec.language.named import KINDS, Kind, Named, read

_IGNORED = frozenset({
    "zero_output_for_mask", "quantization_config", "sparse", "ragged", "optional", "is_legacy_optimizer",
    "time_major", "implementation", "batch_input_shape", "batch_shape", "input_length", "fn", "jit_compile",
})  # fmt: skip
"""What configurations hold beside arguments, or held in older versions."""
_OWN = "a spec holds values and no code: put a layer of Keras in its place"
_HOMES = ("keras", "tf.keras", "tf_keras", "tensorflow.keras", "tensorflow.python.keras")


def named(kind: str, config: Any) -> Named:
    """
    Something of a kind, with the arguments that differ from Keras's defaults.

    Args:
        kind: a key of `KINDS`.
        config: as Keras serializes it: a name, or a mapping with `class_name` and `config`.

    Raises:
        ExportError: it is none of Keras's own, or a spec can't say it.
    """
    name, given = _split(config)
    canonical = KINDS[kind].canonical(name)
    if canonical is None:
        raise _unknown(KINDS[kind], name)
    cls = KINDS[kind].load(canonical)
    arguments = {key: value for key, value in given.items() if key in cls.arguments()}
    ignored = _IGNORED | ({"dtype", "build_input_shape"} if canonical == "Sequential" else set())
    for key in sorted(set(given) - set(arguments) - ignored):
        if given[key] not in (None, False, [], {}) and (key, given[key]) not in _UNSAID:
            raise ExportError(f"`{key}` of `{canonical}` can't be said in a spec", help="leave it at its default")
    plain = {key: collapsed(key, value_of(value)) for key, value in arguments.items()}
    if kind == "optimizer":  # Keras keeps their rates in single precision
        plain = {key: _shortest(value) if isinstance(value, float) else value for key, value in plain.items()}
    return _stripped(_decoded(kind, canonical, _without_noise(cls, plain)))


def value_of(config: Any) -> Any:
    """
    A value inside a configuration as a spec writes it.

    Raises:
        ExportError: it is a custom object, or a function.
    """
    if isinstance(config, list):
        return [value_of(each) for each in config]
    if not isinstance(config, dict):
        return config
    match config.get("class_name"):
        case "__tuple__":
            return value_of(config.get("items") or [])
        case "__numpy__" | "__tensor__":
            return value_of(_inner(config).get("value"))
        case "DTypePolicy" | "Policy":
            return _inner(config).get("name")
        case "function" if isinstance(config.get("config"), str) and config.get("module") == "builtins":
            return config["config"]
        case None:
            return {key: value_of(each) for key, each in config.items()}
    return _object(config)


def _inner(config: dict[str, Any]) -> dict[str, Any]:
    """The arguments of what is no name of a spec; none where a stranger wrote something else."""
    return found if isinstance(found := config.get("config"), dict) else {}


def _object(config: dict[str, Any]) -> Named:
    """An object: of the kind that knows its name, and whose module it names."""
    name, _ = _split(config)
    home = str(config.get("module") or "")
    fitting = [kind for kind, about in KINDS.items() if home == about.keras] or list(KINDS)
    for kind in fitting:
        if KINDS[kind].canonical(name) is not None:
            return named(kind, config)
    refused = next((about for about in KINDS.values() if name in about.refused), KINDS["layer"])
    raise _unknown(refused, name)


def _split(config: Any) -> tuple[str, dict[str, Any]]:
    """The name and the arguments of what Keras serialized."""
    if isinstance(config, str):
        return config, {}
    if not isinstance(config, dict) or not isinstance(config.get("class_name"), str):
        raise ExportError("the configuration has something in it that has no name", help=_OWN)
    name, given, home = config["class_name"], config.get("config"), config.get("module")
    registered = config.get("registered_name")
    own = isinstance(registered, str) and registered not in {name, ""}
    if name == "function" and home == "builtins" and isinstance(given, str):
        return given, {}
    if own or (isinstance(home, str) and home.split(".")[0] not in {"keras", "tf_keras"} and home not in _HOMES):
        raise ExportError(f"`{name}` is an object of its author's own", help=_OWN)
    if given is not None and not isinstance(given, dict | list):
        raise ExportError(f"the configuration of `{name}` is none", help=_OWN)
    return name, {"layers": given} if isinstance(given, list) else dict(given or {})


def _unknown(kind: Kind, name: str) -> ExportError:
    shown = name if name.isprintable() and len(name) <= 60 else "..."
    reason = kind.refused.get(name)
    if reason is None:
        return ExportError(f"`{shown}` is no {kind.noun} of Keras that a spec can name", help=_OWN)
    return ExportError(f"a spec can't name the {kind.noun} `{shown}`: {reason}", help=_OWN)


def _without_noise(cls: type[Named], given: dict[str, Any]) -> dict[str, Any]:
    """Without what Keras adds by itself: names that it counts, types that follow from the policy, sizes from others."""
    name = given.get("name")
    automatic = rf"(forward_|backward_)?{re.escape(snake_case(cls.__name__))}(_\d+)?"
    derived = {
        "name": isinstance(name, str) and re.fullmatch(automatic, name),
        "dtype": given.get("dtype") == "float32" or (cls.kind == "metric" and given.get("dtype") == "int32"),
        "strides": given.get("strides") == given.get("pool_size"),
        "backward_layer": _mirrors(given.get("backward_layer"), given.get("layer")),
        "sequence_length": given.get("sequence_length") == given.get("fft_length"),
        "max_freq": isinstance(rate := given.get("sampling_rate"), int | float) and given.get("max_freq") == rate // 2,
    }
    kept = {key: value for key, value in given.items() if not derived.get(key)}
    if cls.__name__ == "RandomShear":  # whose own configuration Keras can't read
        for key in ("x_factor", "y_factor"):
            match kept.get(key):
                case [int() | float() as low, int() | float() as high] if low == -high:
                    kept[key] = high
    return kept


def _mirrors(backward: Any, forward: Any) -> bool:
    """Whether one layer is the other one read from behind, which is what Keras makes by itself."""
    if type(backward) is not type(forward) or not isinstance(forward, Named):
        return False
    one, other = ({**dict(each), "go_backwards": None} for each in (backward, forward))
    return one == other and getattr(backward, "go_backwards", None) != getattr(forward, "go_backwards", None)


_SIZES = frozenset({
    "cropping", "dilation_rate", "kernel_size", "output_padding", "padding", "pool_size", "size", "strides",
})  # fmt: skip
"""Arguments that say one number for all axes, or a number for each."""


def collapsed(field: str, value: Any) -> Any:
    """A size that is the same for all axes as one number: a kernel of `[3, 3]` is one of 3."""
    if field == "layers" and isinstance(value, list):
        return [each for each in value if not _is_input(each)]
    numbers = _flat(value) if field in _SIZES else []
    return numbers[0] if numbers and all(each == numbers[0] for each in numbers) else value


def _is_input(value: Any) -> bool:
    return isinstance(value, Named) and value.type == "Input"


def _flat(value: Any) -> list[Any]:
    return [inner for each in value for inner in _flat(each)] if isinstance(value, list | tuple) else [value]


def _decoded(kind: str, name: str, arguments: dict[str, Any]) -> Named:
    """The thing itself; what our language does not take is told in its own words."""
    try:
        return read(kind, {name: arguments} if arguments else name)
    except PydanticCustomError as error:
        said = error.message()
    except ValidationError as error:
        first = error.errors()[0]
        said = f"`{'.'.join(map(str, first['loc'][1:]))}`: {first['msg']}"
    raise ExportError(f"`{name}` can't be written as a spec: {said}", help="change it in Keras first")


def _stripped(found: Named) -> Named:
    """The same with nothing that is a default."""
    cls = type(found)
    for field in list(found.model_fields_set):
        if _is_default(field, getattr(found, field), cls.model_fields[field].default):
            found.model_fields_set.discard(field)
    return found


_UNSAID = (("activation", "linear"), ("data_format", "channels_last"))
"""What Keras makes of nothing."""


def _is_default(field: str, value: Any, default: Any) -> bool:
    if default is None and ((field, value) in _UNSAID or value in ([], {})):
        return True
    if isinstance(value, Named):
        named_so = isinstance(default, str) and KINDS[value.kind].canonical(default) == value.type
        return named_so and not value.model_fields_set
    if isinstance(value, list | tuple) and isinstance(default, int | float | list | tuple):
        return _spread(field, value, default)
    alike = type(value) is type(default) or (type(value), type(default)) in {(int, float), (float, int)}
    return alike and bool(value == default)


def _spread(field: str, value: Any, default: Any) -> bool:
    """Whether a list is what Keras makes of a default: of one size for all axes, or of the end of a range."""
    value, default = collapsed(field, list(value)), collapsed(field, default)
    if isinstance(value, list) and isinstance(default, int | float):
        return value in ([0, default], [-default, default]) or (field == "axis" and value == [default])
    return bool(value == (list(default) if isinstance(default, tuple) else default))


def _shortest(value: float) -> float:
    """A number that went through single precision as it was written: 0.001 for 0.0010000000474974513."""
    try:
        (single,) = struct.unpack("f", struct.pack("f", value))
    except OverflowError:
        return value
    if single != value:
        return value
    for digits in range(1, 9):
        shorter = float(f"{value:.{digits}g}")
        if struct.unpack("f", struct.pack("f", shorter))[0] == single:
            return shorter
    return value
